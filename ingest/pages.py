"""Text out of HTML: whole pages by trafilatura, fragments as they are."""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HTMLParser  # type: ignore[import-untyped]

from graph.errors import DocumentError
from ingest.items import Meta

# A string with none of these is a piece of content that somebody already cut out of its page.
_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body|title|meta)\b", re.IGNORECASE)

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead"),
        *("tr", "ul"),
    )
)
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset((*("head", "iframe", "noscript", "object", "script", "style", "svg", "template", "title"),))
_BOILERPLATE = frozenset(("aside", "footer", "form", "header", "nav"))

# On short pages trafilatura takes the whole body, menus too.
_MENUS = ["//nav", "/html/body/footer", "/html/body/aside"]

_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAP_IN_CJK = re.compile(rf"(?<=[{_CJK}])[ \t]*[\r\n]\s*(?=[{_CJK}])")
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")


def html_text(html: str) -> tuple[str, Meta]:
    """Return the main text of ``html``, a line a paragraph, and what the page says about itself.

    A fragment (no html, head or body tag) is content as a whole and is only stripped of its tags:
    trafilatura looks for the main part of a page, and on fragments it drops short, repeated and
    link-heavy paragraphs that are part of the text here.
    """
    if not _WHOLE_PAGE.search(html):
        return paragraphs(html), Meta()
    text, meta = _main_text(html)
    # On a page with a few words only trafilatura finds nothing; what is on it outside of menus is the text.
    return text or paragraphs(html, skip=_UNSEEN | _BOILERPLATE), meta


def paragraphs(html: str, skip: frozenset[str] = _UNSEEN) -> str:
    """Return all text of ``html`` in order, a line a paragraph or ``<br>``, without elements in ``skip``."""
    root = _tree(html)
    if root is None:
        return ""
    pieces: list[str] = []
    hidden = 0
    # iterwalk, not recursion: nesting may be deeper than Python's stack.
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if event == "start":
            hidden += tag in skip
            _append(pieces, tag, "" if hidden else element.text)
        else:
            hidden -= tag in skip
            _append(pieces, tag, "" if hidden else element.tail, closing=True)
    lines = "".join(pieces).split(_BREAK)
    return "\n".join(clean for line in lines if (clean := _one_line(line)))


def _tree(html: str) -> etree._Element | None:
    """Parse ``html``; None when there is nothing in it.

    Raises:
        DocumentError: it is nested more deeply than libxml2 goes, which would cut it off in silence.
    """
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # Bytes, not str: lxml refuses a str with an XML encoding declaration, as old XHTML pages have.
    root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise DocumentError("the HTML is nested too deeply to be read whole; save the page as text")
    return root


_BREAK = "\x1e"  # cannot occur in parsed HTML: libxml2 drops control characters


def _append(pieces: list[str], tag: str, text: str | None, closing: bool = False) -> None:
    if tag in _BLOCKS:
        pieces.append(_BREAK)
    elif tag in _CELLS and closing:
        pieces.append(" ")
    if text:
        pieces.append(text)


def _one_line(text: str) -> str:
    """Collapse white space as a browser does, but let no line wrap of the source split Chinese words."""
    return _SPACE.sub(" ", _WRAP_IN_CJK.sub("", text)).strip()


def _main_text(html: str) -> tuple[str, Meta]:
    import trafilatura  # noqa: PLC0415  (half a second that a run over plain texts does not need)

    # The tree, not the string: trafilatura's own parser stops at 256 levels without a word.
    tree = _tree(html)
    if tree is None:
        return "", Meta()
    page: Any = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        prune_xpath=_MENUS,
        with_metadata=True,
        # Only what the markup declares: the extensive search guesses a date from any digits around.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if page is None:
        return "", Meta()
    return (page.text or "").strip(), Meta(page.title, page.date, page.sitename, page.url)
