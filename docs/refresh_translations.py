"""Bring ``web/translations`` up to the words of the pages: new ones come in without an English text, dead ones go.

python docs/refresh_translations.py            write messages.po and messages.mo, list what has no English yet
python docs/refresh_translations.py --check    write nothing; exit 1 when something is missing or stale
"""

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from graph.gaps.coverage import RECORDED_NAME  # noqa: E402
from graph.gaps.said import POLARITY_NAME, WHERE_NAME  # noqa: E402
from web import problems, words  # noqa: E402
from web.pages import NAVIGATION  # noqa: E402

FOLDER = ROOT / "web" / "translations" / "en" / "LC_MESSAGES"
_METHODS = [("pages/**.py", "python"), ("api/**.py", "python"), ("**.py", "python"), ("templates/**", "jinja2")]


def used() -> Iterator[str]:
    """Every text that the pages may ask for: those in ``_()``, and the words of the tables."""
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT / "web", _METHODS, keywords={"_": None}, comment_tags=()
    ):
        yield str(message)
    tables: list[Mapping[str, object]] = [v for v in vars(words).values() if isinstance(v, Mapping)]
    for table in [*tables, RECORDED_NAME, POLARITY_NAME, WHERE_NAME]:
        yield from (value for value in table.values() if isinstance(value, str) and is_chinese(value))
    yield from words.ACTION_CLASS
    yield from (word for _endpoint, word in NAVIGATION if is_chinese(word))
    yield from (word for pair in getattr(problems, "_HTTP", {}).values() for word in pair)


def is_chinese(text: str) -> bool:
    """Whether there is anything to translate."""
    return any("一" <= c <= "鿿" for c in text)


def refreshed() -> Catalog:
    """The catalogue with today's words and the English that is there."""
    path = FOLDER / "messages.po"
    known = read_po(path.open("rb"), locale="en") if path.exists() else Catalog("en")
    catalog = Catalog("en", project="yangtze-chains", charset="utf-8", fuzzy=False)
    catalog.creation_date = catalog.revision_date = known.creation_date
    for text in sorted(set(used())):
        before = known.get(text)
        catalog.add(text, before.string if before else "", flags={"python-format"} if "%(" in text else ())
    return catalog


def files(catalog: Catalog) -> dict[str, bytes]:
    """Both files as they should be."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, omit_header=True, width=110)
    write_mo(mo, catalog)
    return {"messages.po": po.getvalue(), "messages.mo": mo.getvalue()}


def spoken(catalog: Catalog) -> dict[str, str]:
    """English by Chinese; of a compiled file nothing else counts, its head carries dates and versions."""
    return {str(message.id): str(message.string) for message in catalog if message.id}


def compiled() -> dict[str, str]:
    """What the compiled file holds."""
    with (FOLDER / "messages.mo").open("rb") as file:
        return spoken(read_mo(file))


def missing(catalog: Catalog) -> list[str]:
    """Texts without English."""
    return [str(message.id) for message in catalog if message.id and not message.string]


def main() -> int:
    """Write, or check."""
    catalog = refreshed()
    content, lacking = files(catalog), missing(catalog)
    if "--check" in sys.argv:
        stale = (FOLDER / "messages.po").read_bytes() != content["messages.po"] or compiled() != spoken(catalog)
        print("\n".join([*lacking, *(["the files are stale: python docs/refresh_translations.py"] if stale else [])]))
        return 1 if lacking or stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (FOLDER / name).write_bytes(data)
    print("\n".join(lacking))
    return 0


if __name__ == "__main__":
    sys.exit(main())
