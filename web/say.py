"""``_``: our own words in the language of the page; the text itself, in Chinese, is the key."""

from flask_babel import gettext


def _(text: str, **values: object) -> str:
    """The text in the language of the page, with its values put in."""
    return str(gettext(text, **values))
