"""The words around a gap answer: names of filters and thresholds, in the language of the page."""

from collections.abc import Sequence

from graph.gaps.render import STAGE_NAME
from graph.gaps.status import STATUS_NAME
from web.gap_state import ACTIONS, CRITICALITIES, STAGES, STATUSES
from web.say import _
from web.words import CRITICALITY_NAME

Words = Sequence[tuple[str, str]]


def filter_words() -> dict[str, Words]:
    """The words of every filter with their names."""
    return {
        "status": [(word, _(STATUS_NAME[word])) for word in STATUSES],
        "action": [(word, _(word)) for word in ACTIONS],
        "stage": [(word, _(STAGE_NAME[word])) for word in STAGES],
        "criticality": [(word, _(CRITICALITY_NAME[word])) for word in CRITICALITIES],
    }


def threshold_words() -> Sequence[tuple[str, str, str]]:
    """Name, meaning and step of every threshold."""
    return (
        ("min_evidence", _("企业与资料合计不足几件，不下结论"), "1"),
        ("min_expected", _("但若照全带比例该有几家，未见即是未见"), "0.1"),
        ("weak_coverage", _("合计分量不足几家，为薄弱"), "0.1"),
        ("strong_firms", _("几家以上"), "1"),
        ("strong_rca", _("且优势指数达多少，为强"), "0.1"),
    )
