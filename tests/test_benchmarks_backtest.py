"""The backtest of the gap ranker: nothing after the day is seen, and the measures are the known ones."""

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from graph.gaps.features import WORDS, entry_features, family
from graph.gaps.history import History, Space, same_class
from graph.gaps.ranker import EntryRanker, fit_linear, stacked, years_back

ROOT = Path(__file__).parent.parent
NOW = date(2010, 1, 1).toordinal()


def load(name: str) -> ModuleType:
    sys.path.insert(0, str(ROOT))
    spec = importlib.util.spec_from_file_location(f"benchmarks.{name}", ROOT / "benchmarks" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MEASURES = load("measures")
DATA = load("backtest_data")
BACKTEST = load("gap_backtest")


@pytest.fixture(scope="module")
def history() -> History:
    """Eight places, twelve activities in three classes, 1995 to 2014; large places come first."""
    random = np.random.default_rng(7)
    near = np.full((8, 8), 0.1)
    np.fill_diagonal(near, 0.0)
    keys = [f"{i // 4}{i}" for i in range(12)]
    space = Space(tuple("甲乙丙丁戊己庚辛"), tuple(keys), {"sector": same_class([k[0] for k in keys])}, near)
    start, end = date(1995, 1, 1).toordinal(), date(2015, 1, 1).toordinal()
    size = np.arange(8, 0, -1.0)
    entries = [
        (int(random.integers(start, end)), int(random.choice(8, p=size / size.sum())), int(random.integers(12)))
        for _ in range(250)
    ]
    return History.of(space, entries)


def moved_after(history: History, now: int) -> History:
    """The same history, with every entry of ``now`` or later at another place, activity and day."""
    later = history.day >= now
    assert later.sum() > 20
    random = np.random.default_rng(1)
    day = np.where(later, now + random.integers(0, 3000, len(later)), history.day)
    place = np.where(later, random.integers(0, 8, len(later)), history.place)
    activity = np.where(later, random.integers(0, 12, len(later)), history.activity)
    return History.of(history.space, [(int(d), int(p), int(a)) for d, p, a in zip(day, place, activity, strict=True)])


def test_moving_facts_from_after_the_day_changes_no_score(history: History) -> None:
    split = BACKTEST.Split("x", NOW, NOW + 1000)
    _, scores, others = BACKTEST.ranked(history, split)
    _, again, others_again = BACKTEST.ranked(moved_after(history, NOW), split)
    assert np.array_equal(scores, again)
    assert {name: np.array_equal(values, others_again[name]) for name, values in others.items()} == dict.fromkeys(
        others, True
    )


def test_leave_region_out_sees_nothing_after_the_day_either(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BACKTEST, "BLOCKS", {"one": "甲 乙 丙 丁", "other": "戊 己 庚 辛"})
    split = BACKTEST.Split("x", NOW, NOW + 1000)
    assert np.array_equal(BACKTEST.left_out(history, split), BACKTEST.left_out(moved_after(history, NOW), split))


def test_a_history_that_knows_the_future_is_refused(history: History) -> None:
    with pytest.raises(ValueError, match="this day or later"):
        EntryRanker.fit(history, NOW)


def test_what_has_a_reason_has_words_for_it(history: History) -> None:
    past = history.before(NOW)
    assert {family(name) for name in entry_features(past, NOW)} == set(WORDS)
    ranker = EntryRanker.fit(past, NOW)
    row = stacked(past, NOW)[3]
    total = sum(value for _, value in ranker.reasons(row)) + (ranker.hazard.constant + ranker.rate.constant) / 2
    assert total == pytest.approx(ranker.score(past, NOW).ravel()[3])


def test_training_windows_are_whole_years_that_end_at_the_day() -> None:
    windows = list(years_back(date(2001, 3, 1).toordinal()))
    assert [tuple(date.fromordinal(d).isoformat() for d in w) for w in windows] == [
        ("2000-03-01", "2001-03-01"), ("1999-03-01", "2000-03-01"), ("1998-03-01", "1999-03-01"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["logit", "log"])
def test_the_fit_finds_the_weights_that_made_the_data(kind: str) -> None:
    random = np.random.default_rng(3)
    rows = random.normal(size=(20_000, 2)) * [2.0, 1.0]
    linear = rows @ [0.4, -0.7] - 1.0
    chance = 1 / (1 + np.exp(-linear)) if kind == "logit" else np.exp(linear)
    target = random.binomial(1, chance) if kind == "logit" else random.poisson(chance)
    model = fit_linear(rows, target.astype(float), 1e-3, kind)  # type: ignore[arg-type]
    assert model.weights / model.spread == pytest.approx([0.4, -0.7], abs=0.06)


def test_measures_are_the_known_ones() -> None:
    happened = np.array([True, False, True, False, False])
    ranking = MEASURES.Ranking(happened, np.array([5.0, 4.0, 3.0, 2.0, 1.0]))
    assert ranking.average_precision() == pytest.approx((1 + 2 / 3) / 2)
    assert ranking.precision(2) == 0.5
    assert ranking.roc_auc() == pytest.approx(5 / 6)
    tied = MEASURES.Ranking(happened, np.zeros(5))
    assert tied.average_precision() == pytest.approx(0.4)
    assert tied.roc_auc() == pytest.approx(0.5)
    drawn_twice = MEASURES.Ranking(happened, np.array([5.0, 4.0, 3.0, 2.0, 1.0]))
    assert drawn_twice.average_precision(np.array([0.0, 2.0, 1.0, 0.0, 0.0])) == pytest.approx(1 / 3)
    assert drawn_twice.precision(2, np.array([1.0, 0.0, 3.0, 1.0, 0.0])) == 1.0


def write(folder: Path, name: str, lines: list[str]) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def test_firms_are_placed_by_code_then_name_and_broken_dates_are_repaired(tmp_path: Path) -> None:
    write(tmp_path, "chainkg/companies.jsonl", [
        '{"code": "1", "full_name": "某某股份", "listed_on": "2001-02-03"}',
        '{"code": "2", "full_name": "合肥某某股份", "listed_on": "深圳证券交易所"}',
        '{"code": "3", "full_name": "合肥某某科技", "listed_on": "2005-05-05"}',
        '{"code": "4", "full_name": "某某", "listed_on": "2005-05-05"}',
        '{"code": "5", "full_name": "湖北某某", "listed_on": "-"}',
        '{"code": "6", "full_name": "江苏某某", "listed_on": "2005-05-05"}',
    ])  # fmt: skip
    write(tmp_path, "chainkg/company_industries.jsonl", [
        f'{{"company_code": "{code}", "industry_code": "27010{code}"}}' for code in "12345"
    ])  # fmt: skip
    write(tmp_path, "chainkg/industries.jsonl", ['{"code": "270101", "name": "半导体材料"}'])
    write(tmp_path, "listed/listed_firms.csv", [
        "stock_code,province_or_city,listed_on", "1,深圳,2001-02-03", "2,安徽,2019-08-09",
    ])  # fmt: skip
    found = DATA.load_listings(tmp_path)
    assert [(r.code, r.province, r.city, date.fromordinal(r.day).isoformat()) for r in found.rows] == [
        ("1", "广东", None, "2001-02-03"), ("2", "安徽", "合肥", "2019-08-09"), ("3", "安徽", "合肥", "2005-05-05"),
    ]  # fmt: skip
    assert found.notes == {
        "placed by code": 2, "placed by city in name": 1, "date repaired": 1, "no date": 1, "no industry": 1,
        "not placed": 1,
    }  # fmt: skip
    assert list(found.industries) == ["270101", "270102", "270103", "270104", "270105"]  # whoever lists when
    assert DATA.cities_history(found).space.places == ("合肥",)
