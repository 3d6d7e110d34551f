"""Looks at a Superset dashboard in Chromium; run by the Python of Superset's own environment, which has Playwright.

Reads {"url", "password", "dashboard", "views": [{"filters": {title: [values]}, "charts": how many they act on}],
"picture"} as JSON from standard input and prints, of each view, what the charts got, what they show, what went wrong.
"""

import json
import shutil
import sys
import time

from playwright.sync_api import Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

PATIENCE = 240.0


def main() -> None:
    wanted = json.load(sys.stdin)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 3700})
        page.set_default_timeout(PATIENCE * 1000)
        # Superset's own page counts its users at an address elsewhere.
        page.route(lambda url: not url.startswith(wanted["url"]), lambda route: route.abort())
        _log_in(page, wanted["url"], wanted["password"])
        seen = []
        for view in wanted["views"]:
            seen.append(_look(page, wanted, view["filters"], view["charts"]))
            if not view["filters"]:
                page.screenshot(path=wanted["picture"])
        print(json.dumps(seen))
        browser.close()


def _log_in(page: Page, url: str, password: str) -> None:
    page.goto(f"{url}/login/")
    page.fill("#username", "admin")
    page.fill("#password", password)
    page.click("button[type=submit], input[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)


def _look(page: Page, wanted: dict, filters: dict[str, list[str]], filtered: int) -> dict:
    address = f"{wanted['url']}/api/v1/dashboard/{wanted['dashboard']}/charts"
    names = {chart["id"]: chart["slice_name"] for chart in page.request.get(address).json()["result"]}
    answers: dict[str, list] = {}
    wrong: list[str] = []

    def take(response) -> None:
        if "/api/v1/chart/data" not in response.url and "/explore_json/" not in response.url:
            return
        if not response.ok:
            wrong.append(f"{response.status} {response.text()[:500]}")
        elif "/explore_json/" in response.url:
            # The one chart of an older kind: it answers itself what it was asked.
            answer = response.json()
            answers[names[answer["form_data"]["slice_id"]]] = answer["data"]
        elif "slice_id" in (asked := json.loads(response.request.post_data)["form_data"]):
            answers[names[asked["slice_id"]]] = response.json()["result"][0]["data"]

    page.on("response", take)
    page.goto(f"{wanted['url']}/superset/dashboard/{wanted['dashboard']}/")
    _until(page, lambda: set(answers) == set(names.values()))
    if filters:
        first = dict(answers)
        answers.clear()
        for title, values in filters.items():
            _choose(page, title, values)
        page.locator("[data-test='filter-bar__apply-button']").click()
        _until(page, lambda: len(answers) >= filtered)
        answers = first | answers
    page.wait_for_load_state("networkidle")
    time.sleep(2)
    page.remove_listener("response", take)
    shown = {
        holder.get_attribute("data-test-chart-name"): holder.inner_text()
        for holder in page.locator("[data-test-chart-name]").all()
    }
    return {"data": answers, "shown": shown, "wrong": wrong}


def _choose(page: Page, title: str, values: list[str]) -> None:
    order = page.locator("[data-test='filter-control-name']").all_inner_texts()
    box = page.locator("[data-test='form-item-value']").nth(order.index(title))
    box.locator(".ant-select").first.click()
    search = box.locator("input").first
    for value in values:
        option = page.locator(f".ant-select-item-option[title='{value}']").first
        chosen = page.locator(f".ant-select-item-option-selected[title='{value}']").first
        for _ in range(10):
            # Choosing a value empties the search field a while later, and with it what was typed meanwhile; the list
            # that it brings back may take a click.
            try:
                search.fill(value)
                option.wait_for(timeout=PATIENCE * 100)
                if not chosen.count():
                    option.click(timeout=PATIENCE * 100)
                chosen.wait_for(state="attached", timeout=PATIENCE * 100)
                break
            except PlaywrightTimeoutError:
                search.fill("")
        else:
            raise AssertionError(f"{title}: {value} cannot be chosen")
    page.keyboard.press("Escape")


def _until(page: Page, done) -> None:
    end = time.monotonic() + PATIENCE
    while not done() and time.monotonic() < end:
        page.wait_for_timeout(250)


if __name__ == "__main__":
    main()
