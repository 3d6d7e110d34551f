-- One row per article: the words of its title and synopsis in order, in lower case, "|" where punctuation parts them.
with

articles as (

    -- an apostrophe parts no clauses
    select rowid as number, replace(replace(concat_ws('|', title, synopsis), '’', ' '), chr(39), ' ') as text
    from articles

),

final as (

    select
        number,
        string_split(regexp_replace(lower(text), '[^\pL\pM\pN -][^\pL\pM\pN-]*', ' | ', 'g'), ' ') as words

    from articles

)

select * from final
