-- One row per article: its title's and synopsis' first 60 words in order, in lower case, with "|" for punctuation.
with

articles as (

    -- an apostrophe parts no clauses
    select rowid as number, replace(replace(concat_ws('|', title, synopsis), '’', ' '), chr(39), ' ') as text
    from articles

),

final as (

    select
        number,
        string_split(regexp_replace(lower(text), '[^\pL\pM\pN -][^\pL\pM\pN-]*', ' | ', 'g'), ' ')
            -- most synopses are no longer, and a list of key takeaways would count for several
            [:60] as words

    from articles

)

select * from final
