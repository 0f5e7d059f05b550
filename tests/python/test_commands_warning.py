"""The commands on lights, letters, reports, other rules, findings, regions, reasons, policies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sanku
from conftest import ROOT
from test_warning_face import CODE, ISSUES, SHEET, milder, moved  # noqa: F401  (fixtures)

AS_OF = "2024-06-30"
YINCHUAN = ROOT / "src" / "warning" / "packs" / "yinchuan-2025.toml"


def command(*arguments: object, code: int = 0) -> str:
    """What a command prints; it must end with ``code``."""
    done = subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | {"COLUMNS": "160"},
    )
    assert done.returncode == code, done.stderr + done.stdout
    return done.stdout if code < 2 else done.stderr


def one(store: sanku.Store, rule: str, light: str) -> str:
    """The code of a project that shows a light under a rule."""
    frame = store.at(AS_OF).lights().to_pandas()
    return str(frame[frame[rule] == light]["code"].iloc[0])


@pytest.mark.parametrize("light", ["red", "yellow", "green", "no_data"])
def test_explain_prints_a_paragraph_a_rule_under_a_heading(
    store: sanku.Store, store_path: Path, light: str
) -> None:
    code = one(store, "start", light)
    lights = store.at(AS_OF).lights()
    for lang, day, words in (
        ("zh", "截至2024年6月30日，总灯：", "依据"),
        ("en", "overall light on 30 June 2024: ", "Text of the rule ("),
    ):
        printed = command("explain", store_path, code, "--as-of", AS_OF, "--lang", lang)
        heading, *paragraphs = printed.rstrip("\n").split("\n\n")
        row = lights.portfolio.row(code)
        name = lights.portfolio.texts[lights.portfolio["name"][row]]
        unit = lights.portfolio.texts[lights.portfolio["responsible_unit"][row]]
        assert heading.startswith(name) and code in heading and unit in heading and day in heading
        assert paragraphs == [entry["paragraph"] for entry in lights.explain(code, lang)]
        assert all(words in paragraph for paragraph in paragraphs)


def test_explain_says_so_where_no_rule_applies_and_prints_json(
    store: sanku.Store, store_path: Path
) -> None:
    frame = store.at(AS_OF).lights().to_pandas()
    code = frame[frame["light"] == "none"]["code"].iloc[0]
    assert "没有适用的规则" in command("explain", store_path, code, "--as-of", AS_OF)
    code = one(store, "progress", "red")
    found = json.loads(command("explain", store_path, code, "--as-of", AS_OF, "--json"))
    assert {"measured", "remedies", "paragraph", "demand"} <= set(found[0])
    figures = command("explain", store_path, code, "--as-of", AS_OF, "--figures")
    assert "    年度计划投资: " in figures and "    阈值: 黄灯≤-10个百分点" in figures


def test_a_suspended_rule_is_explained_and_its_reason_listed(moved: sanku.Store) -> None:  # noqa: F811
    moved.grant_reason(
        CODE,
        "start",
        start="2024-06-01",
        end="2024-08-31",
        by="市发改委",
        reason="汛期停工",
        document="冶发改函〔2024〕7号",
        recorded_at="2024-06-03T09:00:00+08:00",
    )
    path = moved_path(moved)
    text = command("explain", path, CODE, "--as-of", AS_OF)
    assert (
        "开工：因正当理由（汛期停工，市发改委批准，冶发改函〔2024〕7号，至2024年8月31日）暂不亮灯。"
        in text
    )
    text = command("explain", path, CODE, "--as-of", AS_OF, "--lang", "en")
    assert "Start: suspended by a valid reason (汛期停工, granted by 市发改委, " in text
    assert "until 31 August 2024)." in text
    listed = command("reasons", path, "--as-of", AS_OF)
    assert "汛期停工" in listed and "有效 1，未到 0，已过期 0" in listed and "开工 1" in listed
    assert "已过期 1" in command("reasons", path, "--as-of", "2024-09-01")
    found = json.loads(command("reasons", path, "--as-of", AS_OF, "--json"))
    assert found["suspended"]["start"] == 1 and found["reasons"][0]["in_force"]


def moved_path(store: sanku.Store) -> Path:
    """Where the fixture's store lies."""
    return Path(store.path)


def test_forecast_counts_and_lists_what_changes(store: sanku.Store, store_path: Path) -> None:
    now = store.at(AS_OF).lights()
    then = now.forecast("2024-09-30")
    printed = command("forecast", store_path, "--as-of", AS_OF, "--on", "2024-09-30")
    assert printed.startswith("2024年6月30日 → 2024年9月30日，如无变化：\n")
    assert f"{now.counts()['red']} → {then.counts()['red']}" in printed
    overall = [change for change in now.changes(then) if change["rule"] is None]
    assert f"另有 {len(overall) - 20} 项未列出。" in printed
    first = printed.split("代码")[1].split("\n")[1]
    assert first.rstrip().endswith("→ 红灯"), "the most urgent stand first"
    found = json.loads(command("forecast", store_path, "--as-of", AS_OF, "--json"))
    assert [{**c, "name": ""} for c in found] == [
        {**c, "name": ""} for c in now.changes(now.forecast())
    ]
    english = command("forecast", store_path, "--as-of", AS_OF, "--on", AS_OF, "--lang", "en")
    assert "if nothing happens" in english and "No light is another one." in english
    refused = command("forecast", store_path, "--as-of", AS_OF, "--on", "2024-06-01", code=2)
    assert "2024-06-01" in refused


def test_letters_are_printed_or_written(
    store: sanku.Store, store_path: Path, tmp_path: Path
) -> None:
    expected = [letter["text"] for letter in store.letters(AS_OF, "hubei")]
    options = ("--as-of", AS_OF, "--policy", "hubei")
    assert command("letters", store_path, *options) == "\n".join(expected)
    printed = command("letters", store_path, *options, "--out", tmp_path / "out")
    files = sorted((tmp_path / "out").iterdir())
    assert [file.read_text(encoding="utf-8") for file in files] == expected
    assert f"{len(expected)} 件已写入" in printed and "督办函" in printed
    assert json.loads(command("letters", store_path, *options, "--json"))[0]["text"] == expected[0]
    new = json.loads(command("letters", store_path, *options, "--new", "--json"))
    assert new == []
    early = ("--as-of", "2024-03-31", "--policy", "hubei")
    assert command("letters", store_path, *early) == "没有需要发出的函件。\n"
    (tmp_path / "file").write_text("")
    command("letters", store_path, *options, "--out", tmp_path / "file", code=2)


def test_unreported_lists_units_or_projects(store: sanku.Store, store_path: Path) -> None:
    found = store.at(AS_OF).unreported()
    printed = command("unreported", store_path, "--as-of", AS_OF)
    for unit in found:
        assert f"{unit['unit']}" in printed
    assert "合计" in printed.splitlines()[-1]
    projects = command("unreported", store_path, "--as-of", AS_OF, "--projects", "--lang", "en")
    for unit in found:
        for project in unit["projects"]:
            assert project["code"] in projects
    assert "never" in projects
    every = json.loads(command("unreported", store_path, "--as-of", AS_OF, "--all", "--json"))
    assert len(every) > len(found)


def test_whatif_shows_tables_and_moves(
    store_path: Path,
    milder: Path,  # noqa: F811
) -> None:
    options = ("--policy", "yinchuan-2025", "--changed", milder, "--from", "2024-01", "--months", 6)
    printed = command("whatif", store_path, *options, "--limit", 3)
    found = json.loads(command("whatif", store_path, *options, "--json"))
    assert f"{found['moved']} 个灯不同。" in printed
    assert f"另有 {found['moved'] - 3} 项未列出。" in printed
    assert found["moves"][0]["code"] in printed and "资金支付" in printed
    same = command("whatif", store_path, *options[:2], "--changed", "yinchuan-2025", *options[4:])
    assert "0 个灯不同。" in same
    assert "unknown policy" in command(
        "whatif", store_path, "--changed", "nowhere", *options[4:], "--lang", "en", code=2
    )


def test_findings_are_listed_with_exit_code_1(moved: sanku.Store) -> None:  # noqa: F811
    path = moved_path(moved)
    printed = command("findings", path, "--from", "2024-05-01", "--to", "2024-05-31", code=1)
    assert "到期后推迟计划" in printed and "2 项，须人工核实" in printed
    assert f"甲（{CODE}）" in printed
    english = command(
        "findings", path, "--from", "2024-05-01", "--to", "2024-05-31", "--lang", "en", code=1
    )
    assert "prove no intent" in english
    nothing = command("findings", path, "--from", "2024-06-01", "--to", "2024-06-30")
    assert nothing == "没有发现。\n"
    few = ("--from", "2024-05-01", "--to", "2024-05-31", "--plan-cut", "20", "--json")
    assert len(json.loads(command("findings", path, *few, code=1))) == 1
    assert "plan_cut_percent" in command("findings", path, *few[:4], "--plan-cut", "x", code=2)


def test_regions_are_rated_from_files(tmp_path: Path) -> None:
    figures, bonds = tmp_path / "figures.csv", tmp_path / "bonds.csv"
    figures.write_text(SHEET, encoding="gb18030")
    bonds.write_text(ISSUES, encoding="utf-8")
    options = (figures, "--policy", "tianjin-2022", "--month", "2022-06")
    printed = command("regions", *options, "--bonds", bonds)
    assert "和平区" in printed and "投资增速：红灯" in printed and "专项债使用" in printed
    found = json.loads(command("regions", *options, "--json", "--lang", "en"))
    assert [one["light"] for one in found] == ["red", "yellow"]
    figures.write_text(SHEET.replace(",95,", ",九十五,"), encoding="utf-8")
    refused = command("regions", *options, code=2).replace("\n", "")
    assert "第3行" in refused and "累计完成投资" in refused and "九十五" in refused


def test_policy_check_names_the_mistake(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.toml", tmp_path / "b.toml"
    text = YINCHUAN.read_text(encoding="utf-8")
    good.write_text(text, encoding="utf-8")
    assert command("policy", "check", good) == (
        f"ok {good}: yinchuan-2025，规则：start, progress, payment, enrolment\n"
    )
    bad.write_text(text.replace("at_least = 3", "at_most = 3"), encoding="utf-8")
    first, second = command("policy", "check", tmp_path, "--lang", "en", code=1).splitlines()
    assert first.startswith(f"ok {good}: yinchuan-2025, rules: start")
    line = text[: text.index("at_least = 3")].count("\n") + 1
    assert second.startswith(f"{bad} row {line} column rule.red.at_most: ")
    assert "start_overdue is worse on the other side" in second
    assert "none.toml" in command("policy", "check", tmp_path / "none.toml", code=1)


def test_policy_list_names_editions_and_rules(tmp_path: Path) -> None:
    text = YINCHUAN.read_text(encoding="utf-8").replace("valid_from", "valid_to")
    mine = text.replace('"yinchuan-2025"', '"mine-2020"').replace('"yinchuan"', '"mine"')
    (tmp_path / "mine.toml").write_text(mine, encoding="utf-8")
    printed = command("policy", "list", "--policies", tmp_path)
    for name in [*sanku.policies(), "mine-2020"]:
        assert f"{name}（系列 " in printed
    assert "开工 start、进度 progress" in printed and "不限 至 2025-03-01" in printed
    english = command("policy", "list", "--lang", "en")
    assert "yinchuan-2025 (family yinchuan, 2025-03-01 to further notice)" in english


def test_every_command_helps() -> None:
    commands = "warn explain forecast letters unreported whatif findings regions reasons policy"
    for name in commands.split():
        assert "Usage" in command(name, "--help")
