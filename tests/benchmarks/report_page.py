"""How large report.html gets, what it costs to make, and how long the page takes to draw itself anew.

    .venv/bin/python tests/benchmarks/report_page.py [WAREHOUSE]

Without a warehouse, 20,000 made-up articles are made and run first. Needs chromium.

Of a redraw there are two figures. "seen": milliseconds on the clock from the choice until what is in view has been
painted; another process at work on the machine makes it longer. "CPU": what the page's thread has computed for it by
Chromium's own account: scripts, style, layout and painting, also of what is out of view and drawn afterwards, and the
few milliseconds that asking takes; that hardly depends on what else the machine does.
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
ROUNDS = 100

_SEEN = """async (address) => {
  const begun = performance.now();
  const channel = new MessageChannel();
  const painted = new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    // Asked after the page has heard of the new address: its own frame is the one that is waited for.
    addEventListener("hashchange", () => requestAnimationFrame(() => channel.port2.postMessage(0)), { once: true });
  });
  location.hash = address;
  await painted;
  return performance.now() - begun;
}"""


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
        asked = page.context.new_cdp_session(page)
        asked.send("Performance.enable", {"timeDomain": "threadTicks"})

        def computed() -> float:
            told = asked.send("Performance.getMetrics")["metrics"]
            return 1000 * next(one["value"] for one in told if one["name"] == "TaskDuration")

        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        choices = {
            name: page.evaluate(f"Array.from(document.querySelectorAll('#f-{name} option'), (one) => one.value)")
            for name in ("region", "topic", "series", "from")
        }
        choices["q"] = ["", "security", "asean trade", "tan"]
        choices["sort"] = ["newest", "oldest", "title", "longest"]
        seen, cpu, slowest = [], [], (0.0, "")
        for _ in range(ROUNDS):
            chosen = {name: dice.choice(choices[name]) for name in dice.sample(list(choices), 2)}
            address = f"{urlencode(chosen)}&page={dice.randint(1, 9)}"
            before = computed()
            seen.append(page.evaluate(_SEEN, address))
            page.wait_for_timeout(300)
            if page.evaluate("document.documentElement.dataset.filters") != address:
                raise SystemExit("not all was drawn within 300 ms: let the machine come to rest")
            cpu.append(computed() - before)
            slowest = max(slowest, (cpu[-1], address))
        browser.close()
    for name, times in (("seen", seen), ("CPU", cpu)):
        times.sort()
        high = times[int(len(times) * 0.95)]
        print(f"redraw, {name}: median {statistics.median(times):.0f} ms, 95th of 100 {high:.0f}, most {times[-1]:.0f}")
    print(f"most CPU took {slowest[1]}")


if __name__ == "__main__":
    main()
