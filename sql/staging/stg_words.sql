-- One row per word that is frequent enough for a term; ends says whether one may begin and end with it.
with

texts as (

    select unnest(words) as word from stg_texts

),

stop_words as (

    select * from stg_stop_words

),

-- what few have sets nothing apart, and is most of what there is
least as (

    select greatest(2, count(*) / 10000) as articles from articles

),

words as (

    select word
    from texts
    where word not in ('', '|')
    group by all
    having count(*) >= (select articles from least)

),

final as (

    select
        -- numbers are joined and grouped several times as fast as words
        hash(word) as word_key,
        word,
        length(word) between 2 and 40
            and regexp_matches(word, '^\pL.*[\pL\pM\pN]$')
            and word not in (from stop_words) as ends

    from words

)

select * from final
