-- One row per category, with the name reports use: a region's harmonised one.
with

categories as (

    select * from categories

),

final as (

    select
        category_id,
        publisher,
        kind,
        coalesce(region, name) as member,
        known

    from categories

)

select * from final
