"""README.md and the guides, run as their reader would run them, over the synthetic county."""

from __future__ import annotations

import ast
import csv
import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest
import sanku
from conftest import ROOT
from sanku.command import app
from typer.testing import CliRunner

PYTHON_PAGES = ["README.md", "docs/guide/analysts.md"]
COMMAND_PAGES = ["README.md", "docs/guide/offices.md"]
#: Before the clock of whoever runs this, since some samples record at the present time.
RECORDED = "2024-07-03T09:00:00+08:00"
#: The project of the examples, in the place of one of the synthetic county's.
CODE, STANDS_FOR = "2403-420281-04-01-123456", "2401-420281-04-01-901005"

FILES = {
    "plan.toml": """
id = "plan"
year = 2024
by = "市政府"
title = { zh = "目标", en = "Targets" }
source = { zh = "测试", en = "Test" }
[[target]]
id = "investment"
name = { zh = "固定资产投资", en = "Fixed-asset investment" }
measured_in = "亿元"
total = 120
lead_unit = "市发改委"
part = [{ unit = "甲镇", weight = 3 }, { unit = "乙镇", weight = 1 }]
""",
    "attained.csv": "指标,单位,月份,累计完成,上报日期\n"
    "investment,,2024-06,62,2024-07-03\ninvestment,甲镇,2024-06,45,2024-07-03\n",
    "money.csv": "年度,可用财力(亿元)\n2024,300\n2025,300\n2026,300\n",
    "candidates.csv": "项目代码,项目名称,得分,land,用地(亩),money_2024\n"
    "a,甲项目,88,700,700,20000\nb,乙项目,85,600,600,10000\nc,丙项目,60,500,500,10000\n",
    "limits.toml": '[[limit]]\nid = "用地"\nunit = "亩"\namount = 1100\nstep = 100\n',
    "flows.csv": "年份,净现金流量(万元)\n2024,-1000\n2025,400\n2026,500\n2027,600\n",
    "months.csv": "月份,累计计划(万元),累计完成(万元),累计支付(万元)\n"
    "2024-01,100,50,40\n2024-02,300,200,220\n",
    "figures.csv": "地区,地区名称,月份,累计完成投资(亿元),上年同期投资(亿元)\n"
    "120101,和平区,2022-06,110,100\n120102,河东区,2022-06,190,200\n",
    "new.csv": "项目代码,项目名称,行政区划,总投资(万元),目录库入库\n"
    "2406-420281-04-01-000001,新项目,420281107 陈贵镇,3000,2024-06-03\n"
    "2406-420281-04-01-000002,又一项目,420281107 陈贵镇,三千,2024-06-05\n"
    "2406-420281-04-01-000003,无库项目,420281107 陈贵镇,3000,\n",
    "bonds.csv": "地区,发行月份,发行金额(亿元),已使用(亿元)\n120101,2022-01,6,3\n",
}


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.M | re.S
    )


@pytest.fixture(scope="module")
def county(ledgers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the pages name, and daye.sanku with both ledgers and two frozen
    bulletins in it."""
    folder = tmp_path_factory.mktemp("readme")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    store = sanku.Store(folder / "daye.sanku")
    for name in ("ledger.csv", "progress.csv"):
        text = (ledgers / name).read_bytes().replace(STANDS_FOR.encode(), CODE.encode())
        (folder / name).write_bytes(text)
        store.import_csv(folder / name, recorded_at=RECORDED)
    sheet = openpyxl.Workbook()
    sheet.active.title = "项目库"
    for row in csv.reader(FILES["new.csv"].splitlines()[:2]):
        sheet.active.append(row)
    sheet.save(folder / "台账.xlsx")
    for day in ("2024-04-30", "2024-05-31"):
        store.freeze(as_of=day, recorded_at=RECORDED)
    return folder


def enter(county: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes ``folder`` a copy of the county, and the working directory."""
    shutil.copytree(county, folder)
    (folder / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(folder)


def ran(source: str, names: dict[str, object]) -> None:
    """Runs a block of Python statement by statement, so that a failure names its line. What a
    comment says first of an expression's value, ``True`` or ``0.28…``, must be so."""
    lines = source.splitlines()
    for statement in ast.parse(source).body:
        line = lines[statement.end_lineno - 1]
        code = compile(ast.Module([statement], []), line, "exec")
        if not isinstance(statement, ast.Expr):
            exec(code, names)
            continue
        value = eval(compile(ast.Expression(statement.value), line, "eval"), names)
        told = re.search(r"# (True|False|None)\b|# (\d\.\d+)…|# (\d+)/(\d+)", line)
        if told and told[3]:
            assert f"Ratio({told[3]}, {told[4]})" in repr(value), line
        elif told:
            assert repr(value).startswith(told[1] or told[2]), line


@pytest.mark.parametrize("page", PYTHON_PAGES)
def test_the_python_of_a_page_runs_and_gives_what_its_comments_say(
    county, tmp_path, monkeypatch, capsys, page
) -> None:
    enter(county, tmp_path / "office", monkeypatch)
    source = "\n".join(blocks(ROOT / page, "python"))
    assert source.count("\n") > 30
    ran(source, {})
    assert "2024" in capsys.readouterr().out


#: Of `ours.toml` what it is for which command.
OURS = {
    "policy": lambda: (ROOT / "src/warning/packs/yinchuan-2025.toml").read_text(encoding="utf-8"),
    "system": lambda: sanku.IndicatorSystem.builtin("regions-default").to_toml(),
}


def commands(block: str) -> list[list[str]]:
    """The arguments of each ``sanku …`` line of a block."""
    lines = [re.sub(r" {2,}#.*| # .*", "", line) for line in block.splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("sanku ")]


def run(arguments: list[str]) -> str:
    """What the command prints. It must end with 0, or with 1 where it found what it looks for."""
    anchor = sanku.Store("daye.sanku").anchor
    ours = OURS["system" if arguments[0] == "system" else "policy"]
    Path("ours.toml").write_text(ours(), encoding="utf-8")
    given = [anchor if argument.startswith("sha256:") else argument for argument in arguments]
    result = CliRunner(env={"COLUMNS": "110"}).invoke(app, given)
    assert result.exit_code in (0, 1), (arguments, result.output)
    assert result.exception is None or isinstance(result.exception, SystemExit), arguments
    assert result.output, arguments
    return result.output


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_the_commands_of_a_page_run_and_print_what_it_shows(
    county, tmp_path, monkeypatch, page
) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = 0
    samples = re.findall(r"^```sh\n(.*?)^```\n(?:```\n(.*?)^```)?", text, re.M | re.S)
    for number, (block, after) in enumerate(samples):
        enter(county, tmp_path / str(number), monkeypatch)  # each block begins anew
        printed = "".join(map(run, commands(block)))
        flat = re.sub(r"\s", "", printed)
        for line in filter(str.strip, after.splitlines()):
            shown += 1
            assert re.sub(r"\s", "", line) in flat, line
    assert shown > 20
