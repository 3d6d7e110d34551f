"""How large report.html gets, what it costs to make, and how long the page takes to draw itself anew.

    .venv/bin/python tests/benchmarks/report_page.py [WAREHOUSE]

Without a warehouse, 20,000 made-up articles are made and run first. Needs chromium.
"""

import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from flows import pipeline, report
from flows._layout import DATABASE
from flows.sample import write

ARTICLES = 20_000
ROUNDS = 40


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        warehouse = Path(sys.argv[1]) if sys.argv[1:] else _made(folder)
        (folder / "report").mkdir()
        shutil.copyfile((warehouse / "latest" / DATABASE).resolve(), folder / "report" / DATABASE)
        seconds = []
        for _ in range(5):
            begun = time.process_time()
            report.build(folder / "report")
            seconds.append(time.process_time() - begun)
        page = folder / "report" / report.NAME
        print(f"made in {statistics.median(seconds):.2f} CPU seconds (median of 5), {page.stat().st_size:,} bytes")
        _draw(page)


def _made(folder: Path) -> Path:
    write(folder / "dumps", ARTICLES)
    pipeline.run([str(folder / "dumps")], folder / "warehouse")
    return folder / "warehouse"


def _draw(path: Path) -> None:
    dice = random.Random(3)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1320, "height": 900})
        page.set_default_timeout(120_000)
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        choices = {
            name: page.evaluate(f"Array.from(document.querySelectorAll('#f-{name} option'), (one) => one.value)")
            for name in ("region", "topic", "series", "from")
        }
        choices["q"] = ["", "security", "asean trade", "tan"]
        times = []
        for _ in range(ROUNDS):
            chosen = {name: dice.choice(choices[name]) for name in dice.sample(list(choices), 2)}
            page.evaluate("(text) => { location.hash = text; }", f"{urlencode(chosen)}&page={dice.randint(1, 9)}")
            page.wait_for_timeout(100)
            times.append(float(page.evaluate("document.documentElement.dataset.drawn")))
        browser.close()
    times.sort()
    print(f"redraw in ms: median {statistics.median(times):.0f}, 95th of a hundred {times[int(len(times) * 0.95)]:.0f}")


if __name__ == "__main__":
    main()
