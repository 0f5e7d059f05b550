"""Metrics of a caller's own, and portfolios out of columns."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sanku
from conftest import ROOT, built

AS_OF = "2024-06-30"
NO_DAY = np.iinfo(np.int32).max
IMPLEMENTATION = 3
NAMES = ("none", "green", "no_data", "yellow", "red")
YIELD = {"name": ("入账率", "cash yield"), "unit": ("%", "%"), "higher_is_worse": False}


def policy(rule: str, metrics: list[sanku.Metric] | None = None) -> sanku.Policy:
    """A policy of one rule, whose keys are given, on the implementation library."""
    text = f"""
id = "test-2024"
version = "1"
title = {{ zh = "试验", en = "Test" }}
source = {{ zh = "试验文件", en = "A test" }}

[[rule]]
id = "mine"
name = {{ zh = "试验规则", en = "Mine" }}
pools = ["implementation"]
clause = {{ zh = "条款", en = "clause" }}
{rule}
"""
    return sanku.Policy.parse(text, "test.toml", metrics or [])


def rule(metric: str, unit: str = "%", limits: str = "red = { less_than = 100 }") -> str:
    return f'metric = "{metric}"\nunit = "{unit}"\n{limits}\nneeds_report = false'


def columns(rows: int, seed: int = 1) -> dict[str, Any]:
    """Random columns of ``rows`` projects in the implementation library."""
    random = np.random.default_rng(seed)

    def days(first: int, last: int) -> np.ndarray:
        drawn = random.integers(first, last, rows).astype(np.int32)
        return np.where(random.random(rows) < 0.3, NO_DAY, drawn).astype(np.int32)

    def amounts() -> np.ndarray:
        return random.choice([0, 1, 996, 997, 10**12], rows).astype(np.int64)

    given = random.choice([0, 4, 64, 68, 68, 68], rows).astype(np.uint8)
    as_of = (date.fromisoformat(AS_OF) - date(1970, 1, 1)).days
    june = 2024 * 12 + 5
    return {
        "code": [f"2403-420281-04-01-{number:06}" for number in range(1, rows + 1)],
        "pool": np.full(rows, IMPLEMENTATION, dtype=np.uint8),
        "planned_start": days(as_of - 300, as_of + 100),
        "started": days(as_of - 300, as_of),
        "last_report": np.where(
            random.random(rows) < 0.2, 0, random.integers(june - 9, june + 1, rows)
        ).astype(np.uint16),
        "required_payment": np.where((given & 4) != 0, amounts(), 0),
        "paid": np.where((given & 64) != 0, amounts(), 0),
        "given": given,
    }


def portfolio(rows: int, seed: int = 1) -> sanku.Portfolio:
    return sanku.Portfolio.from_columns(columns(rows, seed), as_of=AS_OF)


def start_overdue(block: sanku.Block) -> np.ndarray:
    """`start_overdue` once more, in hundredths of month-ends."""

    def month(days: np.ndarray) -> np.ndarray:
        return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)

    planned, started = block["planned_start"], block["started"]
    known = planned != NO_DAY
    first = month(np.where(known, planned, 0))
    tomorrow = month(np.array([block.day + 1]))[0]
    today = month(np.array([block.day]))[0]
    ends = np.where(first > today, -1, tomorrow - first) * 100
    out = np.where(known, ends, sanku.NO_VALUE)
    return np.where(started <= block.day, -100, out).astype(np.int64)


def payment_ratio(block: sanku.Block) -> np.ndarray:
    """`payment_ratio` once more. Cut to hundredths of a percent, since a ratio lies below a whole
    number of hundredths if and only if what is cut does."""
    whole, part, given = block["required_payment"], block["paid"], block["given"]
    june = block.as_of.year * 12 + block.as_of.month - 1
    fresh = (block["last_report"] >= june - 2) & (block["last_report"] // 12 == june // 12)
    known = fresh & ((given & 64) != 0)
    ratio = np.where(known, part * 10_000 // np.maximum(whole, 1), sanku.NO_VALUE)
    return np.where(((given & 4) == 0) | (whole == 0), sanku.NOT_RATED, ratio).astype(np.int64)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("key", "unit", "higher", "limits", "function"),
    [
        (
            "start_overdue",
            "month-ends",
            True,
            "yellow = { at_least = 0 }\nred = { at_least = 3 }",
            start_overdue,
        ),
        (
            "payment_ratio",
            "%",
            False,
            "yellow = { less_than = 150 }\nred = { less_than = 100 }",
            payment_ratio,
        ),
    ],
)
def test_a_metric_equal_to_one_that_ships_gives_the_same_lights(
    seed: int,
    key: str,
    unit: str,
    higher: bool,
    limits: str,
    function: Callable[[sanku.Block], np.ndarray],
) -> None:
    made = portfolio(3000, seed)
    mine = sanku.metric("mine", name=("甲", "mine"), unit=(unit, unit), higher_is_worse=higher)(
        function
    )
    ours = made.lights(policy(rule(key, unit, limits)))
    theirs = made.lights(policy(rule("mine", unit, limits), [mine]))
    np.testing.assert_array_equal(ours.overall, theirs.overall)
    assert sum(count > 0 for count in ours.counts().values()) >= 4, ours.counts()


def test_values_do_not_depend_on_how_a_portfolio_is_cut_into_blocks() -> None:
    sizes: list[int] = []

    def counted(block: sanku.Block) -> np.ndarray:
        sizes.append(len(block))
        return payment_ratio(block)

    mine = sanku.metric("mine", **YIELD)(counted)
    rules = policy(rule("mine"), [mine])
    whole = columns(40_001)
    lights = sanku.Portfolio.from_columns(whole, as_of=AS_OF).lights(rules).overall
    assert sum(sizes) == 40_001 and len(sizes) > 1
    for first, last in ((0, 1), (1, 1000), (1000, 40_001)):
        part = {name: column[first:last] for name, column in whole.items()}
        found = sanku.Portfolio.from_columns(part, as_of=AS_OF).lights(rules).overall
        np.testing.assert_array_equal(found, lights[first:last])


def test_a_metric_of_no_projects_gives_no_lights() -> None:
    mine = sanku.metric("mine", **YIELD)(lambda block: np.zeros(len(block), dtype=np.int64))
    empty = sanku.Portfolio.from_columns({"code": []}, as_of=AS_OF)
    lights = empty.lights(policy(rule("mine"), [mine]))
    assert len(lights) == 0 and lights.overall.shape == (0,)
    assert set(lights.counts().values()) == {0}


def test_what_a_metric_cannot_say_is_no_data_or_not_rated() -> None:
    says = np.array([sanku.NO_VALUE, sanku.NOT_RATED, 9_999, 10_000])
    mine = sanku.metric("mine", **YIELD)(lambda block: says[block["paid"]])
    paid = {"paid": range(4), "given": [64] * 4}
    made = sanku.Portfolio.from_columns(
        {**columns(4), **paid, "required_payment": [0] * 4}, as_of=AS_OF
    )
    lights = made.lights(policy(rule("mine"), [mine]))
    assert [NAMES[light] for light in lights.overall] == ["no_data", "none", "red", "green"]
    first, second, third, _ = (lights.explain(code, "en") for code in made.codes)
    assert first[0]["sentence"] == "Mine: no data, cash yield: no data."
    assert second == []
    assert third[0]["sentence"] == "Mine: red, cash yield is 99.99% (red < 100%)."
    assert float(third[0]["measured"]) == 99.99
    assert "入账率为99.99%" in lights.explain(made.codes[2])[0]["sentence"]


@pytest.mark.parametrize(
    ("result", "found"),
    [
        (lambda rows: np.zeros(rows), "float64"),
        (lambda rows: np.zeros(rows, dtype=np.int32), "int32"),
        (lambda rows: np.zeros(rows, dtype=bool), "bool"),
        (lambda rows: np.zeros(rows + 1, dtype=np.int64), "(4,)"),
        (lambda rows: np.zeros((rows, 1), dtype=np.int64), "(3, 1)"),
        (lambda rows: np.int64(0), "int64"),
        (lambda rows: [0] * rows, "list"),
        (lambda rows: None, "NoneType"),
    ],
)
def test_what_is_no_column_of_int64_is_refused(result: Callable[[int], Any], found: str) -> None:
    mine = sanku.metric("mine", **YIELD)(lambda block: result(len(block)))
    with pytest.raises(sanku.Error) as caught:
        portfolio(3).lights(policy(rule("mine"), [mine]))
    assert caught.value.code == "invalid_argument"
    assert caught.value.value == found
    assert "metric mine: an int64 array of length 3" in caught.value.detail


def test_what_a_metric_raises_comes_out_as_it_is() -> None:
    def broken(block: sanku.Block) -> np.ndarray:
        raise ZeroDivisionError("mine alone")

    rules = policy(rule("mine"), [sanku.metric("mine", **YIELD)(broken)])
    with pytest.raises(ZeroDivisionError, match="mine alone"):
        portfolio(3).lights(rules)
    unknown = sanku.metric("mine", **YIELD)(lambda block: block["no such column"])
    with pytest.raises(sanku.Error, match="a column"):
        portfolio(3).lights(policy(rule("mine"), [unknown]))


def test_a_block_is_a_read_only_view() -> None:
    seen: list[sanku.Block] = []

    def keep(block: sanku.Block) -> np.ndarray:
        with pytest.raises(ValueError, match="read-only"):
            block["paid"][0] = 1
        seen.append(block)
        return np.zeros(len(block), dtype=np.int64)

    made = portfolio(3)
    made.lights(policy(rule("mine"), [sanku.metric("mine", **YIELD)(keep)]))
    paid = made["paid"].tolist()
    del made
    (block,) = seen
    assert (block.as_of, block["paid"].tolist()) == (date(2024, 6, 30), paid)


def test_a_metric_has_a_name_of_its_own_and_is_needed_by_its_rule() -> None:
    def nothing(block: sanku.Block) -> np.ndarray:
        return np.zeros(len(block), dtype=np.int64)

    with pytest.raises(sanku.Error, match="no metric has yet"):
        sanku.metric("payment_ratio", **YIELD)(nothing)
    with pytest.raises(sanku.Error) as caught:
        policy(rule("mine"))
    assert caught.value.code == "malformed_policy"
    mine = sanku.metric("mine", **YIELD)(nothing)
    assert (mine.key, mine.unit, mine.higher_is_worse) == ("mine", "%", False)
    for wrong in (rule("mine", "days"), rule("mine", limits="red = { more_than = 100 }")):
        with pytest.raises(sanku.Error) as caught:
            policy(wrong, [mine])
        assert (caught.value.code, caught.value.file) == ("malformed_policy", "test.toml")
        assert caught.value.row > 0 and caught.value.column.startswith("rule.")
    with pytest.raises(sanku.Error):
        policy(rule("mine"), [mine]).to_toml()


def test_a_file_may_name_a_metric_that_lights_bring(tmp_path: Any) -> None:
    mine = sanku.metric("mine", **YIELD)(payment_ratio)
    text = policy(rule("payment_ratio")).to_toml().replace('"payment_ratio"', '"mine"')
    path = tmp_path / "test.toml"
    path.write_text(text, encoding="utf-8")
    made = portfolio(100)
    by_path = made.lights(str(path), metrics=[mine])
    by_book = made.lights("test-2024", policies=tmp_path, metrics=[mine])
    np.testing.assert_array_equal(by_path.overall, by_book.overall)
    assert by_path.counts()["red"] > 0 == by_path.forecast("2025-01-31").counts()["red"]
    with pytest.raises(sanku.Error) as caught:
        made.lights(str(path))
    assert (caught.value.code, caught.value.file) == ("malformed_policy", str(path))


# --- Portfolios out of columns

CODES = ["2403-420281-04-01-000001", "2403-420281-04-01-000002"]


def test_columns_left_out_say_nothing() -> None:
    made = sanku.Portfolio.from_columns({"code": CODES}, as_of=AS_OF)
    assert made.codes == CODES and str(made.as_of) == AS_OF
    assert made["started"].tolist() == [NO_DAY] * 2
    assert made["given"].tolist() == [0, 0]
    assert made.lights().counts()["none"] == 2
    assert made.row(CODES[1]) == 1
    with pytest.raises(sanku.Error):
        made.row("2403-420281-04-01-000003")


def test_regions_texts_and_reasons_come_along() -> None:
    made = sanku.Portfolio.from_columns(
        {
            "code": CODES,
            "region": [0, 1],
            "name": [1, 2],
            "pool": [IMPLEMENTATION] * 2,
            "planned_start": np.array([19000, 19000], dtype=np.int32),
        },
        as_of=AS_OF,
        regions=[("420222", "阳新县"), ("420281", "大冶市")],
        texts=["甲", "乙"],
        reasons=[
            {
                "row": 1,
                "rule": "start",
                "start": "2024-06-01",
                "end": AS_OF,
                "by": "市发改委",
                "reason": "汛期",
            }
        ],
    )
    frame = made.lights("yinchuan-2025").to_pandas()
    assert frame["name"].tolist() == ["甲", "乙"]
    assert frame["region"].tolist() == ["阳新县", "大冶市"]
    assert frame["start"].tolist() == ["red", "none"]
    assert made.lights("yinchuan-2025").suspended["start"] == 1


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"paid": [1]}, "paid"),
        ({"paid": [0, 1]}, "paid"),
        ({"output": [1, 0], "deal_given": [2, 0]}, "output"),
        ({"paid": [1.5, 2.5]}, "paid"),
        ({"paid": ["1", "2"]}, "paid"),
        ({"paid": [[1, 2], [3, 4]]}, "paid"),
        ({"pay": [1, 2]}, "pay"),
        ({"code": CODES[::-1]}, "portfolio"),
        ({"code": [CODES[0]] * 2}, "portfolio"),
        ({"name": [0, 1]}, "portfolio"),
        ({"region": [0, 1]}, "portfolio"),
    ],
)
def test_columns_that_cannot_be_are_refused(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.Portfolio.from_columns({"code": CODES, **changes}, as_of=AS_OF)
    assert caught.value.code == "invalid_argument"
    assert caught.value.value == named


def test_a_portfolio_needs_codes_and_amounts_in_their_range() -> None:
    with pytest.raises(sanku.Error) as caught:
        sanku.Portfolio.from_columns({"paid": [1]}, as_of=AS_OF)
    assert caught.value.value == "code"
    for code, expected in ((["12"], "malformed_project_code"), (CODES[:1], "money_out_of_range")):
        with pytest.raises(sanku.Error) as caught:
            sanku.Portfolio.from_columns({"code": code, "paid": [-1], "given": [64]}, as_of=AS_OF)
        assert caught.value.code == expected
    with pytest.raises(sanku.Error, match="no such day"):
        sanku.Portfolio.from_columns({"code": CODES}, as_of="2024-02-30")


# --- The documentation


def test_the_documented_example_prints_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", text, re.DOTALL)
    assert found
    exec(found[1], {})
    assert capsys.readouterr().out == found[2]


def test_the_documented_cpp_is_that_of_the_example() -> None:
    text = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    example = (ROOT / "examples" / "custom_metric.cpp").read_text(encoding="utf-8")
    start = text.index("void unpaid_values")
    quoted = text[start : text.index("const Policy policy = Policy::parse", start)].rstrip()
    assert quoted in example


def test_the_cpp_example_shows_the_lights_that_python_shows(
    store: sanku.Store, store_path: Path
) -> None:
    program = built("custom_metric")
    printed = subprocess.run(
        [program, store_path, AS_OF], check=True, capture_output=True, text=True
    ).stdout
    text = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found
    scope: dict[str, Any] = {}
    exec(found[1], scope)
    lights = store.at(AS_OF).lights(scope["policy"])
    counts = [int(line.split()[1]) for line in printed.splitlines()[:5]]
    assert counts == [lights.counts()[name] for name in NAMES] and lights.counts()["red"] > 0
    code = lights.portfolio.codes[int(np.argmax(lights.overall == 4))]
    assert printed.splitlines()[5] == lights.explain(code)[0]["sentence"]


def test_a_column_of_any_kind_of_integer_is_taken_if_its_values_fit() -> None:
    def portfolio(**columns: Any) -> sanku.Portfolio:
        return sanku.Portfolio.from_columns(
            {"code": ["2401-420281-04-01-000000"], **columns}, as_of="2024-06-30"
        )

    for given in ([3], np.array([3]), np.array([3], dtype=np.uint8), np.array([3], dtype=object)):
        if np.asarray(given).dtype == object:
            with pytest.raises(sanku.Error, match="pool"):
                portfolio(pool=given)
        else:
            assert portfolio(pool=given)["pool"].tolist() == [3]
    not_yet = 2024 * 12 + 6  # July, as of June
    tomorrow = (date(2024, 7, 1) - date(1970, 1, 1)).days
    for column, value in (
        ("pool", 300),
        ("pool", -1),
        ("last_report", 70_000),
        ("last_report", not_yet),
        ("last_report", 5),
        ("started", tomorrow),
        ("contract_signed", tomorrow),
        ("planned_start", NO_DAY - 1),
        ("paid", 2**63),
    ):
        with pytest.raises(sanku.Error, match=column):
            portfolio(**{column: np.array([value])})
    with pytest.raises(sanku.Error, match="paid"):
        portfolio(paid=[1.5])
    assert len(sanku.Portfolio.from_columns({"code": [], "paid": []}, as_of="2024-06-30")) == 0
