-- One row: how much there is.
-- articles: Articles, however often dumped
-- undated_articles: Articles without a date
-- words: Words of their texts, without biographies and references
-- sections: Sections of their texts
-- authors: Persons who wrote them
-- publishers: Publishers of them
-- series: Series they appeared in
-- topics: Topics they are on
-- regions: Regions they are on, under their harmonised names
-- records: Records ever read
-- rejected_records: Records that could not be understood
-- first_published_on: Date of the first article
-- last_published_on: Date of the last article
-- as_of_date: Date of the newest dump or of the newest publication, whichever is later
with

articles as (

    select
        count(*) as articles,
        count(*) filter (where published_on is null) as undated_articles,
        coalesce(sum(word_count), 0)::bigint as words,
        count(distinct publisher) as publishers,
        count(distinct series) filter (where series <> '(unknown)') as series,
        min(published_on) as first_published_on,
        max(published_on) as last_published_on

    from stg_articles

),

release_info as (

    select * from release_info

),

topics as (

    select count(distinct topic) as topics from article_topics where topic <> '(unknown)'

),

regions as (

    select count(distinct region) as regions from article_regions where region <> '(unknown)'

),

final as (

    select
        -- articles
        articles.articles,
        articles.undated_articles,
        articles.words,
        release_info.sections,

        -- what they are by and on
        release_info.authors,
        articles.publishers,
        articles.series,
        topics.topics,
        regions.regions,

        -- records
        release_info.records,
        release_info.rejected_records,

        -- dates
        articles.first_published_on,
        articles.last_published_on,
        release_info.as_of_date

    from articles
    cross join release_info
    cross join topics
    cross join regions

)

select * from final
