-- An author is missing from author_output, or its dates are the wrong way round or of no article.
with

authors as (

    select * from authors

),

author_output as (

    select * from reports.author_output

),

final as (

    select authors.author_id, author_output.first_published_on, author_output.last_published_on
    from authors
    full join author_output on authors.author_id = author_output.author_id
    where authors.author_id is null
        or author_output.author_id is null
        or author_output.first_published_on > author_output.last_published_on
        or (author_output.articles = 0 and author_output.first_published_on is not null)

)

select * from final
