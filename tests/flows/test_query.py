import io
import json

import pytest

from flows.errors import DossierError, UsageError
from flows.query import query, safe_cell


def _ask(release, sql, form):
    out = io.StringIO()
    query(release, sql, form, out)
    return out.getvalue()


@pytest.mark.parametrize("table", ["articles", "main.articles", "records", "reports.totals", "totals", "sections"])
def test_every_table_and_model_resolves(made_release, table):
    assert json.loads(_ask(made_release, f"from {table}", "json"))


def test_sections_have_their_text_and_quarantine_its_payload(made_release):
    sections = json.loads(_ask(made_release, "select text from sections", "json"))
    assert sections == [{"text": "The tide turns.\n\n• twice a day"}]

    payloads = json.loads(_ask(made_release, "select payload from quarantine where reason = 'truncated'", "json"))
    assert payloads == [{"payload": "V0FSQy8xLjA="}]


def test_csv_has_no_formula_and_empty_for_null(made_release):
    text = _ask(made_release, "select code, title, synopsis from articles where article_id like 'b%'", "csv")

    assert text == "code,title,synopsis\nCO19001,'=2+5 and Other Titles,\n"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        *((begin + "1", "'" + begin + "1") for begin in ("=", "+", "-", "@", "\t", "\r", "\n", "＝")),
        *((value, value) for value in (-1, -1.5, None, "a=1", "")),
        (True, "true"),
        ([1, "=2"], '[1, "=2"]'),
    ],
)
def test_only_text_is_made_safe(value, cell):
    assert safe_cell(value) == cell


def test_json_knows_null_time_and_numbers(made_release):
    sql = "select null as n, published_on, 'nan'::double as f, 1.5::decimal(3, 1) as d, 1 as x, 2 as x, [1] as l"

    row = json.loads(_ask(made_release, f"{sql} from articles where code = 'CO21020'", "json"))

    assert row == [{"n": None, "published_on": "2021-02-05", "f": None, "d": 1.5, "x": 1, "x_2": 2, "l": [1]}]


def test_no_rows_is_still_json_and_csv(made_release):
    assert _ask(made_release, "select code from articles where false", "json") == "[]\n"
    assert _ask(made_release, "select code from articles where false", "csv") == "code\n"


def test_table_shows_names_and_values(made_release):
    text = _ask(made_release, "select code from articles order by code desc limit 1", "table")

    assert "code" in text
    assert "CO21020" in text


@pytest.mark.parametrize("sql", ["pivot {}", "from (pivot {})", "with p as (pivot {}) select * from p"])
def test_a_pivot_finds_its_columns_itself(made_release, sql):
    told = _ask(made_release, sql.format("articles on publisher using count(*) group by language"), "csv")

    assert told == "language,elsewhere,rsis\n,1,2\n"


def test_explain_shows_a_plan(made_release):
    assert "articles" in _ask(made_release, "explain select * from articles where title like '%copy%'", "table")


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("from articlez", 'SQL: Table with name articlez does not exist! Did you mean "articles"?'),
        ("selec 1", 'SQL: syntax error at or near "selec"'),
        ("select 1\n\nfrom nowhere", "does not exist! Did you mean"),
        ("from read_text('/etc/passwd')", "SQL: Cannot access file"),
        ("from read_parquet('/nonexistent/*.parquet')", "SQL: Cannot access file"),
        ("copy articles to 'out.csv'", "COPY is not possible"),
        ("explain analyze copy articles to 'out.csv'", "COPY is not possible"),
        ("copy (pivot articles on publisher using count(*)) to 'out.csv'", "MULTI is not possible"),
        ("/* /* */ select */ copy (pivot articles on publisher using count(*)) to 'out.csv'", "MULTI is not possible"),
        ("attach 'other.duckdb'", "ATTACH is not possible"),
        ("set enable_external_access = true", "SET is not possible"),
        ("delete from articles", "DELETE is not possible"),
        ("select 1; drop table articles", "DROP is not possible"),
        ("pragma threads=1", "SET is not possible"),
    ],
)
@pytest.mark.parametrize("form", ["table", "csv"])
def test_mistakes_are_one_line(made_release, sql, message, form):
    with pytest.raises(DossierError) as caught:
        _ask(made_release, sql, form)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mistake_further_down_names_its_line(made_release):
    with pytest.raises(DossierError, match=r"\(line 3\)$"):
        _ask(made_release, "select 1\n\nfrom nowhere", "csv")


def test_wrong_usage(made_release):
    with pytest.raises(UsageError, match="no SQL given"):
        _ask(made_release, " ", "csv")
    with pytest.raises(UsageError, match="--format xml"):
        _ask(made_release, "select 1", "xml")


def test_release_without_database(tmp_path):
    with pytest.raises(DossierError, match=r"dossier\.duckdb: not there"):
        _ask(tmp_path, "select 1", "csv")


def test_release_with_broken_database(tmp_path):
    (tmp_path / "dossier.duckdb").write_bytes(b"no database" * 1000)

    with pytest.raises(DossierError, match=r"dossier\.duckdb: cannot be read"):
        _ask(tmp_path, "select 1", "csv")
