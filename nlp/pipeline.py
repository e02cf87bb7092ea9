"""The spaCy pipeline: character tokens, then our components in the order the data takes.

``yangtze_sentences`` → ``yangtze_candidates`` → ``yangtze_encoder`` → ``yangtze_mentions`` → ``yangtze_entities``
→ ``yangtze_relations``. Each reads and fills ``doc._.reading``. The rules propose mentions, the trained encoder sees
what they found and joins its own.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from graph.ledger.records import Extraction, Mention, Relation, text_sha256
from graph.names.normal import fold
from graph.reference.model import Reference
from nlp.amounts import find_dates, find_money
from nlp.clusters import cluster
from nlp.documents import find_documents
from nlp.encoder import SHIPPED, Encoder, load_encoder
from nlp.events import find_events
from nlp.features import describe
from nlp.firms import find_firms
from nlp.goods import find_goods
from nlp.learned import join, learn
from nlp.learned_ties import PairScorer, learned_ties
from nlp.lexicon import Lexicon, default_lexicon
from nlp.offices import find_offices
from nlp.organisations import find_organisations
from nlp.people import find_people
from nlp.places import find_places
from nlp.reading import Found, PlaceHit, Reading, Tie
from nlp.relations import relate
from nlp.selection import select
from nlp.sentences import blocks, sentences
from nlp.short_names import find_short_names
from nlp.statements import find_claims
from nlp.trades import find_trades
from nlp.viterbi import Tagging

NAME = "yangtze-rules"
# Raise when a rule changes what is found: extractions are kept per pipeline version.
RULES_VERSION = "4"
_WHOLE_TEXT = ("yangtze_entities", "yangtze_relations")
_ORGANISATIONS = frozenset(("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE"))

if not Doc.has_extension("reading"):
    Doc.set_extension("reading", default=None)


def candidates(reading: Reading, lexicon: Lexicon) -> list[Found]:
    """Return what every rule proposes; places come first because other rules lean on them."""
    found = list(find_places(reading, lexicon))
    found += find_offices(reading, lexicon)
    found += find_organisations(reading)
    found += find_firms(reading, lexicon)
    found += find_documents(reading.text)
    found += find_money(reading.text)
    found += find_dates(reading.text)
    found += find_events(reading)
    found += find_trades(reading, lexicon)
    found += find_goods(reading.text)
    found += find_short_names(reading, found)
    ends = {f.end: f.start for f in sorted(found, key=lambda f: f.rank) if f.type in _ORGANISATIONS}
    found += find_people(reading.text, ends)
    return found


class _Characters(DummyTokenizer):
    """One token a character, blanks included: a token's index is its offset.

    spaCy's own character segmenter folds blanks into the token before and takes quadratic time on long texts.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        doc = Doc(self.vocab, words=list(text), spaces=[False] * len(text))
        doc._.reading = Reading(text)  # to put the text together again from tokens takes as long as a rule
        return doc


@registry.tokenizers("yangtze_characters")  # type: ignore[untyped-decorator]
def _make_tokenizer() -> Callable[[Language], _Characters]:
    return lambda nlp: _Characters(nlp.vocab)


class _Candidates:
    """Component that proposes mentions; its lexicon can be set after it is made."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        self.lexicon = self.lexicon or default_lexicon()
        doc._.reading.candidates += candidates(doc._.reading, self.lexicon)
        return doc


@Language.component("yangtze_sentences")
def _sentences(doc: Doc) -> Doc:
    doc._.reading = doc._.reading or Reading(doc.text)
    doc._.reading.sentences = sentences(doc._.reading.text)
    return doc


@Language.factory("yangtze_candidates")
def _make_candidates(nlp: Language, name: str) -> _Candidates:
    return _Candidates()


class _Learned:
    """Component that joins the encoder's mentions to those of the rules."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.lexicon: Lexicon | None = None
        self._tagging: Tagging | None = None

    def __call__(self, doc: Doc) -> Doc:
        reading: Reading = doc._.reading
        self._tagging = self._tagging or self.encoder.tagging()
        self.lexicon = self.lexicon or default_lexicon()
        learned, reading.views = learn(reading, self.encoder, self._tagging)
        reading.candidates = join(reading, learned, self.lexicon, self.encoder.settings["policy"])
        return doc


@Language.factory("yangtze_encoder", default_config={"folder": str(SHIPPED)})
def _make_learned(nlp: Language, name: str, folder: str) -> _Learned:
    return _Learned(load_encoder(Path(folder)))


@Language.component("yangtze_mentions")
def _mentions(doc: Doc) -> Doc:
    reading: Reading = doc._.reading
    reading.mentions = select(reading.text, reading.candidates)
    doc.spans["mentions"] = [Span(doc, m.start, m.end, label=m.type) for m in reading.mentions]
    return doc


@Language.component("yangtze_entities")
def _entities(doc: Doc) -> Doc:
    doc._.reading.members = cluster(doc._.reading)
    return doc


class _Relations:
    """Component that ties mentions: the rules, and with an encoder its pair classifier."""

    def __init__(self, encoder: Encoder | None) -> None:
        self.encoder = encoder
        self._scorer: PairScorer | None = None

    def __call__(self, doc: Doc) -> Doc:
        doc._.reading.ties = self.ties(doc._.reading)
        return doc

    def ties(self, reading: Reading) -> list[Tie]:
        """Return what rules and model say of a reading whose mentions are clustered."""
        if self.encoder is None:
            return relate(reading)
        self._scorer = self._scorer or PairScorer(self.encoder.arrays)
        thresholds = self.encoder.settings["policy"].get("relations", {})
        return relate(reading, learned_ties(reading, self.encoder, self._scorer, thresholds))


@Language.factory("yangtze_relations", default_config={"folder": None})
def _make_relations(nlp: Language, name: str, folder: str | None) -> _Relations:
    return _Relations(load_encoder(Path(folder)) if folder else None)


def make_nlp(knowledge: Lexicon | Reference | None = None, *, model: Path | None = SHIPPED) -> Language:
    """Return a blank Chinese pipeline with our components; without ``knowledge`` the shipped reference is used.

    ``model`` is the folder of a trained encoder; with None the rules read alone.
    """
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "yangtze_characters"}}})
    nlp.add_pipe("yangtze_sentences")
    readers = [nlp.add_pipe("yangtze_candidates")]
    if model is not None:
        readers.append(nlp.add_pipe("yangtze_encoder", config={"folder": str(model)}))
    nlp.add_pipe("yangtze_mentions")
    nlp.add_pipe("yangtze_entities")
    nlp.add_pipe("yangtze_relations", config={"folder": str(model) if model else None})
    lexicon = Lexicon(knowledge) if isinstance(knowledge, Reference) else knowledge or default_lexicon()
    for component in readers:
        component.lexicon = lexicon  # type: ignore[attr-defined]
    return nlp


class Extractor:
    """Reads texts of any length; ``version`` names the pipeline: its rules, its lexicon and its trained model."""

    def __init__(self, nlp: Language | None = None) -> None:
        self.nlp = nlp or make_nlp()
        self._lexicon: Lexicon = self.nlp.get_pipe("yangtze_candidates").lexicon  # type: ignore[attr-defined]
        self.version = f"{NAME}-{RULES_VERSION}+{self._lexicon.version}"
        if self.nlp.has_pipe("yangtze_encoder"):
            encoder: Encoder = self.nlp.get_pipe("yangtze_encoder").encoder  # type: ignore[attr-defined]
            self.version += f"+{encoder.version}"

    def extract(self, text: str) -> Extraction:
        """Return mentions, entities and relations of ``text``; offsets are code points of ``text`` itself."""
        reading = self._read(fold_safely(text))
        return _extraction(text, reading, self._lexicon, self.version)

    def pipe(self, texts: Iterable[str]) -> Iterator[Extraction]:
        """Yield the extraction of each text, in order."""
        for text in texts:
            yield self.extract(text)

    def rules(self, folded: str) -> Reading:
        """Return what the rules alone read out of a folded text, up to its mentions."""
        with self.nlp.select_pipes(enable=["yangtze_sentences", "yangtze_candidates", "yangtze_mentions"]):
            return self._reading(folded)

    def _read(self, folded: str) -> Reading:
        parts = list(blocks(folded, self.nlp.max_length))
        if len(parts) == 1:
            return self._reading(folded)
        whole = Reading(folded)
        with self.nlp.select_pipes(disable=list(_WHOLE_TEXT)):
            for offset, block in parts:
                _append(whole, self._reading(block), offset)
        whole.members = cluster(whole)
        whole.ties = self.nlp.get_pipe("yangtze_relations").ties(whole)  # type: ignore[attr-defined]
        return whole

    def _reading(self, text: str) -> Reading:
        doc = self.nlp(text)
        reading: Reading = doc._.reading
        # spaCy would have to lose characters; offsets must never drift silently
        if reading.text != text or len(doc) != len(text):
            raise AssertionError("the tokenizer changed the text")
        return reading


def extract(text: str, *, nlp: Language | None = None) -> Extraction:
    """Return what the pipeline reads out of ``text``; make an ``Extractor`` to read many."""
    return Extractor(nlp).extract(text)


def fold_safely(text: str) -> str:
    """Fold, and put U+FFFD for lone surrogates, which neither spaCy nor the automata can hold."""
    return fold("".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text))


def _append(whole: Reading, part: Reading, offset: int) -> None:
    whole.sentences += [(start + offset, end + offset) for start, end in part.sentences]
    whole.places += [PlaceHit(hit.start + offset, hit.end + offset, hit.adcodes) for hit in part.places]
    whole.mentions += [replace(m, start=m.start + offset, end=m.end + offset) for m in part.mentions]
    whole.aliases += part.aliases
    # Projections of a whole book would fill the memory: they are made again where two mentions meet.
    whole.views += [replace(v, start=v.start + offset, end=v.end + offset, projections=None) for v in part.views]


def _extraction(text: str, reading: Reading, lexicon: Lexicon, version: str) -> Extraction:
    reading.entities = describe(reading, lexicon, text)
    return Extraction(
        text_sha256(text),
        version,
        tuple(
            Mention(m.start, m.end, text[m.start : m.end], m.type, member, _method(m))
            for m, member in zip(reading.mentions, reading.members, strict=True)
        ),
        tuple(reading.entities),
        tuple(_relation(tie) for tie in reading.ties),
        tuple(find_claims(reading)),
    )


def _method(mention: Found) -> str:
    return f"{mention.method}+{mention.support}" if mention.support else mention.method


def _relation(tie: Tie) -> Relation:
    return Relation(
        tie.type, tie.head, tie.tail, tie.start, tie.end, tie.modality, tie.confidence, tie.method, dict(tie.properties)
    )
