"""Commands that ask the latest release."""

import sys
from typing import Annotated

import typer

from flows._console import guarded, program
from flows.cli._options import DEFAULT_WAREHOUSE, AsJson, Debug, Warehouse, app, latest, print_json
from flows.errors import DossierError


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
    """Prints where the latest release's HTML report is."""
    path = latest(warehouse) / "report.html"
    if not path.is_file():
        raise DossierError(
            f"{path}: this version makes no report yet; ask with `{program()} query` or open dossier.duckdb beside it"
        )
    print(path)
    if open_it:
        import webbrowser

        webbrowser.open(path.as_uri())
