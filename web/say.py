"""``_``: our own words in the language of the page; the text itself, in Chinese, is the key."""

from flask_babel import gettext
from markupsafe import escape


def _(text: str, **values: object) -> str:
    """The text in the language of the page, with its values put in."""
    return str(gettext(text, **values))


def say_safely(text: str, **values: object) -> str:
    """``_`` of the templates: a text is never taken for markup, whoever wrote it; a value that is markup stays so.

    Flask-Babel's own takes every text for markup, and formats it even without values: a name from an address, passed
    through it, would be a script.
    """
    said = str(gettext(text))
    return escape(said) % values if values else said
