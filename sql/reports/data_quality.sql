-- One row per publisher and check, also where nothing is amiss.
-- publisher: Short name of the publisher, or (unknown), for articles and records of which it is not known
-- check: What was looked for: a field an article lacks, a flag of article_flags, or, named record_..., what became of a
--     record and what it lacks
-- subject: What is counted: articles or records
-- concerned: Articles or records of the publisher that the check concerns
-- total: All articles or records of the publisher
-- share: concerned / total
with

articles as (

    select * from stg_article_fields

),

article_doubts as (

    select * from article_doubts

),

article_flags as (

    select * from article_flags

),

records as (

    select record_id, coalesce(publisher, '(unknown)') as publisher from records

),

record_doubts as (

    select * from stg_record_doubts

),

-- articles
article_fields as (

    select distinct check_name
    from articles
    unpivot (concerned for check_name in (columns(* exclude (article_id, publisher))))

),

article_totals as (

    select 'articles' as subject, coalesce(publisher, '(unknown)') as publisher, count(*) as total
    from articles
    group by all

),

article_checks as (

    select 'articles' as subject, check_name from article_fields
    union
    select 'articles', flag from article_flags

),

-- records
record_totals as (

    select 'records' as subject, publisher, count(*) as total from records group by all

),

record_checks as (

    select distinct 'records' as subject, check_name from record_doubts

),

-- both
totals as (

    select * from article_totals
    union all
    select * from record_totals

),

checks as (

    select * from article_checks
    union all
    select * from record_checks

),

counted as (

    select 'articles' as subject, coalesce(publisher, '(unknown)') as publisher, check_name, count(*) as concerned
    from article_doubts
    group by all

    union all

    select 'records', publisher, check_name, count(*)
    from record_doubts
    group by all

),

final as (

    select
        totals.publisher,
        checks.check_name as "check",
        totals.subject,
        coalesce(counted.concerned, 0) as concerned,
        totals.total,
        coalesce(counted.concerned, 0) / totals.total as share

    from totals
    inner join checks on totals.subject = checks.subject
    left join counted
        on totals.subject = counted.subject
        and totals.publisher = counted.publisher
        and checks.check_name = counted.check_name

)

select * from final
