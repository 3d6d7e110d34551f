-- One row per article and term of one to three words in its title or synopsis, as numbers, with the term's articles.
with

phrases as (

    select * from stg_phrases

),

least as (

    select greatest(2, count(*) / 10000) as articles from articles

),

article_terms as (

    select number, first_key as term_key from phrases
    union
    select number, hash(first_key, second_key) from phrases where has_two
    union
    select number, hash(first_key, second_key, third_key) from phrases where has_three

),

terms as (

    select term_key, count(*) as articles
    from article_terms
    group by all
    having count(*) >= (select articles from least)

),

final as (

    select article_terms.number, article_terms.term_key, terms.articles
    from article_terms
    inner join terms on article_terms.term_key = terms.term_key

)

select * from final
