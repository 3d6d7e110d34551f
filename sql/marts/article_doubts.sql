-- One row per article and doubt about it: a field it lacks or shows in part only, or a flag of article_flags.
-- article_id: Article
-- publisher: Short name of the article's publisher; null where unknown
-- check_name: What is in doubt
with

articles as (

    select * from stg_article_fields

),

article_flags as (

    select * from article_flags

),

fields as (

    select article_id, publisher, check_name, concerned
    from articles
    unpivot (concerned for check_name in (columns(* exclude (article_id, publisher))))

),

final as (

    select article_id, publisher, check_name from fields where concerned

    union

    select articles.article_id, articles.publisher, article_flags.flag
    from article_flags
    inner join articles on article_flags.article_id = articles.article_id

)

select * from final
