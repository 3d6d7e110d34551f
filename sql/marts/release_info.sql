-- One row: what this release is made of and by what.
-- release_id: Identifies the release
-- parser_version: Version of the parser
-- schema_version: Version of the tables' columns and their meaning
-- previous_release_id: The release before, which release_changes compares this one with; null for the first
-- shrink_accepted: Whether the run was told that over 20 % fewer articles than in the release before are no fault
-- previous_articles: Articles of the release before; null for the first
-- as_of_date: Date of the newest dump or of the newest publication, whichever is later
-- articles: Rows of articles
-- sections: Rows of sections
-- categories: Rows of categories
-- authors: Rows of authors
-- revisions: Rows of revisions
-- records: Rows of records: every record ever read
-- article_records: Records whose text is an article's current text
-- revision_records: Records with another text of an article
-- duplicate_records: Records with nothing new of an article
-- not_article_records: Records of pages that are no publication
-- rejected_records: Records that could not be understood
-- source_files: Files the records were read from
-- source_bytes: Bytes of the records' text or HTML
-- duckdb_version: Version of DuckDB that made the file
with

run_info as (

    select * from run_info

),

articles as (

    select
        count(*) as articles,
        -- so that it need not wait for the sections, which are written last; totals_differ_from_tables counts them
        coalesce(sum(section_count), 0)::bigint as sections,
        max(published_on) as newest

    from articles

),

records as (

    select
        count(*) as records,
        count(*) filter (where outcome = 'article') as article_records,
        count(*) filter (where outcome = 'revision') as revision_records,
        count(*) filter (where outcome = 'duplicate') as duplicate_records,
        count(*) filter (where outcome = 'not_article') as not_article_records,
        count(*) filter (where outcome = 'rejected') as rejected_records,
        -- an archive's members lie in one file; other names may have a ! too
        count(distinct regexp_replace(file, '(?is)(\.(zip|tar(\.(gz|zst|bz2|xz))?|tgz|tbz2|txz|tzst))!.*', '\1'))
            as source_files,
        coalesce(sum(bytes), 0)::bigint as source_bytes,
        max(dumped_at)::date as newest

    from records

),

final as (

    select
        run_info.* replace (run_info.previous_articles::bigint as previous_articles),
        greatest(records.newest, articles.newest) as as_of_date,

        -- tables
        articles.articles,
        articles.sections,
        (select count(*) from categories) as categories,
        (select count(*) from authors) as authors,
        (select count(*) from revisions) as revisions,

        -- sources
        records.* exclude (newest),
        version() as duckdb_version

    from run_info
    cross join articles
    cross join records

)

select * from final
