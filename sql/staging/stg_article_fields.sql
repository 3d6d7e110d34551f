-- One row per article: what is in doubt of the fields it should show, named like the flags of the same meaning.
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
        articles.published_on is null as no_date,
        coalesce(articles.published_precision = 'month', false) as month_only_date,
        coalesce(articles.published_precision = 'year', false) as year_only_date,

        -- what identifies it
        articles.code is null as no_code,
        articles.series is null as no_series,
        articles.url is null as no_url,
        articles.language is null as language_unknown,

        -- who and what about
        articles.author_count = 0 as no_author,
        not coalesce(kinds.has_region, false) as no_region,
        not coalesce(kinds.has_topic, false) as no_topic,
        coalesce(kinds.has_unknown, false) as category_unknown,

        -- text
        articles.synopsis is null as no_synopsis,
        articles.word_count = 0 as no_text,
        articles.revision_count > 1 as text_revised

    from articles
    left join kinds on articles.article_id = kinds.article_id

)

select * from final
