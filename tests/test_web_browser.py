"""A real browser walks from the question to the sentence and back."""

from typing import Any

import pytest
from browsing import SIZES

ARTICLE = "d:b7bcf021c69b021a"


def test_from_the_question_to_the_sentence_and_back(page: Any, address: str, size: str, keep: Any) -> None:
    page.goto(address)
    keep("start")
    ask = page.get_by_role("form", name="按地区和产业链提问")
    ask.get_by_label("地区").select_option("安徽")
    ask.get_by_label("产业链").select_option(label="集成电路")
    ask.get_by_role("button", name="看缺哪些环节").click()
    page.wait_for_url("**/gaps?*")
    assert page.locator("h1").inner_text().startswith("安徽集成电路：")
    keep("gaps")

    # The drawing on a wide screen, its blocks as a list on a phone: one of the two is there.
    node = page.locator("a.node" if size == "wide" else "a.nodec").filter(has_text="光刻胶").first
    node.click()
    drawer = page.locator("#d-photoresist")
    drawer.wait_for(state="visible")
    assert page.locator(".drawer:visible").count() == 1
    assert page.url.endswith("#d-photoresist")
    page.wait_for_timeout(300)  # the sheet slides in
    keep("drawer")

    quote = drawer.locator("blockquote").first.inner_text()
    drawer.locator(f'.src a[href*="{ARTICLE}"]').first.click()
    page.wait_for_url("**/documents/**")
    hot = page.locator(".s.hot")
    assert hot.first.is_visible()
    assert quote.rstrip("…")[:30] in "".join(hot.all_inner_texts())
    assert page.evaluate("(() => { const r = document.querySelector('.s.hot').getBoundingClientRect();"
                         " return r.top >= 0 && r.top < innerHeight; })()")  # fmt: skip
    keep("document")

    page.go_back()
    page.wait_for_url("**/gaps?*#d-photoresist")
    assert page.locator("#d-photoresist").is_visible()


def test_from_a_name_to_its_facts_and_the_document(page: Any, address: str, keep: Any) -> None:
    page.goto(address)
    page.locator("#ask").fill("江苏驻沪办")
    page.locator("#ask").press("Enter")
    page.wait_for_url("**/find?*")
    keep("find")
    page.get_by_role("link", name="江苏省人民政府驻上海办事处").first.click()
    page.wait_for_url("**/entities/**")
    assert page.locator("h1").inner_text() == "江苏省人民政府驻上海办事处"
    keep("entity")
    page.locator(".docs a").first.click()
    page.wait_for_url("**/documents/**")
    office = page.locator(".types input[value=OFFICE]")
    office.uncheck()
    assert page.locator(".art.hide-OFFICE").count() == 1
    page.locator(".art a.m-firm").first.click()
    page.wait_for_url("**/entities/ref:*")


def test_a_question_in_words_is_understood(page: Any, address: str) -> None:
    page.goto(f"{address}/find?q=合肥的芯片产业链缺什么")
    page.get_by_role("link", name="看合肥市的集成电路缺哪些环节").click()
    page.wait_for_url("**/gaps?*")
    assert page.locator("h1").inner_text().startswith("合肥集成电路：")


def test_filters_fade_and_rows_unfold(page: Any, address: str, size: str) -> None:
    page.goto(f"{address}/gaps?region=安徽&chain=集成电路")
    rows = page.locator("#rank tbody tr:visible")
    assert rows.count() == 12
    page.locator("[data-more]").click()
    everything = rows.count()
    assert everything > 12
    page.locator('[data-word="延链"]').click()
    assert 0 < rows.count() < everything
    kind = "a.node" if size == "wide" else "a.nodec"
    assert page.locator(f"{kind}.off").count() > page.locator(f"{kind}:not(.off)").count() - 1


def test_keys_walk_the_drawing(page: Any, address: str, size: str) -> None:
    if size == "phone":
        return  # there it is a list of links
    page.goto(f"{address}/gaps?region=安徽&chain=集成电路")
    assert page.locator('a.node[tabindex="0"]').count() == 1
    page.locator("a.node").filter(has_text="晶圆制造").first.focus()
    page.keyboard.press("ArrowRight")
    right = page.evaluate("document.activeElement.dataset.id")
    assert right in ("packaging", "ic-test")
    page.keyboard.press("Enter")
    page.locator(f"#d-{right}").wait_for(state="visible")  # it may have to be fetched
    assert page.evaluate("document.activeElement.id") == f"d-{right}"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.id") == right


def test_without_script_a_drawer_opens_by_its_address(browser: Any, address: str, size: str) -> None:
    context = browser.new_context(
        viewport=dict(zip(("width", "height"), SIZES[size], strict=True)), java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{address}/gaps?region=安徽&chain=集成电路&link=photoresist#d-photoresist")
    assert page.locator("#d-photoresist").is_visible()
    context.close()


def test_every_kind_of_page_fits(page: Any, address: str, keep: Any) -> None:
    for name, path in (
        ("belt-photovoltaic", "/?chain=光伏"), ("choose", "/gaps"),
        ("gaps-group", "/gaps?region=长三角&chain=化工新材料"),
        ("gaps-thin", "/gaps?region=贵州&chain=量子信息"), ("region", "/entities/310000"), ("documents", "/documents"),
        ("link", "/entities/integrated-circuit.photoresist"), ("chain", "/entities/integrated-circuit"),
        ("reference", "/documents/reference:shipped/firms.csv?at=300#at"), ("nothing-found", "/find?q=不存在的名字"),
    ):  # fmt: skip
        page.goto(f"{address}{path}")
        assert page.locator("h1").count() == 1
        keep(name)


def test_dark_is_dark(page: Any, address: str, keep: Any) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/gaps?region=安徽&chain=集成电路")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 23, 29)"
    keep("gaps-dark")


@pytest.mark.parametrize("path", ["/gaps?region=安微&chain=集成电路", "/entities/上海港弯集团"])
def test_an_unknown_name_is_a_page_with_a_way_on(browser: Any, address: str, path: str, size: str) -> None:
    # A page of its own: Chromium reports a 404 of the page itself on the console.
    page = browser.new_page()
    assert page.goto(f"{address}{path}").status == 404
    page.locator(".choices a").first.click()
    page.wait_for_load_state()
    assert page.locator(".fault").count() == 0
    page.close()
