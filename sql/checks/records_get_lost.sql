-- The records by outcome of a publisher do not add up to its records, or a publisher's are missing.
with

records as (

    select coalesce(publisher, '(unknown)') as publisher, count(*) as records
    from records
    group by all

),

outcomes as (

    select publisher, sum(concerned)::bigint as records
    from reports.data_quality
    where "check" in ('record_article', 'record_revision', 'record_duplicate', 'record_not_article', 'record_rejected')
    group by all

),

final as (

    select
        coalesce(records.publisher, outcomes.publisher) as publisher,
        records.records,
        outcomes.records as records_by_outcome

    from records
    full join outcomes on records.publisher = outcomes.publisher
    where records.records is distinct from outcomes.records

)

select * from final
