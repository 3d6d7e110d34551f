-- One row per place in a title or synopsis where a term may begin: the word there and the two after it, as numbers.
with

texts as (

    select * from stg_texts

),

words as (

    select * from stg_words

),

placed as (

    select
        number,
        unnest(words) as first_word,
        unnest(words[2:]) as second_word,
        unnest(words[3:]) as third_word

    from texts

),

keyed as (

    select
        number,
        hash(first_word) as first_key,
        hash(second_word) as second_key,
        hash(third_word) as third_key

    from placed

),

final as (

    select
        keyed.number,
        keyed.first_key,
        keyed.second_key,
        keyed.third_key,
        coalesce(seconds.ends, false) as has_two,
        -- a word between that is no known one may be a full stop
        seconds.word_key is not null and coalesce(thirds.ends, false) as has_three

    from keyed
    inner join words as firsts on keyed.first_key = firsts.word_key and firsts.ends
    left join words as seconds on keyed.second_key = seconds.word_key
    left join words as thirds on keyed.third_key = thirds.word_key

)

select * from final
