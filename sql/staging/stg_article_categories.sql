-- One row per article and category, with the category's kind and the name reports use.
with

article_categories as (

    select * from article_categories

),

categories as (

    select * from stg_categories

),

final as (

    select
        article_categories.article_id,
        article_categories.category_id,
        categories.kind,
        categories.member,
        categories.known

    from article_categories
    inner join categories on article_categories.category_id = categories.category_id

)

select * from final
