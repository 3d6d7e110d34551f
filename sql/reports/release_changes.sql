-- One row per article that is new, changed or gone since the release before; none in a warehouse's first release.
-- article_id: Article
-- change: new, changed or removed
-- changed_fields: Columns of articles that differ, but those that follow from others (the year, how many authors), and
--     categories or authors where those do, apart by commas; null for new and removed articles; that it was dumped
--     once more is no change
-- former_article_id: Id it had in the release before, where that was another; of several that it had been, the first
-- now_article_id: Article that a removed one is part of now; null where it is gone
-- title: Its title, a removed one's as it was
-- published_on: Its date, a removed one's as it was
-- published_year: Year of published_on
with

touched_articles as (

    select * from touched_articles

),

-- all others are as they were
articles as (

    select articles.* from articles
    semi join touched_articles on articles.article_id = touched_articles.article_id

),

previous_articles as (

    select * from previous_articles

),

article_aliases as (

    select * from article_aliases

),

release_info as (

    select * from release_info

),

-- its id is another one once a dump tells more of what identifies it; what else it had been was removed
renamed as (

    select article_aliases.article_id, min(article_aliases.alias_id) as former_article_id
    from article_aliases
    semi join previous_articles on article_aliases.alias_id = previous_articles.article_id
    semi join articles on article_aliases.article_id = articles.article_id
    anti join previous_articles on article_aliases.article_id = previous_articles.article_id
    group by all

),

known as (

    select article_id, article_id as before_article_id from previous_articles
    union all
    select article_id, former_article_id from renamed

),

-- printed order is part of what they are
categories as (

    select article_id, string_agg(category_id order by position, category_id) as categories
    from article_categories
    where article_id in (select article_id from known)
    group by all

),

previous_categories as (

    select article_id, string_agg(category_id order by position, category_id) as categories
    from previous_article_categories
    group by all

),

authors as (

    select article_id, string_agg(author_id order by position, author_id) as authors
    from article_authors
    where article_id in (select article_id from known)
    group by all

),

previous_authors as (

    select article_id, string_agg(author_id order by position, author_id) as authors
    from previous_article_authors
    group by all

),

compared as (

    select
        now.article_id,
        'changed' as change,
        nullif(
            concat_ws(
                ', ',
                case when known.before_article_id <> now.article_id then 'article_id' end,
                case when now.publisher is distinct from before.publisher then 'publisher' end,
                case when now.series is distinct from before.series then 'series' end,
                case when now.code is distinct from before.code then 'code' end,
                case when now.title is distinct from before.title then 'title' end,
                case when now.published_on is distinct from before.published_on then 'published_on' end,
                case
                    when now.published_precision is distinct from before.published_precision
                        then 'published_precision'
                end,
                case when now.language is distinct from before.language then 'language' end,
                case when now.url is distinct from before.url then 'url' end,
                case when now.byline is distinct from before.byline then 'byline' end,
                case when now.synopsis is distinct from before.synopsis then 'synopsis' end,
                case when now.word_count <> before.word_count then 'word_count' end,
                case when now.section_count <> before.section_count then 'section_count' end,
                case when now.revision_count <> before.revision_count then 'revision_count' end,
                case when categories.categories is distinct from previous_categories.categories then 'categories' end,
                case when authors.authors is distinct from previous_authors.authors then 'authors' end
            ),
            ''
        ) as changed_fields,
        nullif(known.before_article_id, now.article_id) as former_article_id,
        null::varchar as now_article_id,
        now.title,
        now.published_on,
        now.published_year

    from articles as now
    inner join known on now.article_id = known.article_id
    inner join previous_articles as before on known.before_article_id = before.article_id
    left join categories on now.article_id = categories.article_id
    left join previous_categories on before.article_id = previous_categories.article_id
    left join authors on now.article_id = authors.article_id
    left join previous_authors on before.article_id = previous_authors.article_id

),

final as (

    select * from compared where changed_fields is not null

    union all

    select articles.article_id, 'new', null, null, null, articles.title, articles.published_on, articles.published_year
    from articles
    cross join release_info
    anti join known on articles.article_id = known.article_id
    where release_info.previous_release_id is not null

    union all

    select
        previous_articles.article_id,
        'removed',
        null,
        null,
        article_aliases.article_id,
        previous_articles.title,
        previous_articles.published_on,
        previous_articles.published_year

    from previous_articles
    left join article_aliases on previous_articles.article_id = article_aliases.alias_id
    anti join articles on previous_articles.article_id = articles.article_id
    anti join renamed on previous_articles.article_id = renamed.former_article_id

)

select * from final
