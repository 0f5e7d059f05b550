"""Ranks: what Python adds, held against a second computation from the columns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest
import sanku
from sanku import Ratio

AS_OF, LAST = "2024-06-30", "2024-03-31"
PUBLISHED = {"daye": Ratio(75, 87), "qingyang": Ratio(46, 56), "twin": Ratio(23, 28)}


def command(*arguments: object, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "160"},
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout if code < 2 else done.stderr


def test_ranks_of_anything_are_exact_and_keep_what_was_given() -> None:
    found = sanku.rank(PUBLISHED)
    assert [(one["rank"], one["label"]) for one in found] == [
        (1, "daye"),
        (2, "qingyang"),
        (2, "twin"),
    ]
    assert found[0]["value"] == Ratio(75, 87)
    assert found.average == Fraction(75 + 46 + 23, 87 + 56 + 28)
    assert found.median == Fraction(23, 28)
    assert found[0]["to_average"] == Fraction(75, 87) - found.average
    assert found[0]["standing"] == "above" and found[2]["standing"] == "below"
    assert list(found.to_pandas().columns)[:3] == ["rank", "label", "value"]


def test_values_may_be_any_exact_number_and_no_float() -> None:
    mixed = {"a": 3, "b": Fraction(1, 3), "c": Decimal("0.5"), "d": np.int64(7), "e": None}
    found = sanku.rank(mixed, better="lower")
    assert [one["label"] for one in found] == ["b", "c", "a", "d"]
    assert [one["why"] for one in found.left_out] == ["no_value"]
    for inexact in (0.5, np.float64(1), True, "1"):
        with pytest.raises(TypeError):
            sanku.rank({"a": inexact})  # type: ignore[dict-item]
    assert [one["label"] for one in sanku.rank({"a": float("nan"), "b": 1}).left_out] == ["a"]


def test_a_table_may_be_ranked() -> None:
    frame = pd.DataFrame({"part": [3, 1], "whole": [4, 2], "size": [4, 2]}, index=["x", "y"])
    found = sanku.rank(frame, min_size=3, exclude={})
    assert [one["label"] for one in found] == ["x"]
    assert found.left_out[0]["why"] == "too_small" and found.left_out[0]["value"] == Ratio(1, 2)
    assert sanku.rank(pd.Series({"x": 2, "y": 5}))[0]["label"] == "y"
    with pytest.raises(ValueError, match="value"):
        sanku.rank(pd.DataFrame({"rate": [1]}))


def test_an_average_of_thousands_of_digits_is_exact() -> None:
    odd = [2**400 + 2 * n + 1 for n in range(50)]  # 400 bits each, more than 4,300 digits in all
    found = sanku.rank({str(n): Fraction(1, n) for n in odd})
    expected = sum(Fraction(1, n) for n in odd) / len(odd)
    assert expected.denominator > 10**4_300
    assert found.average == expected


def test_changes_name_who_is_new_and_who_is_gone() -> None:
    then = sanku.rank({"a": 9, "b": 5, "c": 1})
    now = sanku.rank({"a": 4, "b": 5, "d": 10}, before=then)
    assert [(one["label"], one["then"], one["climbed"]) for one in now] == [
        ("d", None, None),
        ("b", 2, 0),
        ("a", 1, -2),
    ]
    assert now.gone == [{"label": "c", "then": 3}]


def test_a_mistaken_label_or_side_is_refused() -> None:
    for arguments in ({"exclude": {"e": "why"}}, {"better": "more"}):
        with pytest.raises(sanku.Error) as caught:
            sanku.rank(PUBLISHED, **arguments)  # type: ignore[arg-type]
        assert caught.value.code == "invalid_argument"


def conversions(portfolio: sanku.Portfolio) -> dict[str, tuple[int, int]]:
    """Moved to the reserve library and ever in the directory, by code of the region."""
    none = np.iinfo(np.int32).max
    out: dict[str, tuple[int, int]] = {}
    for place, entered, moved in zip(
        portfolio["region"], portfolio["entered_directory"], portfolio["entered_reserve"],
        strict=True,
    ):  # fmt: skip
        code = portfolio.regions[place][0]
        part, whole = out.get(code, (0, 0))
        out[code] = (part + int(entered != none != moved), whole + int(entered != none))
    return out


def test_regions_are_ranked_as_the_columns_say(store: sanku.Store) -> None:
    portfolio = store.at(AS_OF)
    found = portfolio.lights().rank("directory_to_reserve", "township", min_size=50)
    counted = conversions(portfolio)
    large = {code: Fraction(*c) for code, c in counted.items() if len(code) == 9 and c[1] >= 50}
    assert len(large) > 5
    assert {one["region"]: one["rank"] for one in found} == {
        code: 1 + sum(other > value for other in large.values()) for code, value in large.items()
    }
    assert found.median == median(large.values())
    total = Fraction(*map(sum, zip(*counted.values(), strict=True)))
    assert found.average == total
    assert found[0]["value"] == Ratio(*counted[found[0]["region"]])
    assert len(found) + len(found.left_out) == len(counted)
    assert all(one["name"] != one["region"] for one in found)


def test_sectors_are_ranked_and_multiples_are_no_percentages(store_path: Path) -> None:
    arguments = ("rank", store_path, "--as-of", AS_OF, "--by", "sector", "--measure")
    printed = command(*arguments, "reserve_multiple")
    assert "制造业" in printed and "倍" in printed and "%" not in printed
    assert "百分点" in command(*arguments, "pace")
    found = sanku.Store(store_path).at(AS_OF).lights().rank("pace", by="sector")
    assert {"sector", "name", "name_en", "rank"} <= set(found[0])


def test_a_region_that_is_excluded_is_listed_with_its_reason(store: sanku.Store) -> None:
    lights = store.at(AS_OF).lights()
    first = lights.rank("red_lights", "township")[0]
    found = lights.rank("red_lights", "township", exclude={first["region"]: "2024年新设"})
    assert found.average == lights.rank("red_lights", "township").average
    out = next(one for one in found.left_out if one["region"] == first["region"])
    assert (out["why"], out["reason"], out["value"]) == ("excluded", "2024年新设", first["value"])
    with pytest.raises(sanku.Error):
        lights.rank("red_lights", "township", exclude={"420281": "a county"})
    with pytest.raises(sanku.Error, match="two_accounts"):
        lights.rank("shares", "township")


def test_rank_prints_a_table_that_an_official_can_read(store_path: Path) -> None:
    arguments = ("rank", store_path, "--as-of", AS_OF, "--by", "township")
    arguments += ("--measure", "directory_to_reserve", "--min-size", "50", "--before", LAST)
    printed = command(*arguments)
    assert "目录库转储备库转化率（项目数），截至2024年6月30日，上期为2024年3月31日" in printed
    for heading in ("名次", "地区", "指标值", "与平均之差（百分点）", "与中位数之差", "较上期"):
        assert heading in printed
    assert "平均：46.59%" in printed and "未参加排名：" in printed and "规模不足" in printed
    english = command(*arguments, "--lang", "en")
    assert "average 46.59%" in english and "Without a rank:" in english
    found = json.loads(command(*arguments, "--json"))
    assert {"ranked", "left_out", "gone", "average", "median"} == set(found)
    code = found["ranked"][0]["region"]
    printed = command(*arguments, "--exclude", f"{code}=新设")
    assert f"（{code}）不参评：新设" in printed
    assert "CODE=reason" in command(*arguments, "--exclude", code, code=2)
    assert "measure" in command("rank", store_path, "--as-of", AS_OF, "--measure", "x", code=2)


def test_a_ranking_knows_what_it_is_of_and_what_it_compares_with(store: sanku.Store) -> None:
    lights = store.at(AS_OF).lights()
    ranking = lights.rank("pace", by="township")
    assert (ranking.measure, str(ranking.as_of), ranking.average_given) == ("pace", AS_OF, False)
    given = lights.evaluations(above=sanku.Ratio(4, 5))
    assert (given.measure, str(given.as_of), given.average_given) == ("evaluations", AS_OF, True)
    assert lights.rank("pace", above=sanku.Ratio(1, 1)).average_given
    anything = sanku.rank({"甲": 1, "乙": 2})
    assert (anything.measure, anything.as_of, anything.average_given) == (None, None, False)
