-- One row per record and what is to be said of it: its outcome, the reason or kind behind that, and what it lacks.
with

records as (

    select
        record_id,
        coalesce(publisher, '(unknown)') as publisher,
        url,
        dumped_at,
        page_kind,
        outcome,
        reason

    from records

),

final as (

    select record_id, publisher, 'record_' || outcome as check_name from records

    union all

    select record_id, publisher, 'record_rejected_' || reason from records where outcome = 'rejected'

    union all

    select record_id, publisher, 'record_not_article_' || page_kind from records where outcome = 'not_article'

    union all

    select record_id, publisher, 'record_without_date' from records where dumped_at is null

    union all

    select record_id, publisher, 'record_without_url' from records where url is null

    union all

    select record_id, publisher, 'record_without_publisher' from records where publisher = '(unknown)'

)

select * from final
