-- The release has over 20 % fewer articles than the one before; look at the inputs, or allow it with --accept-shrink.
with

release_info as (

    select * from release_info

),

-- two that became one are explained
merged as (

    select count(*) as articles from reports.release_changes where now_article_id is not null

),

final as (

    select
        release_info.previous_release_id,
        release_info.previous_articles,
        merged.articles as of_them_merged,
        release_info.articles

    from release_info
    cross join merged
    where release_info.articles < 0.8 * (release_info.previous_articles - merged.articles)
        and not release_info.shrink_accepted

)

select * from final
