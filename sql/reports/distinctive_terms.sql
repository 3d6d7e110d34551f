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

article_terms as (

    select * from stg_article_terms

),

phrases as (

    select * from stg_phrases

),

words as (

    select * from stg_words

),

years as (

    select * from years

),

numbers as (

    select rowid as number, article_id from articles

),

article_regions as (

    select * from article_regions

),

-- a region and year is a number until the end
groups as (

    select region, published_year, (row_number() over ())::integer as group_key
    from article_regions
    group by region, published_year

),

article_groups as (

    select numbers.number, groups.group_key
    from article_regions
    inner join numbers on article_regions.article_id = numbers.article_id
    inner join groups
        on article_regions.region = groups.region
        and article_regions.published_year is not distinct from groups.published_year

),

-- counts
group_term_articles as (

    select
        article_groups.group_key,
        article_terms.term_key,
        count(*) as articles,
        any_value(article_terms.articles) as articles_in_all

    from article_groups
    inner join article_terms on article_groups.number = article_terms.number
    group by all
    having count(*) > 1

),

article_sizes as (

    select number, count(*) as terms from article_terms group by all

),

group_sizes as (

    select article_groups.group_key, sum(article_sizes.terms)::bigint as terms
    from article_groups
    inner join article_sizes on article_groups.number = article_sizes.number
    group by all

),

sizes as (

    select
        (select sum(terms)::bigint from article_sizes) as terms,
        (select sum(terms)::bigint / count(*) from group_sizes) as prior

),

-- score
compared as (

    select
        group_term_articles.group_key,
        group_term_articles.term_key,
        group_term_articles.articles,
        group_term_articles.articles_in_all - group_term_articles.articles as articles_elsewhere,
        group_sizes.terms,
        sizes.terms - group_sizes.terms as terms_elsewhere,
        group_term_articles.articles_in_all * sizes.prior / sizes.terms as prior,
        sizes.prior as prior_of_all

    from group_term_articles
    inner join group_sizes on group_term_articles.group_key = group_sizes.group_key
    cross join sizes

),

scored as (

    select
        group_key,
        term_key,
        articles,
        articles_elsewhere,
        (
            ln((articles + prior) / nullif(terms + prior_of_all - articles - prior, 0))
            - ln((articles_elsewhere + prior) / nullif(terms_elsewhere + prior_of_all - articles_elsewhere - prior, 0))
        ) / sqrt(1 / (articles + prior) + 1 / (articles_elsewhere + prior)) as score

    from compared
    where terms_elsewhere > 0

),

-- more than are kept, as parts of longer ones go
candidates as (

    select *
    from scored
    where score > 0
    qualify row_number() over (partition by group_key order by score desc, term_key) <= 60

),

-- their words
wanted as (

    select distinct term_key from candidates

),

terms as (

    select distinct first_key as term_key, first_key, null::ubigint as second_key, null::ubigint as third_key
    from phrases
    where first_key in (from wanted)

    union all

    select distinct hash(first_key, second_key), first_key, second_key, null
    from phrases
    where has_two and hash(first_key, second_key) in (from wanted)

    union all

    select distinct hash(first_key, second_key, third_key), first_key, second_key, third_key
    from phrases
    where has_three and hash(first_key, second_key, third_key) in (from wanted)

),

spelt as (

    select
        terms.*,
        -- what was parted at an apostrophe
        regexp_replace(concat_ws(' ', firsts.word, seconds.word, thirds.word), ' s\b', '''s', 'g') as term

    from terms
    inner join words as firsts on terms.first_key = firsts.word_key
    left join words as seconds on terms.second_key = seconds.word_key
    left join words as thirds on terms.third_key = thirds.word_key

),

parts as (

    select
        candidates.group_key,
        candidates.articles,
        unnest([
            spelt.first_key,
            spelt.second_key,
            spelt.third_key,
            case when spelt.third_key is not null then hash(spelt.first_key, spelt.second_key) end,
            case when spelt.third_key is not null then hash(spelt.second_key, spelt.third_key) end
        ]) as term_key

    from candidates
    inner join spelt on candidates.term_key = spelt.term_key
    where spelt.second_key is not null

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
        groups.region,
        groups.published_year,
        ranked.rank,
        ranked.term,
        years.year_start,
        years.is_partial_year,

        -- counts
        ranked.articles,
        ranked.articles_elsewhere,
        ranked.score

    from ranked
    inner join groups on ranked.group_key = groups.group_key
    inner join years on groups.published_year is not distinct from years.published_year
    where ranked.rank <= 20

)

select * from final
