"""Commands that ask the latest release."""

import re
import sys
from typing import Annotated

import typer

from flows._console import guarded
from flows._words import program
from flows.cli._options import DEFAULT_WAREHOUSE, AsJson, Debug, Warehouse, app, latest, print_json
from flows.errors import DossierError, UsageError


@app.command()
@guarded
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="A SELECT; - reads it from standard input.")],
    form: Annotated[str, typer.Option("--format", metavar="table|csv|json", help="How to print the rows.")] = "table",
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    debug: Debug = False,
) -> None:
    """Asks the latest release in SQL (DuckDB's).

    All tables are there by name, sections with their text, and the report models: reports.totals and so on.

    dossier query "show all tables"

    dossier query "from reports.articles_by_region_year" --format csv > regions.csv
    """
    from flows import query as sql_of

    sql_of.query(latest(warehouse), sys.stdin.read() if sql == "-" else sql, form)


# With -h for help, -china would be taken for it.
@app.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@guarded
def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help='What to look for, such as "south china sea" asean -trade.')
    ],
    *,
    region: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only articles on this region.")] = None,
    year: Annotated[str | None, typer.Option(metavar="YEAR", help="Only this year, or years: 2015-2018.")] = None,
    series: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only articles of this series.")] = None,
    topic: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only articles on this topic.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="How many sections at most.")] = 10,
    form: Annotated[str, typer.Option("--format", metavar="table|csv|json", help="How to print them.")] = "table",
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    debug: Debug = False,
) -> None:
    """Looks words up in the sections of the latest release; the best fit (BM25) comes first.

    All words must be in the section and its heading; the title goes with an article's first section. Capitals and
    accents do not matter, endings do.
    --region, --series and --topic can be given several times.

    "south china sea"  the words side by side; a shell needs '"south china sea"'

    asean OR apec      either; group with parentheses

    china -trade       without a word; also NOT trade

    polic*             any ending
    """
    from flows import search as searching

    if form not in searching.FORMATS:
        raise UsageError(f"--format {form}: choose among {', '.join(searching.FORMATS)}")
    filters = searching.Filters(region or (), topic or (), series or (), _years(year))
    hits = searching.search(latest(warehouse), _query(words), filters, limit, lambda text: print(text, file=sys.stderr))
    searching.show(hits, form, sys.stdout)
    if not hits:
        print("dossier: no section has all of this; try fewer words, or OR between them", file=sys.stderr)


def _query(words: list[str]) -> str:
    """What was typed: a shell takes the quotes off, and hands over what was in them as one argument."""
    if wrong := next((word for word in words if word.startswith("--") and len(word) > 2), None):
        raise UsageError(f"search: no such option {wrong}; `{program()} search --help` shows those there are")
    if len(words) == 1:
        return words[0]
    return " ".join(word if '"' in word or " " not in word else f'"{word}"' for word in words)


def _years(year: str | None) -> tuple[int, int] | None:
    if year is None:
        return None
    if not (match := re.fullmatch(r"(\d{4})(?:[-–:](\d{4}))?", year.strip())):
        raise UsageError(f"--year {year}: give a year or two, such as 2015 or 2015-2018")
    first, last = int(match[1]), int(match[2] or match[1])
    if first > last:
        raise UsageError(f"--year {year}: begins after it ends; give {last}-{first}")
    return first, last


@app.command()
@guarded
def explain(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its code, id, former id, address, end of the address, or title.")
    ],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    as_json: AsJson = False,
    debug: Debug = False,
) -> None:
    """Tells where each field of an article came from: record, file, lines, rule."""
    import shutil

    from flows import explain as explanation

    found = explanation.explain(latest(warehouse), article)
    if as_json:
        print_json(found)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 200
        print(explanation.as_text(found, width))


@app.command()
@guarded
def report(
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    debug: Debug = False,
) -> None:
    """Prints where the latest release's HTML report is: one file, to be opened in any browser or passed on."""
    path = latest(warehouse, "report.html") / "report.html"
    if not path.is_file():
        raise DossierError(
            f"{path}: not there; this release is of a version that made no reports: publish one that has it with "
            f"`{program()} run INPUT --full-refresh`"
        )
    print(path)
    if open_it:
        import webbrowser

        if not webbrowser.open(path.as_uri()):
            print("dossier: no browser here; open this file in one, on any machine", file=sys.stderr)
