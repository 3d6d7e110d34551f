-- One row per article: what is missing or in doubt of the fields it should show.
with

articles as (

    select * from articles

),

article_categories as (

    select * from stg_article_categories

),

kinds as (

    select
        article_id,
        bool_or(kind = 'region') as has_region,
        bool_or(kind = 'topic') as has_topic,
        bool_or(not known) as has_unknown

    from article_categories
    group by all

),

final as (

    select
        articles.article_id,
        articles.publisher,

        -- dates
        articles.published_on is null as date_unknown,
        coalesce(articles.published_precision = 'month', false) as date_to_month_only,
        coalesce(articles.published_precision = 'year', false) as date_to_year_only,

        -- what identifies it
        articles.code is null as code_unknown,
        articles.series is null as series_unknown,
        articles.url is null as url_unknown,
        articles.language is null as language_unknown,

        -- who and what about
        articles.author_count = 0 as author_unknown,
        not coalesce(kinds.has_region, false) as region_unknown,
        not coalesce(kinds.has_topic, false) as topic_unknown,
        coalesce(kinds.has_unknown, false) as category_unknown,

        -- text
        articles.synopsis is null as synopsis_missing,
        articles.word_count = 0 as text_missing,
        articles.revision_count > 1 as text_revised

    from articles
    left join kinds on articles.article_id = kinds.article_id

)

select * from final
