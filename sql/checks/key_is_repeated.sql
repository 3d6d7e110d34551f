-- Two rows of a table have the same key.
with

keys as (

    select 'articles' as table_name, article_id as key_value from articles group by all having count(*) > 1

    union all

    select 'sections', concat_ws(' | ', article_id, position)
    from sections
    group by article_id, position
    having count(*) > 1

    union all

    select 'categories', category_id from categories group by all having count(*) > 1

    union all

    select 'article_categories', concat_ws(' | ', article_id, category_id)
    from article_categories
    group by article_id, category_id
    having count(*) > 1

    union all

    select 'authors', author_id from authors group by all having count(*) > 1

    union all

    select 'article_authors', concat_ws(' | ', article_id, author_id)
    from article_authors
    group by article_id, author_id
    having count(*) > 1

    union all

    select 'article_places', concat_ws(' | ', article_id, country_code)
    from article_places
    group by article_id, country_code
    having count(*) > 1

    union all

    select 'revisions', concat_ws(' | ', article_id, revision)
    from revisions
    group by article_id, revision
    having count(*) > 1

    union all

    select 'article_flags', concat_ws(' | ', article_id, flag, detail)
    from article_flags
    group by article_id, flag, detail
    having count(*) > 1

    union all

    select 'article_sources', concat_ws(' | ', article_id, field)
    from article_sources
    group by article_id, field
    having count(*) > 1

    union all

    select 'article_aliases', alias_id from article_aliases group by all having count(*) > 1

    union all

    select 'records', record_id from records group by all having count(*) > 1

    union all

    select 'quarantine', record_id from quarantine group by all having count(*) > 1

),

final as (

    select * from keys

)

select * from final
