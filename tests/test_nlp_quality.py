"""Quality of the extraction on the committed domain pieces, held to its floors."""

from benchmarks.extraction import COMMITTED, below_floors, measure, rows
from nlp.pipeline import Extractor


def test_the_floors_hold_on_the_domain_pieces():
    mentions, relations, _ = measure(Extractor(), rows(COMMITTED))
    assert below_floors({**mentions, **relations}) == []
