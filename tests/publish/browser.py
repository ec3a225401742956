"""A page in headless Chromium: what it asks for, what it says, what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
]  # fmt: skip


@dataclass
class Shown:
    """An open page with everything that it asked for and said."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def figures(self) -> dict[tuple[Any, ...], float]:
        """Every figure on the page by its name and what it is of: `("funnel.leads", ("step", "won")) -> 1`. No figure is there twice."""
        found = self.page.eval_on_selector_all(
            "data[data-figure]", "all => all.map(one => [{...one.dataset}, Number(one.value), one.textContent])"
        )
        figures: dict[tuple[Any, ...], float] = {}
        for of, value, shown in found:
            name = (of.pop("figure"), *sorted(of.items()))
            assert name not in figures, f"{name} is on the page twice"
            assert shown, f"{name} shows nothing"
            figures[name] = value
        return figures


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def shown(browser: Browser, file: Path, width: int = 1440, scheme: Any = "light") -> Iterator[Shown]:
    """Open a page and wait until its charts are drawn."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    seen = Shown(page)
    context.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.said.append(message.text))
    page.on("pageerror", lambda error: seen.said.append(str(error)))
    page.on("dialog", lambda dialog: seen.said.append(f"dialog: {dialog.message}"))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached", timeout=30_000)
    yield seen
    context.close()
