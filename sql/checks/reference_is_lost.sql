-- A row names an article, a record, a category or an author that is not there.
with

lost as (

    select 'articles' as table_name, 'record_id' as column_name, record_id as named
    from articles
    anti join records using (record_id)

    union all

    select 'sections', 'article_id', article_id
    from sections
    anti join articles using (article_id)

    union all

    select 'sections', 'record_id', record_id
    from sections
    anti join records using (record_id)

    union all

    select 'article_categories', 'article_id', article_id
    from article_categories
    anti join articles using (article_id)

    union all

    select 'article_categories', 'category_id', category_id
    from article_categories
    anti join categories using (category_id)

    union all

    select 'article_authors', 'article_id', article_id
    from article_authors
    anti join articles using (article_id)

    union all

    select 'article_authors', 'author_id', author_id
    from article_authors
    anti join authors using (author_id)

    union all

    select 'article_places', 'article_id', article_id
    from article_places
    anti join articles using (article_id)

    union all

    select 'revisions', 'article_id', article_id
    from revisions
    anti join articles using (article_id)

    union all

    select 'revisions', 'record_id', record_id
    from revisions
    anti join records using (record_id)

    union all

    select 'article_flags', 'article_id', article_id
    from article_flags
    anti join articles using (article_id)

    union all

    select 'article_aliases', 'article_id', article_id
    from article_aliases
    anti join articles using (article_id)

    union all

    select 'article_sources', 'article_id', article_id
    from article_sources
    anti join articles using (article_id)

    union all

    select 'article_sources', 'record_id', record_id
    from article_sources
    anti join records using (record_id)

    union all

    select 'records', 'article_id', article_id
    from records
    anti join articles using (article_id)
    where article_id is not null

    union all

    select 'quarantine', 'record_id', record_id
    from quarantine
    anti join records using (record_id)

),

final as (

    select * from lost

)

select * from final
