-- One row per region, year and term that sets them apart: up to 20 terms of one to three words of title and synopsis.
-- region: Harmonised name of the region, or (unknown)
-- published_year: Year of publication; null for the undated
-- rank: From 1, by score
-- term: Words in lower case, none of them a stop word at the beginning or the end, from the first 60 words of title and
--     synopsis (punctuation counted); only what 2 articles and 1 in 10,000 have; one that is part of a longer term is
--     left out where nine in ten of its articles here have that one
-- year_start: First day of the year, for time axes
-- is_partial_year: Whether the articles cover only part of the year; see years
-- articles: Articles of the region and year with the term in title or synopsis, at least two
-- articles_elsewhere: All other articles with it
-- score: Weighted log-odds ratio with an informative Dirichlet prior, as a z-score (Monroe, Colaresi and Quinn 2008,
--     "Fightin' Words", formulas 16, 22 and 23): how surely the term is more frequent here than in all other articles;
--     with y articles here and z elsewhere, of n and m articles summed over all terms, and a prior a that spreads the
--     mean of n over the terms by their frequency (in all a0), it is (ln((y + a) / (n + a0 - y - a)) - ln((z + a) /
--     (m + a0 - z - a))) / sqrt(1 / (y + a) + 1 / (z + a)); a term looked at alone is beyond chance above 1.96
with

group_terms as (

    select * from stg_group_terms

),

term_groups as (

    select * from stg_term_groups

),

words as (

    select * from stg_term_words

),

years as (

    select * from years

),

sizes as (

    select sum(terms)::bigint / count(*) as prior from term_groups where terms > 0

),

-- score
compared as (

    select
        group_terms.group_key,
        group_terms.term_key,
        group_terms.articles,
        group_terms.articles_in_all - group_terms.articles as articles_elsewhere,
        term_groups.terms,
        term_groups.terms_in_all - term_groups.terms as terms_elsewhere,
        group_terms.articles_in_all * sizes.prior / term_groups.terms_in_all as prior,
        sizes.prior as prior_of_all

    from group_terms
    inner join term_groups on group_terms.group_key = term_groups.group_key
    cross join sizes

),

scored as (

    select
        group_key,
        term_key,
        articles,
        articles_elsewhere,
        (
            ln((articles + prior) / (terms + prior_of_all - articles - prior))
            - ln((articles_elsewhere + prior) / (terms_elsewhere + prior_of_all - articles_elsewhere - prior))
        ) / sqrt(1 / (articles + prior) + 1 / (articles_elsewhere + prior)) as score

    from compared
    -- the only term there is sets nothing apart; without it, what is under a fraction is above zero
    where terms_elsewhere > 0 and articles + articles_elsewhere < terms + terms_elsewhere

),

-- more than are kept, as parts of longer ones go
candidates as (

    select *
    from scored
    where score > 0
    qualify row_number() over (partition by group_key order by score desc, term_key) <= 60

),

-- a term's key has those of its words in it, 20 bits each
keyed as (

    select
        term_key,
        list_filter(
            [term_key >> 40, (term_key >> 20) & 1048575, term_key & 1048575], lambda word_key: word_key > 0
        ) as word_keys

    from (select distinct term_key from candidates)

),

spelt as (

    select
        keyed.term_key,
        -- what was parted at an apostrophe
        regexp_replace(concat_ws(' ', firsts.word, seconds.word, thirds.word), ' s\b', '''s', 'g') as term

    from keyed
    inner join words as firsts on keyed.word_keys[1] = firsts.word_key
    left join words as seconds on keyed.word_keys[2] = seconds.word_key
    left join words as thirds on keyed.word_keys[3] = thirds.word_key

),

parts as (

    select
        candidates.group_key,
        candidates.articles,
        unnest(
            case
                when len(keyed.word_keys) = 3
                    then keyed.word_keys || [keyed.term_key >> 20, keyed.term_key & 1099511627775]
                when len(keyed.word_keys) = 2 then keyed.word_keys
            end
        ) as term_key

    from candidates
    inner join keyed on candidates.term_key = keyed.term_key

),

longer as (

    select group_key, term_key, max(articles) as articles
    from parts
    group by all

),

ranked as (

    select
        candidates.*,
        spelt.term,
        row_number() over (partition by candidates.group_key order by candidates.score desc, spelt.term) as rank

    from candidates
    inner join spelt on candidates.term_key = spelt.term_key
    left join longer on candidates.group_key = longer.group_key and candidates.term_key = longer.term_key
    where longer.articles is null or longer.articles < 0.9 * candidates.articles

),

final as (

    select
        term_groups.region,
        term_groups.published_year,
        ranked.rank,
        ranked.term,
        years.year_start,
        years.is_partial_year,

        -- counts
        ranked.articles,
        ranked.articles_elsewhere,
        ranked.score

    from ranked
    inner join term_groups on ranked.group_key = term_groups.group_key
    inner join years on term_groups.published_year is not distinct from years.published_year
    where ranked.rank <= 20

)

select * from final
