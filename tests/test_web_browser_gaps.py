"""A real browser at the gap page, the matrix and the comparison: filters, drawers, files, keys, paper."""

from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image

ANHUI = "/gaps?region=安徽&chain=集成电路"


def places(page: Any) -> list[list[float]]:
    return page.evaluate(
        "[...document.querySelectorAll('a.node .bx')].map(x => [+x.getAttribute('x'), +x.getAttribute('y')])"
    )


def test_filters_are_in_the_address_and_move_nothing(page: Any, address: str, size: str) -> None:
    page.goto(f"{address}{ANHUI}")
    before = places(page)
    page.locator('[data-word="strong"]').click()
    page.locator('[data-word="not_observed"]').click()
    assert "status=strong%2Cnot_observed" in page.url
    kind = "a.node" if size == "wide" else "a.nodec"
    faded = page.locator(f"{kind}.off").count()
    assert 0 < faded < 39
    assert places(page) == before
    page.reload()
    assert page.locator(f"{kind}.off").count() == faded
    assert page.locator('[data-word="strong"]').get_attribute("aria-pressed") == "true"
    page.locator('[data-word="not_observed"]').press(" ")
    assert "status=strong" in page.url
    assert "not_observed" not in page.url
    page.locator("[data-clear]").click()
    assert "status=" not in page.url
    assert page.locator(f"{kind}.off").count() == 0


def test_a_drawer_is_fetched_and_stays_in_the_address(page: Any, address: str, size: str, keep: Any) -> None:
    page.goto(f"{address}{ANHUI}")
    assert page.locator("#d-ic-test").count() == 0
    page.locator("a.node" if size == "wide" else "a.nodec").filter(has_text="芯片测试").first.click()
    page.locator("#d-ic-test").wait_for(state="visible")
    assert "link=ic-test" in page.url
    assert page.url.endswith("#d-ic-test")
    page.locator("#d-ic-test:focus").wait_for()
    page.wait_for_timeout(300)
    keep("drawer-fetched")
    page.reload()
    page.locator("#d-ic-test").wait_for(state="visible")
    assert page.locator("#d-ic-test").get_by_text("怎么算的").is_visible()
    page.goto(f"{address}/gaps/evidence?region=安徽&chain=集成电路&link=ic-test")
    keep("evidence")


def test_a_drawer_that_cannot_be_fetched_is_said(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}{ANHUI}")
    page.route("**/gaps/drawer?*", lambda route: route.abort())
    page.locator("a.node").filter(has_text="芯片测试").first.click()
    page.locator(".drawer .fault").wait_for(state="visible")
    assert "没有取到" in page.locator(".drawer .fault").inner_text()
    page.close()


def test_without_script_every_link_of_the_drawing_opens_its_drawer(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{ANHUI}")
    page.locator("a.node").filter(has_text="芯片测试").first.click()
    page.wait_for_url("**link=ic-test*")
    assert page.locator("#d-ic-test").is_visible()
    page.locator('[data-word="延链"]').click()
    page.wait_for_url("**action=*")
    assert page.locator("a.node.off").count() > 0
    assert page.locator("[data-png]").is_hidden()
    context.close()


def test_the_drawing_is_taken_away_as_png_svg_and_tables(browser: Any, address: str, tmp_path: Path) -> None:
    page = browser.new_page()  # of its own: a download counts as a request that failed
    refused: list[str] = []
    page.add_init_script("addEventListener('securitypolicyviolation', e => console.error('CSP', e.blockedURI));")
    page.on("console", lambda m: refused.append(m.text) if m.type == "error" else None)
    for path, name in ((ANHUI, "安徽集成电路"), ("/compare?regions=安徽,江苏&chain=集成电路", "安徽-江苏集成电路")):
        page.goto(f"{address}{path}")
        for form in ("PNG", "SVG", "CSV", "XLSX"):
            with page.expect_download() as waiting:
                page.locator(".downs").get_by_text(form, exact=True).click()
            found = waiting.value
            assert found.suggested_filename == f"{name}.{form.lower()}"
            found.save_as(tmp_path / found.suggested_filename)
        picture = Image.open(tmp_path / f"{name}.png").convert("RGB")
        assert picture.width > 1900
        colours = {colour for _n, colour in picture.getcolors(1 << 24)}
        assert {(0x14, 0x50, 0x6F), (0xFF, 0xFF, 0xFF)} <= colours  # strong, and paper
    page.close()
    assert refused == []


def test_thresholds_are_set_on_the_page(page: Any, address: str) -> None:
    page.goto(f"{address}{ANHUI}")
    page.locator("#limits input[name=min_evidence]").fill("500")
    page.locator("#limits input[name=min_expected]").fill("900")
    page.get_by_role("button", name="按此重算").click()
    page.wait_for_url("**min_evidence=500*")
    assert page.locator("a.node.thin").count() + page.locator("a.nodec.thin").count() > 0
    page.get_by_role("link", name="复原").click()
    page.wait_for_url(lambda url: "min_evidence" not in url)


def test_the_matrix_reads_itself_out_and_leads_on(page: Any, address: str, size: str, keep: Any) -> None:
    page.goto(f"{address}/matrix?chain=集成电路")
    keep("matrix")
    table = page.locator(".hmW" if size == "wide" else ".hmT")
    assert table.is_visible()
    assert page.locator(".hmT" if size == "wide" else ".hmW").is_hidden()
    cell = table.locator('a.c[data-t^="安徽 · 存储芯片"]')
    cell.focus()
    said = page.locator("#peek").inner_text()
    assert said.startswith("安徽 · 存储芯片：强，")
    assert "长鑫" in said
    cell.press("Enter")
    page.wait_for_url("**/gaps?*")
    assert page.locator(".drawer.open h2").first.inner_text() == "存储芯片"
    page.goto(f"{address}/matrix?region=安徽")
    keep("matrix-cities")


def test_two_regions_are_compared_by_keys_and_by_table(page: Any, address: str, size: str, keep: Any) -> None:
    page.goto(f"{address}/compare?regions=安徽,江苏&chain=集成电路")
    keep("compare")
    assert page.locator(".versus tbody tr").count() == 39
    if size == "phone":  # there the table is all
        assert page.locator("#flow").is_hidden()
        return
    page.locator("a.node").filter(has_text="晶圆制造").first.focus()
    page.keyboard.press("ArrowRight")
    right = page.evaluate("document.activeElement.dataset.id")
    assert right in ("packaging", "ic-test")
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#c-{right}")
    assert page.locator(f"#c-{right}").is_visible()


def test_coverage_and_status_fit(page: Any, address: str, keep: Any) -> None:
    for name, path in (("coverage", "/coverage"), ("status", "/status"), ("compare-form", "/compare"),
                       ("matrix-chains", "/matrix"), ("asked", "/find?q=谁能在武汉做光刻胶"),
                       ("gaps-english", f"{ANHUI}&lang=en"),
                       ("coverage-city", "/coverage?region=安徽&chain=集成电路")):  # fmt: skip
        page.goto(f"{address}{path}")
        assert page.locator("h1").count() == 1
        keep(name)


def test_on_paper_the_drawing_is_the_first_page_and_nothing_is_cut(browser: Any, address: str, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{address}{ANHUI}")
    data = page.pdf(prefer_css_page_size=True, path=tmp_path / "gaps.pdf")
    page.close()
    paper = pypdfium2.PdfDocument(data)
    width, height = paper[0].get_size()
    assert (round(width), round(height)) == (842, 595)  # A4 across
    texts = [sheet.get_textpage().get_text_bounded() for sheet in paper]
    assert "安徽集成电路" in texts[0].replace("\n", "")
    for name in ("晶圆制造", "光刻机", "终端应用", "印章"):
        assert name in texts[0], name
    rest = "".join(texts[1:])
    assert "先动哪一环" in rest
    assert "有据引荐" in rest or "对口机构" in rest
    for word in ("更多筛选", "按此重算", "再列", "XLSX"):
        assert word not in "".join(texts), word
    assert len(texts) <= 12
    assert all(len(text) > 40 for text in texts[:-1])  # no page but the last is all but empty
