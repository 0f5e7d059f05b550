"""Rates of conversion in three definitions: against the oracle, by groups, by member, as shown."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import conversion_oracle as oracle
import numpy as np
import pytest
import sanku
from conversion_oracle import Member, Question, Sums
from test_commands_warning import command

AS_OF = "2024-06-30"
FIGURES = ("entered", "moved", "entered_fen", "moved_fen", "open", "impossible")
START = date(2022, 1, 1)


def some_members(rng: random.Random, count: int) -> list[Member]:
    def day(none: float, near: date, least: int, most: int) -> date | None:
        return None if rng.random() < none else near + timedelta(days=rng.randint(least, most))

    members = []
    for _ in range(count):
        entered = day(0.1, START, 0, 1000)
        near = entered or START
        members.append(
            Member(
                entered,
                day(0.3, near, -20, 500),
                day(0.7, near, -20, 500),
                rng.randrange(10**12),
            )
        )
    return members


def some_questions(rng: random.Random, as_of: date) -> list[Question]:
    questions = [Question("stock")]
    for _ in range(4):
        first = START + timedelta(days=rng.randrange((as_of - START).days))
        last = first + timedelta(days=rng.randrange(400))
        months = rng.choice((None, 1, 6, rng.randint(1, 30)))
        questions += [Question("period", first, last), Question("cohort", first, last, months)]
    return questions


def column(days: list[date | None]) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


def passage_of(members: list[Member], as_of: date) -> sanku.Passage:
    return sanku.Passage.from_columns(
        column([m.entered for m in members]),
        column([m.moved for m in members]),
        left=column([m.left for m in members]),
        amount=np.array([m.amount for m in members], np.int64),
        as_of=as_of,
    )


def sums_of(found: object) -> Sums:
    return Sums(**{name: getattr(found, name) for name in FIGURES})


def ask(passage: sanku.Passage, question: Question) -> sanku.Conversion:
    return passage.conversion(
        question.definition, question.first, question.last, within_months=question.months
    )


@pytest.mark.parametrize("seed", range(40))
def test_random_passages_agree_with_the_oracle_whole_by_label_and_by_member(seed: int) -> None:
    rng = random.Random(seed)
    as_of = START + timedelta(days=rng.randrange(200, 1200))
    members = some_members(rng, rng.randrange(400))
    labels = [rng.choice("甲乙丙") for _ in members]
    passage = passage_of(members, as_of)
    for question in some_questions(rng, as_of):
        found = ask(passage, question)
        expected = oracle.compute(members, question, as_of).get(None, Sums())
        assert sums_of(found.total) == expected, question
        by_label = oracle.compute(members, question, as_of, lambda row: labels[row])
        if members:
            groups = {name: sums_of(sums) for name, sums in found.by(labels).items()}
            assert groups == by_label, question
        parts = [oracle.judge(member, question, as_of) for member in members]
        for which, part in (
            ("entered", "counted"),
            ("moved", "moved"),
            ("open", "open"),
            ("impossible", "impossible"),
        ):
            assert found.members(which) == [row for row, of in enumerate(parts) if part in of]
        assert found.is_complete == (expected.open == 0)


@pytest.mark.parametrize("seed", range(10))
def test_projects_by_county_and_month_agree_with_the_oracle(seed: int) -> None:
    rng = random.Random(seed)
    as_of = date(2024, 6, 30)
    members = [
        Member(
            *(day if day and day <= as_of else None for day in (m.entered, m.moved, m.left)),
            m.amount,
        )
        for m in some_members(rng, 500)
    ]
    counties = [("420222", "阳新县"), ("420281", "大冶市")]
    places = [rng.randrange(2) for _ in members]
    days = {
        "entered_directory": [m.entered for m in members],
        "entered_reserve": [m.moved for m in members],
        "withdrawn": [m.left for m in members],
    }
    epoch = date(1970, 1, 1)
    columns = {
        name: [2**31 - 1 if day is None else (day - epoch).days for day in of]
        for name, of in days.items()
    }
    portfolio = sanku.Portfolio.from_columns(
        columns
        | {
            "code": [f"2401-420281-04-01-{row:06d}" for row in range(len(members))],
            "region": places,
            "given": [1] * len(members),
            "total_investment": [m.amount for m in members],
        },
        as_of=as_of,
        regions=counties,
    )

    def group(row: int) -> tuple[str, str]:
        entered = members[row].entered
        return counties[places[row]][1], entered.isoformat()[:7] if entered else ""

    for question in some_questions(rng, as_of):
        rate = ask(portfolio.passage("directory", "reserve"), question)
        found = rate.by("county", "month")
        assert {names: sums_of(sums) for names, sums in found.items()} == oracle.compute(
            members, question, as_of, group
        )
        assert rate.members("moved") == [
            portfolio.codes[row]
            for row, member in enumerate(members)
            if "moved" in oracle.judge(member, question, as_of)
        ]
        for row, sums in zip(found.rows(), found.values(), strict=True):
            assert (row["county"], row["month"]) in found
            assert row["small"] == (sums.entered < 10)
            assert row["by_count"] == sums.by_count
        assert len(found.to_pandas()) == len(found)


def test_cohorts_by_month_of_entry_add_up_to_the_stock(store: sanku.Store) -> None:
    passage = store.at(AS_OF).passage("directory", "reserve")
    stock = passage.conversion()
    ever = passage.conversion("cohort", "1990-01-01", AS_OF)
    assert sums_of(stock.total) == sums_of(ever.total)
    months = ever.by("month")
    assert sum(sums.moved for sums in months.values()) == stock.by_count.numerator
    assert stock.by("month").keys() == months.keys() and len(months) > 3


def test_two_projects_are_grouped_by_two_names_and_not_by_two_labels() -> None:
    portfolio = sanku.Portfolio.from_columns(
        {
            "code": [f"2401-420281-04-01-00000{n}" for n in range(2)],
            "entered_directory": [19000, 19001],
        },
        as_of=AS_OF,
    )
    rate = portfolio.conversion("directory", "reserve")
    assert list(rate.by("pool", "month")) == [("none", "2022-01")]
    assert len(rate._passage.groups(["pool", "month"]).labels[0]) == 2


@pytest.mark.parametrize(
    ("definition", "first", "last", "months"),
    [
        ("stocks", None, None, None),
        ("stock", "2024-01-01", None, None),
        ("stock", None, None, 3),
        ("period", None, None, None),
        ("period", "2024-01-01", None, None),
        ("period", "2024-01-02", "2024-01-01", None),
        ("period", "2024-07-01", "2024-07-02", None),
        ("period", "2024-01-01", "2024-02-01", 3),
        ("cohort", "2024-01-01", "2024-02-01", 0),
        ("cohort", "2024-01-01", "2024-02-01", 1201),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    definition: str, first: str | None, last: str | None, months: int | None
) -> None:
    passage = passage_of([Member(START, None, None, 1)], date(2024, 6, 30))
    with pytest.raises(sanku.Error) as caught:
        passage.conversion(definition, first, last, within_months=months)
    assert caught.value.code == "invalid_argument"


def test_members_and_groups_of_other_words_are_refused() -> None:
    rate = passage_of([Member(START, None, None, 1)], date(2024, 6, 30)).conversion()
    with pytest.raises(ValueError, match="waiting: one of entered, moved"):
        rate.members("waiting")
    with pytest.raises(sanku.Error):
        rate.by("county")
    with pytest.raises(TypeError):
        rate.by(["甲"], "county")


def test_a_rate_says_which_it_is(store: sanku.Store) -> None:
    rate = store.at(AS_OF).conversion("directory", "reserve", "period", "2024-01-01", "2024-12-31")
    assert str(rate.question.last) == AS_OF, "nothing is known of later days"
    assert repr(rate).startswith("<directory → reserve, period: ")
    assert repr(rate.total).startswith("<period conversion ")
    assert rate.total + rate.total != rate.total
    with pytest.raises(sanku.Error):
        rate.total + store.at(AS_OF).conversion("directory", "reserve").total


def test_convert_prints_the_stock_with_its_basis(store: sanku.Store, store_path: Path) -> None:
    printed = command("convert", store_path, "--as-of", AS_OF)
    assert printed.startswith("目录库→储备库，存量口径，截至2024年6月30日\n")
    total = store.at(AS_OF).conversion("directory", "reserve").total
    assert printed.splitlines()[-1].split() == [
        str(total.entered),
        str(total.moved),
        "46.6%",
        str(total.by_investment),
    ]


def test_convert_marks_small_groups_and_open_cohorts(store: sanku.Store, store_path: Path) -> None:
    options = ("--definition", "cohort", "--first", "2024-01-01", "--last", AS_OF, "--within", 6)
    by = ("--by", "sector", "--by", "month")
    rate = store.at(AS_OF).conversion(
        "directory", "reserve", "cohort", "2024-01-01", AS_OF, within_months=6
    )
    rows = rate.by("sector", "month").rows()
    assert any(row["small"] for row in rows) and rate.total.open
    printed = command("convert", store_path, "--as-of", AS_OF, *options, *by)
    assert "批次口径，2024年1月1日至2024年6月30日入库，6个月内转化" in printed
    assert "※ 分母不足10项" in printed and "未到期：" in printed and "合计" in printed
    english = command("convert", store_path, "--as-of", AS_OF, *options, *by, "--lang", "en")
    assert "cohort that entered 1 January 2024 to 30 June 2024, within 6 months" in english
    found = json.loads(command("convert", store_path, "--as-of", AS_OF, *options, *by, "--json"))
    assert found["total"]["by_count"] == {
        "numerator": rate.by_count.numerator,
        "denominator": rate.by_count.denominator,
    }
    assert [(row["sector"], row["month"]) for row in found["groups"]] == list(
        rate.by("sector", "month")
    )
    listed = command(
        "convert", store_path, "--as-of", AS_OF, *options, "--members", "open", "--json"
    )
    assert [one["code"] for one in json.loads(listed)] == rate.members("open")


def test_convert_refuses_what_it_cannot_answer(store_path: Path) -> None:
    assert "county" in command("convert", store_path, "--as-of", AS_OF, "--by", "conty", code=2)
    command("convert", store_path, "--as-of", AS_OF, "--definition", "period", code=2)
    command(
        "convert",
        store_path,
        "--as-of",
        AS_OF,
        "--source",
        "reserve",
        "--target",
        "directory",
        code=2,
    )


def test_several_names_group_the_same_as_a_list(store: sanku.Store) -> None:
    rate = store.at(AS_OF).conversion("directory", "reserve")
    found = rate.by(["funding", "month"])
    assert found.rows() == rate.by("funding", "month").rows()
    assert list(found.rows()[0])[:2] == ["funding", "month"]
    assert rate.by(["funding"]).rows() == rate.by("funding").rows()
    with pytest.raises(TypeError, match="names, or one label a member"):
        rate.by("funding", 3)


def test_two_labels_of_ones_own_are_not_two_names() -> None:
    days = np.array(["2024-01-01", "2024-01-02"], "datetime64[D]")
    none = np.array(["NaT", "NaT"], "datetime64[D]")
    passage = sanku.Passage.from_columns(days, none, as_of=AS_OF)
    assert list(passage.conversion().by(["county", "month"])) == ["county", "month"]
    with pytest.raises(sanku.Error, match="one label a member"):
        passage.conversion().by("county", "month")


def test_rates_and_fractions_are_floats_in_a_table() -> None:
    column = [sanku.Ratio(1, 2), Fraction(1, 4), None, sanku.Ratio(0, 0)]
    frame = sanku.Rows({"rate": value, "name": "a", "none": None} for value in column).to_pandas()
    assert frame["rate"].dtype == np.float64
    assert (
        frame["rate"].tolist()[:2] == [0.5, 0.25]
        and frame["rate"].isna().tolist()[2:] == [True] * 2
    )
    assert frame["name"].tolist() == ["a"] * 4 and frame["none"].isna().all()


def test_tables_show_one_word_for_what_nobody_stated(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "项目代码,项目名称,行政区划,行业,资金类别,责任单位,总投资(万元),目录库入库\n"
        "2403-420281-04-01-000001,甲,420281,,,,,2024-01-05\n"
        "2403-420281-04-01-000002,乙,420281,制造业,企业投资,市发改委,1000,2024-01-05\n",
        encoding="utf-8",
    )
    path = tmp_path / "daye.sanku"
    sanku.Store(path).import_csv(ledger)
    for name in ("convert", "times", "waiting", "flow", "structure"):
        for thing, stated in (("sector", "制造业"), ("funding", "企业投资")):
            words = (name, path, "--as-of", AS_OF, "--by", thing)
            printed = command(*words)
            assert "\n未填 " in printed and f"\n{stated} " in printed, (name, thing)
            assert "\nnot stated " in command(*words, "--lang", "en"), (name, thing)
    for thing in ("unit", "size"):
        assert "\n未填 " in command("structure", path, "--as-of", AS_OF, "--by", thing)


def test_columns_that_would_wrap_or_round_are_refused() -> None:
    entered, moved = np.array([1], np.int64), np.array([2], np.int64)
    for days in (np.array([2**32 + 19000]), np.array([-30_000]), np.array([2**31], np.uint64)):
        with pytest.raises(ValueError, match="1900"):
            sanku.Passage.from_columns(entered, days, as_of="2024-01-01")
    with pytest.raises(ValueError, match="1900"):
        sanku.Passage.from_columns(np.array(["1400-01-01"], "M8[D]"), moved, as_of="2024-01-01")
    with pytest.raises(TypeError, match="fen"):
        sanku.Passage.from_columns(entered, moved, amount=[1.9], as_of="2024-01-01")
    one = sanku.Passage.from_columns(entered, moved, amount=[190], as_of="2024-01-01")
    assert one.conversion().total.moved_fen == 190
