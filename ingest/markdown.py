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

# Order matters: images before links, strong before emphasis.
_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"<!--[\s\S]*?-->", ""),
        (r"^[ \t]*(?:```|~~~).*$", ""),
        (r"^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$", ""),
        (r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$", ""),
        (r"^[ \t]*\[[^\]\n]+\]:[ \t]*\S+.*$", ""),
        (r"!\[[^\]\n]*\]\([^)\n]*\)", ""),
        (r"\[([^\]\n]+)\]\([^)\n]*\)", r"\1"),
        (r"\[([^\]\n]+)\]\[[^\]\n]*\]", r"\1"),
        (r"<(https?://[^>\s]+)>", r"\1"),
        (r"</?[A-Za-z][^<>\n]*>", ""),
        (r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", r"\1"),
        (r"^[ \t]*(?:>[ \t]?)+", ""),
        (r"^[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?", ""),
        (r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1", r"\2"),
        (r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\*)", r"\1"),
        (r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)", r"\1"),
        (r"`+([^`\n]+)`+", r"\1"),
        (r"^[ \t]*\|[ \t]*(.*?)[ \t]*\|?[ \t]*$", r"\1"),
        (r"\\([\\`*_{}\[\]()#+.!|>~-])", r"\1"),
    )
)
_HEADING = re.compile(r"^[ \t]{0,3}#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)


def split_front_matter(source: str) -> tuple[dict[str, str], list[str], str]:
    """Return the metadata of a leading ``---`` block by our names, its keys we do not know, and the body.

    Only flat ``key: value`` lines are read; a block without any is a rule and a paragraph.
    """
    front = _FRONT.match(source)
    pairs = (
        [m.groups() for line in front[1].splitlines() if (m := _PAIR.fullmatch(line.strip()))]
        if front
        else []
    )
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
    for pattern, replacement in _MARKUP:
        body = pattern.sub(replacement, body)
    return re.sub(r"\n{3,}", "\n\n", body.replace("\r\n", "\n")).strip()


def first_heading(body: str) -> str | None:
    """Return the first top-level heading of ``body`` without its markup, if there is one."""
    match = _HEADING.search(body)
    return plain_markdown(match[1]) or None if match else None
