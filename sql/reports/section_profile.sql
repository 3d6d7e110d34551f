-- One row per kind of section and year with such a section.
-- kind: What the section is, such as commentary or references
-- published_year: Year of the article's publication; null for the undated
-- sections: Sections
-- articles: Articles with such a section
-- words: Words of the sections
-- median_words: Median of the words of a section; the mean of the middle two where their number is even
with

sections as (

    select article_id, kind, published_year, word_count from sections

),

final as (

    select
        kind,
        published_year,
        count(*) as sections,
        count(distinct article_id) as articles,
        sum(word_count)::bigint as words,
        median(word_count)::double as median_words

    from sections
    group by all

)

select * from final
