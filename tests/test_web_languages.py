"""Chinese first, English by a switch that every address keeps; not a word of ours without its English."""

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.session import open_graph
from web.app import create_app
from web.reasons import in_english
from web.words import wide

ROOT = Path(__file__).parent.parent
CHINESE = re.compile("[一-鿿]")
GAPS = "region=安徽&chain=集成电路"
# The parts of a page that are ours to say; names, quotes and what the graph computed stand elsewhere.
OURS = re.compile(r"<(nav|header|footer|th|button|label|legend|h2)\b[^>]*>(.*?)</\1>", re.DOTALL)
ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)
TAG = re.compile(r"<option[^>]*>.*?</option>|<[^>]+>|（[^）]*）", re.DOTALL)


@pytest.fixture(scope="module")
def names(demo_store: Path) -> re.Pattern[str]:
    """Names of the graph: they stay as they are."""
    with open_graph(demo_store) as graph:
        labels = ("Region", "RegionGroup", "Chain", "Link", "Document")
        nodes = [node for label in labels for node in graph.view.nodes(label)]
        found = {name for n in nodes for name in (n.name, n.properties.get("short_name"), n.properties.get("title"))}
    own = {wide(name) for name in found if name} | {name for name in found if name} | {"中文"}
    return re.compile("|".join(map(re.escape, sorted(own, key=len, reverse=True))))


@pytest.fixture(scope="module")
def client(demo_store: Path) -> Iterator[FlaskClient]:
    app = create_app(demo_store)
    yield app.test_client()
    app.extensions["yangtze"].close()


def test_every_word_has_its_english_and_the_files_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "docs/refresh_translations.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_chinese_is_the_usual_language_and_unknown_ones_are_chinese(client: FlaskClient) -> None:
    for address in ("/documents", "/documents?lang=xx", "/documents?lang=<script>"):
        page = client.get(address).text
        assert '<html lang="zh-CN">' in page
        assert "读进的资料" in page


def test_every_link_of_an_english_page_is_english(client: FlaskClient) -> None:
    page = client.get(f"/gaps?{GAPS}&lang=en").text
    assert '<html lang="en">' in page
    own = [a for a in re.findall(r'<a [^>]*href="(/[^"]*)"', page) if not a.startswith(("/static", "/api/v1"))]
    assert own
    kept = [a for a in own if "lang=en" in a]
    back = [a for a in own if "lang=en" not in a]
    assert len(back) <= 1, back  # the switch back to Chinese
    assert len(kept) > 20
    assert 'name="lang" value="en"' in page  # and its forms


@pytest.mark.parametrize(
    "address",
    [f"/gaps?{GAPS}", "/", "/matrix?chain=集成电路", "/coverage", "/documents", "/paths", "/export", "/status",
     "/entities/江苏省驻沪办", "/documents/d:b7bcf021c69b021a", "/compare?regions=安徽,江苏&chain=集成电路", "/signin"],
)  # fmt: skip
def test_what_we_say_on_an_english_page_is_english(client: FlaskClient, names: re.Pattern[str], address: str) -> None:
    page = client.get(f"{address}{'&' if '?' in address else '?'}lang=en", follow_redirects=True)
    assert page.status_code == 200
    said = [
        names.sub("", html.unescape(TAG.sub("", inner))).strip()
        for _tag, inner in OURS.findall(ARTICLE.sub("", page.text))
    ]
    assert [words for words in said if CHINESE.search(words)][:5] == []


def test_a_date_is_kept_in_every_link_and_said(client: FlaskClient) -> None:
    page = client.get(f"/gaps?{GAPS}&as-of=2020").text
    assert "截至 2020：只计此前的证据" in page
    own = [a for a in re.findall(r'<a [^>]*href="(/[^"]*)"', page) if not a.startswith("/static")]
    without = [a for a in own if "as-of=2020" not in a]
    assert len(without) <= 1, without  # «看全部»
    assert client.get(f"/gaps?{GAPS}&as-of=soon").status_code == 400
    assert client.get(f"/api/v1/gaps?{GAPS}&as-of=2020-13").status_code == 400


def test_a_date_leaves_later_evidence_out(client: FlaskClient) -> None:
    office = "/api/v1/entities/ref:office:江苏省人民政府驻上海办事处"
    today, before = client.get(office).json, client.get(f"{office}?as-of=2020").json
    assert today is not None
    assert before is not None
    assert any(fact["evidence"] for fact in today["facts"])
    dates = [e["published"] for fact in before["facts"] for e in fact["evidence"] if e["published"]]
    assert all(date <= "2020-12-31" for date in dates)
    assert len(before["facts"]) < len(today["facts"])


@pytest.mark.parametrize("region", ["安徽", "上海", "贵州", "合肥", "长三角", "北京"])
def test_every_reason_of_an_answer_has_its_english(demo_store: Path, region: str) -> None:
    with open_graph(demo_store) as graph:
        for chain in ("集成电路", "光伏", "量子信息", "化工新材料", "船舶与海洋工程装备"):
            answer = graph.gaps(region, chain)
            reasons = {r for link in answer.links for r in (link.status_reason, link.action_reason)}
            for link in answer.links:
                for found in link.candidates:
                    reasons |= {reason.text for reason in found.candidate.why}
                    reasons |= {found.introduction.note} if found.introduction else set()
            assert [r for r in reasons if r and in_english(r) == r] == []
            assert all("None" not in in_english(r) for r in reasons if r)


def test_a_name_is_no_reason() -> None:
    for name in ("半导体设备零部件", "CMOS(图像)传感器", "企业（龙头）", "", "<script>"):
        assert in_english(name) == name
