"""Walks that cross pages: in English, with keys alone, and by a reviewer who signs in, decides and takes it back."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import serving

from web.accounts import Accounts
from web.app import create_app

GAPS = "/gaps?region=安徽&chain=集成电路"


def focused(page: Any, selector: str, most: int = 150) -> None:
    """Tab until something of the selector has the focus, as a person without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{most} tabs do not lead to {selector}")


def test_english_stays_english_and_the_way_back_is_chinese(page: Any, address: str, keep: Any) -> None:
    page.goto(f"{address}{GAPS}")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en**")
    assert page.locator("html").get_attribute("lang") == "en"
    assert "links not observed" in page.locator("h1").inner_text()
    page.get_by_role("navigation", name="Main navigation").get_by_role("link", name="Paths").click()
    page.wait_for_url("**/paths?lang=en")
    page.get_by_label("From").fill("江苏省驻沪办")
    page.get_by_label("To", exact=True).fill("上海港湾")
    page.get_by_role("button", name="Find the path").click()
    page.wait_for_url("**/paths?*a=*")
    assert page.locator("h1").inner_text().endswith("steps")
    keep("paths-english")
    page.get_by_role("link", name="中文").click()
    page.wait_for_url(lambda url: "lang=" not in url)
    assert page.locator("h1").inner_text().endswith("步")


def test_keys_alone_lead_from_the_question_to_the_sentence(page: Any, address: str, size: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    focused(page, "#ask")
    page.keyboard.type("安徽的集成电路缺哪些环节")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?*")
    focused(page, 'main a[href^="/gaps?"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/gaps?*")
    focused(page, "a.node" if size == "wide" else "a.nodec")
    page.keyboard.press("Enter")
    page.locator(".drawer:visible").first.wait_for()
    focused(page, '.drawer .src a[href*="/documents/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/**")
    assert page.locator("h1").count() == 1


@pytest.fixture
def reviewed(demo_store: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Address of a house of its own, and a reviewer's token."""
    store = Path(shutil.copytree(demo_store, tmp_path / "belt.yangtze"))
    token = Accounts(store).add("王敏")
    with serving(create_app(store)) as address:
        yield address, token


def test_a_reviewer_signs_in_decides_and_takes_it_back(page: Any, reviewed: tuple[str, str], keep: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    address, token = reviewed
    page.goto(f"{address}/review?kind=facts")
    page.get_by_label("令牌").fill(token)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/review?kind=facts")
    keep("review")
    found = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert found == []
    rows = page.locator(".reviews > li")
    before = rows.count()
    assert before > 0
    first = rows.first
    first.get_by_label("理由").fill("句子说的是另一家")
    first.get_by_role("button", name="不成立").click()
    page.get_by_role("status").filter(has_text="记下了").wait_for()
    assert rows.count() == before - 1
    page.get_by_role("link", name="已作的决定").click()
    assert "句子说的是另一家" in rows.first.inner_text()
    keep("decisions")
    rows.first.get_by_role("button", name="收回").click()
    page.get_by_text("已由 王敏 收回").wait_for()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/review")
    assert "/signin" in page.url
