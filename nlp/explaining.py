"""Why an extraction says what it says: a listing for the terminal, a page with marks for the browser."""

from html import escape

from graph.ledger.records import Extraction, Mention, Relation

_COLOURS = {
    "FIRM": "#d9e8fb", "OFFICE": "#fde2c8", "GOV": "#e3def7", "ASSOC": "#d8f0e3", "INSTITUTE": "#d5eef2",
    "PERSON": "#fbd9e2", "TITLE": "#f6e6ef", "PLACE": "#e5f3cf", "INDUSTRY": "#fff0b8", "PRODUCT": "#fbe9d2",
    "EVENT": "#eadfce", "DOC": "#e6e6e6", "MONEY": "#dff3f0", "DATE": "#eeeeee",
}  # fmt: skip
_WHY = {
    "place": "an administrative name, basin, country or a site named after one",
    "office": "the grammar of liaison offices: whom it stands for, 驻, where it sits, what kind",
    "firm-reference": "a name of the reference",
    "firm-legal": "a legal suffix (有限公司 …) and the name before it",
    "firm": "ends as firms' names do",
    "short-name": "a short form of a name the text gives in full",
    "same-name": "the same name stands elsewhere in the text",
    "person": "a surname, a name's length, and the words around it",
    "title": "a title next to a name",
    "trade": "a chain, a link or a phrase that ends as industries do",
    "made-goods": "the noun after a verb of making",
    "event": "a meeting's or project's title",
    "money": "a number and its currency",
    "date": "an expression with a calendar value",
    "assoc": "ends as associations do (商会, 协会 …)",
    "gov": "the grammar of state and party organs",
    "institute": "ends as institutes do (大学, 研究院 …)",
    "agreement-word": "an agreement or plan called by its usual name",
    "title-marks": "stands in 《》",
    "byline": "a byline's form",
    "table-row": "a row of a table pasted as text",
    "encoder": "the trained encoder, from the sentence around it",
}


def why(method: str) -> str:
    """Return what a method is in words, both halves where a rule and the model agree."""
    return "; and ".join(_why(part) for part in method.split("+"))


def _why(method: str) -> str:
    found = (text for name, text in sorted(_WHY.items(), key=lambda item: -len(item[0])) if method.startswith(name))
    return next(found, "a rule of this name")


def as_explanation(identity: str, text: str, extraction: Extraction) -> str:
    """Return each mention with its offsets, type, method and reason, then each fact with its certainty."""
    lines = [f"== {identity}: {extraction.pipeline}"]
    for m in extraction.mentions:
        lines.append(f"{m.start:>6}-{m.end:<6} {m.type:9} {_plain(m.text)}\n{'':14} {m.method}: {why(m.method)}")
    for r in extraction.relations:
        head, tail = _plain(extraction.mentions[r.head].text), _plain(extraction.mentions[r.tail].text)
        lines.append(f"{head} —{r.type}→ {tail}  {r.modality}, {r.confidence:.2f} by {r.method}")
        lines.append(f"{'':14} {_plain(text[r.start : r.end])}")
    return "\n".join(lines)


def as_page(documents: list[tuple[str, str, Extraction]]) -> str:
    """Return an HTML page of the texts with their mentions marked and their facts below; all text is escaped."""
    body = "\n".join(_section(*document) for document in documents)
    styles = "\n".join(f"mark.{kind}{{background:{colour}}}" for kind, colour in _COLOURS.items())
    return (
        '<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>yangtze extract</title><style>\n'
        "body{font:16px/2 sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#222}"
        "p.text{white-space:pre-wrap;overflow-wrap:anywhere}mark{padding:.1em .15em;border-radius:3px;color:inherit}"
        "mark::after{content:attr(data-type);font-size:.6em;margin-left:.25em;opacity:.7}"
        "table{border-collapse:collapse;font-size:.9em;line-height:1.5}td,th{border-bottom:1px solid #ddd;"
        f"padding:.3em .6em;text-align:left;vertical-align:top}}\n{styles}\n</style></head>"
        f"<body>\n{body}\n</body></html>\n"
    )


def _section(identity: str, text: str, extraction: Extraction) -> str:
    rows = "".join(_row(text, extraction.mentions, relation) for relation in extraction.relations)
    head = "<tr><th>head</th><th>relation</th><th>tail</th><th>how</th><th>sentence</th></tr>"
    return (
        f"<h2>{_safe(identity)}</h2><p>{_safe(extraction.pipeline)}</p>"
        f'<p class="text">{_marked(text, extraction.mentions)}</p>' + (f"<table>{head}{rows}</table>" if rows else "")
    )


def _marked(text: str, mentions: tuple[Mention, ...]) -> str:
    pieces, at = [], 0
    for m in mentions:
        pieces.append(_safe(text[at : m.start]))
        title = f"{m.method}: {why(m.method)}"
        pieces.append(
            f'<mark class="{m.type}" data-type="{m.type}" title="{_safe(title)}">{_safe(text[m.start : m.end])}</mark>'
        )
        at = m.end
    return "".join(pieces) + _safe(text[at:])


def _row(text: str, mentions: tuple[Mention, ...], r: Relation) -> str:
    how = f"{r.modality}, {r.confidence:.2f}, {r.method}"
    cells = (mentions[r.head].text, r.type, mentions[r.tail].text, how, text[r.start : r.end])
    return "<tr>" + "".join(f"<td>{_safe(cell)}</td>" for cell in cells) + "</tr>"


def _safe(text: str) -> str:
    return escape(text.encode("utf-8", "replace").decode("utf-8"))


def _plain(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
