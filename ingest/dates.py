"""Dates of publication as people and machines write them, as ISO dates of the precision that was given."""

import re
import unicodedata
from datetime import date
from email.utils import parsedate_to_datetime

_CLOCK = r"(?:[T\s]+\d{1,2}[:时]\d{1,2}(?:[:分]\d{0,2})?(?:[.,]\d+)?(?:秒)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_WEEKDAY}{_CLOCK}",
        rf"(\d{{4}})(\s*年\s*)(\d{{1,2}})\s*月\s*(\d{{1,2}})\s*[日号]{_WEEKDAY}{_CLOCK}",
        rf"(\d{{4}})()(\d{{2}})(\d{{2}}){_CLOCK}",
        r"(\d{4})([-/.])(\d{1,2})",
        r"(\d{4})(\s*年\s*)(\d{1,2})\s*月(?:份)?",
        r"(\d{4})\s*年?",
    )
)
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_EARLIEST, _LATEST = 1800, 2199
_MAX_LENGTH = 100


def normal_date(value: str | None) -> str | None:
    """Return ``value`` as ``2024``, ``2024-10`` or ``2024-10-29``, or None when it names no such date.

    The day is the one that is written: a time zone does not move it, for it is the publisher's own day.
    """
    if not value or len(value) > _MAX_LENGTH:
        return None
    text = _arabic(unicodedata.normalize("NFKC", value).strip())
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _checked([int(part) for part in match.groups()[:1] + match.groups()[2:]])
    return _from_mail_date(text)


def _checked(parts: list[int]) -> str | None:
    """Return the ISO form of year, month and day as far as given, None when there is no such day."""
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return None
    if not _EARLIEST <= parts[0] <= _LATEST:
        return None
    return "-".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])])


def _arabic(text: str) -> str:
    """Turn 二〇二四年十月二十九日 into 2024年10月29日; other texts come back unchanged."""
    if not re.fullmatch(r"[〇○零一二三四五六七八九]{4}年.*", text):
        return text
    text = re.sub(r"([一二三四五六七八九])?十([一二三四五六七八九])?", _tens, text)
    return text.translate(_NUMERALS)


def _tens(match: re.Match[str]) -> str:
    return (match[1] or "一") + (match[2] or "〇")


def _from_mail_date(text: str) -> str | None:
    """Read the form of feeds and mail headers: Tue, 29 Oct 2024 08:00:00 +0800."""
    if not re.match(r"[A-Za-z]{3}, |\d{1,2} [A-Za-z]{3} ", text):
        return None
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except ValueError:
        return None
