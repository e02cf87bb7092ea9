"""A real browser for the tests of the pages; whatever it complains of fails the test that walks with it.

``YANGTZE_SCREENSHOTS`` names a folder that keeps the pictures (default: the test's own temporary one); look at them.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from web.app import create_app

SIZES = {"wide": (1440, 1000), "phone": (390, 844)}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip

SHORTEST = 40  # characters of a page that says something
# What can be clicked or read as a heading, and cannot be reached because something else lies on its middle; what sticks
# to an edge of the window may, for the page moves under it.
COVERED = """[
  ...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, h1")
].filter(e => {
  const style = getComputedStyle(e), folded = e.closest("details:not([open])");
  if (style.visibility === "hidden" || style.pointerEvents === "none") return false;
  if (folded && e.tagName !== "SUMMARY") return false;
  const r = e.getClientRects()[0];
  if (!r || r.width < 2 || r.height < 2 || r.top < 0 || r.left < 0 || r.bottom > innerHeight || r.right > innerWidth)
    return false;
  const above = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
  if (!above || e.contains(above) || above.contains(e)) return false;
  if (e.labels && [...e.labels].some(label => label.contains(above))) return false;
  for (let at = above; at; at = at.parentElement)
    if (["sticky", "fixed"].includes(getComputedStyle(at).position)) return false;
  return true;
}).map(e => e.outerHTML.slice(0, 120))"""


def chromium() -> str | None:
    return os.environ.get("YANGTZE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def left_out() -> str | None:
    """Why no browser can be walked here, or None."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "playwright is not installed: pip install playwright"
    return (
        None if chromium() else "no chromium: apt-get install chromium fonts-noto-cjk, or name it in YANGTZE_CHROMIUM"
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if reason := left_out():
        if os.environ.get("CI", "").lower() in ("true", "1"):
            pytest.fail(f"In CI the browser walks: {reason}", pytrace=False)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield opened
        opened.close()


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """The address of an app on the production server."""
    from waitress.server import create_server

    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    app.extensions["yangtze"].close()


@pytest.fixture(scope="session")
def address(demo_store: Path) -> Iterator[str]:
    """The pages on the production server."""
    with serving(create_app(demo_store)) as running:
        yield running


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def left_behind(request: Any) -> bool:
    """Say whether a request ended only because the page was left before the answer came (a mark, a font)."""
    return request.failure == "net::ERR_ABORTED" and request.resource_type in ("image", "font", "other")


@pytest.fixture
def page(browser: Any, size: str) -> Iterator[Any]:
    """A page that keeps every complaint: policy reports, console errors, page errors, requests elsewhere."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    complaints: list[str] = []
    opened = context.new_page()
    opened.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('CSP', e.violatedDirective, e.blockedURI));"
    )
    opened.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda r: None if left_behind(r) else complaints.append(f"failed: {r.url} {r.failure}"))
    opened.on("request", lambda r: None if "127.0.0.1" in r.url else complaints.append(f"elsewhere: {r.url}"))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def keep(page: Any, size: str, tmp_path: Path) -> Callable[[str], None]:
    """Keep a picture of the page: one that is too wide, empty, or where one thing lies on another fails the test."""
    folder = Path(os.environ.get("YANGTZE_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    def picture(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], f"{name} is too wide"
        page.screenshot(path=folder / f"{name}-{size}.png")
        assert len(page.evaluate("document.querySelector('main').innerText")) > SHORTEST, f"{name} is empty"
        assert page.evaluate(COVERED) == [], f"{name}: one thing lies on another"

    return picture
