-- One row per two regions that some article is on together, each two once, in the order of the alphabet.
-- region: Harmonised name of the first
-- other_region: Harmonised name of the second
-- articles: Articles on both
-- share_of_either: articles / articles on the one or the other (Jaccard index)
with

article_regions as (

    select * from article_regions where region <> '(unknown)'

),

regions as (

    select region, count(*) as articles from article_regions group by all

),

paired as (

    select
        ones.region,
        others.region as other_region,
        count(*) as articles

    from article_regions as ones
    inner join article_regions as others
        on ones.article_id = others.article_id
        and ones.region < others.region
    group by all

),

final as (

    select
        paired.region,
        paired.other_region,
        paired.articles,
        paired.articles / (ones.articles + others.articles - paired.articles) as share_of_either

    from paired
    inner join regions as ones on paired.region = ones.region
    inner join regions as others on paired.other_region = others.region

)

select * from final
