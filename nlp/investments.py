"""INVESTS_IN: a firm, a verb of investing, then the project, the place and the firm it goes to."""

import re
from collections.abc import Iterator

from nlp.reading import Reading, Tie
from nlp.sequence import Sentence, clause, modality, walk

_SPENDS = re.compile(r"^[^,。;]{0,16}?(?:投资|投建|出资|增资|新建|扩建)")
_BUYS = re.compile(r"^[^,。;]{0,12}?(?:收购|入股|增资|参股|并购|控股|认购|受让|战略投资|跟投)")
_STOP = re.compile("[。;\n]")
_REACH = 50


def investments(reading: Reading) -> Iterator[Tie]:
    """Yield INVESTS_IN ties of each firm's own clause."""
    for sentence in walk(reading):
        for place, index in enumerate(sentence.mentions):
            if reading.mentions[index].type == "FIRM":
                yield from _of(reading, sentence, place)


def _of(reading: Reading, sentence: Sentence, place: int) -> Iterator[Tie]:
    firm = sentence.mentions[place]
    mention = reading.mentions[firm]
    after = reading.text[mention.end : min(sentence.end, mention.end + _REACH)]
    bought, spent = _BUYS.match(after), _SPENDS.match(after)
    wanted = ({"FIRM"} if bought else set()) | ({"EVENT", "PLACE"} if spent else set())
    how = modality(clause(reading, sentence, firm, firm)) if wanted else None
    if how is None or after[:1] == "的":
        return
    for index in sentence.mentions[place + 1 :]:
        target = reading.mentions[index]
        words = reading.text[mention.end : target.start]
        if target.start - mention.end > _REACH or _STOP.search(words):
            return
        if target.type in wanted and reading.members[index] != reading.members[firm]:
            if target.type == "FIRM" and bought and target.start < mention.end + bought.end():
                continue
            wanted.discard(target.type)
            yield Tie("INVESTS_IN", firm, index, sentence.start, sentence.end, "invest-verb", 0.55, how)
        elif target.type == "FIRM":
            return
