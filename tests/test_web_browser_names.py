"""A real browser unfolds names, undoes it, walks a path, exports, marks types and reports a wrong fact."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import expect

ARTICLE = "d:b7bcf021c69b021a"
OFFICE = "ref:office:江苏省人民政府驻上海办事处"


def names(page: Any) -> int:
    return int(page.locator("#ego svg a.n[data-id]").count())


def test_a_name_unfolds_in_place_and_back_undoes_it(page: Any, address: str, size: str, keep: Any) -> None:
    page.goto(f"{address}/entities/{OFFICE}?open=")
    shut = names(page)
    handle = page.locator("#ego a.h[aria-label='展开 上海市']" if size == "wide" else "#ego .egolist .fold").first
    handle.click()
    page.wait_for_url("**open=*")
    expect(page.locator("#ego [aria-expanded=true]").first).to_be_attached()
    assert names(page) > shut
    open_, unfolded = page.url, names(page)
    keep("entity-unfolded")
    page.go_back()
    expect(page.locator("#ego [aria-expanded=true]")).to_have_count(0)
    assert names(page) == shut
    page.go_forward()
    expect(page.locator("#ego [aria-expanded=true]").first).to_be_attached()
    assert (page.url, names(page)) == (open_, unfolded)
    page.reload()
    assert names(page) == unfolded


def test_a_place_with_hundreds_of_firms_never_freezes(page: Any, address: str, size: str, keep: Any) -> None:
    page.goto(f"{address}/entities/310000")
    more = "#ego a.n.firm.more" if size == "wide" else "#ego .egolist a:not(.fold):has-text('家企业')"
    seen = names(page)
    for _ in range(3):
        page.locator(more).first.click()
        expect(page.locator("#ego:not([aria-busy]) svg a.n[data-id]")).to_have_count(seen + 12)
        seen += 12
    assert page.evaluate("document.querySelectorAll('#ego svg *').length") < 2000
    keep("entity-hub")


def test_keys_walk_the_names_and_space_unfolds(page: Any, address: str, size: str) -> None:
    if size == "phone":
        return  # there it is a list of links
    page.goto(f"{address}/entities/{OFFICE}?open=")
    assert page.locator('#ego svg a[tabindex="0"]').count() == 1
    page.locator("#ego a.self").focus()
    page.keyboard.press("ArrowRight")
    right = page.evaluate("document.activeElement.dataset.id")
    assert right
    page.keyboard.press(" ")
    expect(page.locator(f'#ego a.h[data-of="{right}"][aria-expanded=true]')).to_have_count(1)
    assert page.evaluate("document.activeElement.dataset.id") == right
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    left = page.evaluate("document.activeElement.dataset.id")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/entities/{left}*")


def test_from_a_name_to_a_path_with_its_sentences(page: Any, address: str, keep: Any) -> None:
    page.goto(f"{address}/entities/{OFFICE}")
    page.get_by_role("link", name="找它与另一名称的路径").click()
    page.wait_for_url("**/paths?a=*")
    page.get_by_label("到", exact=True).fill("徐士龙")
    page.get_by_role("button", name="找路径").click()
    page.wait_for_url("**b=*")
    steps = page.locator("ol.path.big").first.locator("li")
    assert steps.count() >= 3
    assert page.locator("ol.path.big blockquote").count() >= 2
    keep("path")
    page.get_by_role("link", name="掉头").click()
    page.wait_for_url("**/paths?*")
    assert page.locator("ol.path.big").first.locator("li a").first.inner_text() == "徐士龙"


def test_an_export_says_its_size_and_the_file_opens(page: Any, address: str, keep: Any) -> None:
    page.goto(f"{address}/export")
    keep("export-empty")
    page.locator("select[name=region]").select_option("安徽")
    page.locator("select[name=chain]").select_option(label="集成电路")
    page.get_by_label("企业 Firm").check()
    page.get_by_label("环节 Link").check()
    page.get_by_role("button", name="看有多大").click()
    page.wait_for_url("**show=1*")
    assert page.locator("h1").inner_text().startswith("选中 ")
    keep("export")
    number = int(page.locator(".kv dd").nth(1).inner_text().replace(",", ""))
    assert number > 20
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 GraphML").click()
    assert nx.read_graphml(download.value.path(), force_multigraph=True).number_of_edges() == number
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 CSV").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        rows = list(csv.DictReader(io.StringIO(packed.read("yangtze.csv").decode("utf-8"))))
    assert len(rows) == number
    assert {row["type"] for row in rows} <= {"MAKES", "FEEDS"}


def test_marks_are_chosen_by_checkbox_and_the_address_keeps_them(page: Any, address: str, keep: Any) -> None:
    page.goto(f"{address}/documents/{ARTICLE}?at=256-395")
    firm = page.locator(".art .t-FIRM").first
    shown = "getComputedStyle(document.querySelector('.art .t-FIRM')).borderBottomColor"
    assert page.evaluate(shown) != "rgba(0, 0, 0, 0)"
    page.locator(".types input[value=FIRM]").uncheck()
    assert page.evaluate(shown) == "rgba(0, 0, 0, 0)"
    assert "show=OFFICE" in page.url
    assert "show=FIRM" not in page.url
    assert "at=256-395" in page.url
    page.reload()
    assert not page.locator(".types input[value=FIRM]").is_checked()
    assert page.evaluate(shown) == "rgba(0, 0, 0, 0)"
    assert firm.is_visible()
    keep("document-marks")
    page.locator(".types input[value=FIRM]").check()
    assert "marks" not in page.url


def test_the_form_of_a_report_shows_the_fact_and_its_sentence(page: Any, address: str, keep: Any) -> None:
    page.goto(f"{address}/documents/{ARTICLE}")
    page.get_by_role("link", name="有误？").first.click()
    page.wait_for_url("**/report?*")
    assert page.locator("ol.path blockquote").count() == 1
    form = page.get_by_role("form", name="报告有误")
    form.get_by_label("名称认错").check()
    assert form.locator("input[name=csrf_token]").get_attribute("value")
    keep("report")


def test_without_script_names_unfold_by_their_links(browser: Any, address: str, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/entities/{OFFICE}?open=")
    shut = names(page)
    page.locator("#ego a.h").first.click()
    page.wait_for_url("**open=*")
    assert names(page) > shut
    context.close()
