"""Markdown as plain sentences, and the metadata of its front matter."""

import re

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"([\w-]+)[ \t]*[:：][ \t]*(.*)")
_NAMES = {
    "title": "title", "标题": "title",
    "date": "published", "published": "published", "日期": "published", "发布日期": "published",
    "publisher": "publisher", "source": "publisher", "来源": "publisher", "发布者": "publisher",
    "url": "url", "link": "url", "链接": "url",
}  # fmt: skip

# Order matters: images before links, strong before emphasis. Quantifiers that meet are possessive or bounded,
# so that a line of a million brackets or blanks takes no longer than a line of words.
_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"^[ \t]*(?:```|~~~).*$", ""),
        (r"^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$", ""),
        (r"^[ \t]*+\|?[ \t]*+:?-{2,}+:?[ \t]*+(?:\|[ \t]*+:?-{2,}+:?[ \t]*+)++\|?[ \t]*$", ""),
        (r"^[ \t]*\[[^\]\n]+\]:[ \t]*\S+.*$", ""),
        (r"!\[[^\[\]\n]*\]\([^)\n]{0,2000}\)", ""),
        (r"\[([^\[\]\n]+)\]\([^)\n]{0,2000}\)", r"\1"),
        (r"\[([^\[\]\n]+)\]\[[^\[\]\n]*\]", r"\1"),
        (r"<(https?://[^>\s]+)>", r"\1"),
        (r"</?[A-Za-z][^<>\n]*>", ""),
        (r"^[ \t]*(?:>[ \t]?)+", ""),
        (r"^[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?", ""),
        (r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1", r"\2"),
        (r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\*)", r"\1"),
        (r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)", r"\1"),
        (r"`+([^`\n]+)`+", r"\1"),
        (r"^[ \t]*+\|[ \t]*+|(?<![ \t])[ \t]*+\|[ \t]*$", ""),
        (r"\\([\\`*_{}\[\]()#+.!|>~-])", r"\1"),
    )
)
_HEADING = re.compile(r"^[ \t]{0,3}(#{1,6})[ \t]+(.*)$", re.MULTILINE)


def split_front_matter(source: str) -> tuple[dict[str, str], list[str], str]:
    """Return the metadata of a leading ``---`` block by our names, its keys we do not know, and the body.

    Only flat ``key: value`` lines are read; a block without any is a rule and a paragraph.
    """
    front = _FRONT.match(source)
    pairs = [m.groups() for line in front[1].splitlines() if (m := _PAIR.fullmatch(line.strip()))] if front else []
    if front is None or not pairs:
        return {}, [], source
    known: dict[str, str] = {}
    unknown: list[str] = []
    for key, value in pairs:
        name = _NAMES.get(key.lower())
        if name is None:
            unknown.append(key)
        elif cleaned := value.strip().strip("\"'").strip():
            known.setdefault(name, cleaned)
    return known, unknown, source[front.end() :]


def plain_markdown(body: str) -> str:
    """Return ``body`` without the markup that would break sentences; its words and their order stay."""
    body = _HEADING.sub(_heading_words, _without_comments(body.replace("\r\n", "\n")))
    for pattern, replacement in _MARKUP:
        body = pattern.sub(replacement, body)
    return re.sub(r"\n{3,}", "\n\n", body).strip()


def first_heading(body: str) -> str | None:
    """Return the first top-level heading of ``body`` without its markup, if there is one."""
    for match in _HEADING.finditer(body):
        if match[1] == "#":
            return plain_markdown(_heading_words(match)) or None
    return None


def _heading_words(match: re.Match[str]) -> str:
    words = match[2].rstrip()
    bare = words.rstrip("#")
    # Closing hashes stand apart: "# 概况 ##", not "# C#".
    return bare.rstrip() if bare != bare.rstrip() else words


def _without_comments(body: str) -> str:
    kept, position = [], 0
    while (start := body.find("<!--", position)) >= 0 and (end := body.find("-->", start)) >= 0:
        kept.append(body[position:start])
        position = end + 3
    return "".join(kept) + body[position:]
