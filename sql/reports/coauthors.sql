-- One row per two authors who wrote an article together, each two once.
-- author: Name of the one that comes first in the alphabet
-- other_author: Name of the other
-- author_id: Identifies the one
-- other_author_id: Identifies the other
-- articles: Articles by both
-- first_published_on: Date of the first dated one
-- last_published_on: Date of the last dated one
with

article_authors as (

    select * from article_authors

),

authors as (

    select * from authors

),

articles as (

    select * from stg_articles

),

named as (

    select article_authors.article_id, authors.author_id, authors.name
    from article_authors
    inner join authors on article_authors.author_id = authors.author_id

),

final as (

    select
        ones.name as author,
        others.name as other_author,
        ones.author_id,
        others.author_id as other_author_id,
        count(*) as articles,
        min(articles.published_on) as first_published_on,
        max(articles.published_on) as last_published_on

    from named as ones
    inner join named as others
        on ones.article_id = others.article_id
        and (ones.name, ones.author_id) < (others.name, others.author_id)
    inner join articles on ones.article_id = articles.article_id
    group by all

)

select * from final
