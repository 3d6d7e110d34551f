-- Articles of the release before, with the new and without the removed, are not this one's; or a change has no field.
with

release_info as (

    select * from release_info where previous_release_id is not null

),

changes as (

    select
        count(*) filter (where change = 'new') as new,
        count(*) filter (where change = 'removed') as removed,
        count(*) filter (where (change = 'changed') <> (changed_fields is not null)) as without_fields

    from reports.release_changes

),

final as (

    select release_info.previous_articles, changes.*, release_info.articles
    from release_info
    cross join changes
    where release_info.previous_articles + changes.new - changes.removed <> release_info.articles
        or changes.without_fields > 0

)

select * from final
