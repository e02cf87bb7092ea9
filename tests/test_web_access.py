"""axe-core looks at every page, light and dark, wide and on a phone, and finds nothing serious."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import SIZES

from web.app import create_app

GAPS = "region=安徽&chain=集成电路"
# A page address for every endpoint that answers with a page of its own; a test sees that none is forgotten.
PAGES = {
    "start.page": "/",
    "gaps.page": f"/gaps?{GAPS}",
    "entities.find": "/find?q=华润",
    "entities.page": "/entities/江苏省驻沪办",
    "documents.recent": "/documents",
    "documents.page": "/documents/d:b7bcf021c69b021a",
    "documents.page marked": "/documents/d:b7bcf021c69b021a?at=256-395",
    "matrix.page": "/matrix?chain=集成电路",
    "matrix.page all": "/matrix",
    "compare.page": "/compare?regions=安徽,江苏&chain=集成电路",
    "compare.page choose": "/compare",
    "gaps.page choose": "/gaps",
    "gaps.evidence": f"/gaps/evidence?{GAPS}",
    "coverage.page": "/coverage",
    "status.page": "/status",
    "paths.page": "/paths?a=江苏省驻沪办&b=上海港湾",
    "export.page": "/export?region=安徽&chain=集成电路",
    "api.docs": "/api/docs",
    "signin.page": "/signin",
}
NO_PAGE = ("api.", "api-docs.", "health.", "static")
# What gives a file or a part of a page, and what shows itself only to those who signed in (test_web_review.py).
OTHERS = {
    "gaps.drawer", "gaps.file", "matrix.file", "compare.file", "coverage.file", "export.file",
    "entities.ego", "review.page", "report.page",
}  # fmt: skip


def test_every_page_is_looked_at(demo_store: Path) -> None:
    app = create_app(demo_store)
    answers = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(NO_PAGE)
    }
    assert answers - {name.split()[0] for name in PAGES} - OTHERS == set()
    app.extensions["yangtze"].close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("endpoint", PAGES)
def test_axe_finds_nothing_serious(
    page: Any, address: str, endpoint: str, scheme: str, size: str, keep: Callable[[str], None]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{address}{PAGES[endpoint]}")
    assert page.locator("h1").count() == 1
    found = [
        (v["id"], v["impact"], [node["target"] for node in v["nodes"]][:5])
        for v in Axe().run(page).response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert found == [], (endpoint, SIZES[size])
    keep(f"axe-{endpoint}-{scheme}")
