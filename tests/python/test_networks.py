"""Networks of pools in Python and on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
import sanku
from conftest import ROOT
from sanku import commands_networks

SAMPLE = (
    (ROOT / "docs" / "networks.md")
    .read_text(encoding="utf-8")
    .split("```toml\n")[1]
    .split("```")[0]
)


def command(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)], capture_output=True, check=False
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def test_those_that_ship_are_found_by_their_ids() -> None:
    names = ["three-libraries", "life-cycle", "daye-five", "tianmen-four", "131"]
    assert sanku.networks() == names
    for name in names:
        network = sanku.network(name)
        assert network.id == name
        assert network.name("zh") != network.name("en")
        assert network == sanku.network(name)
        assert network != name
    assert len({sanku.network(name) for name in names * 2}) == 5
    with pytest.raises(sanku.Error, match="no such network") as refused:
        sanku.network("four-libraries")
    assert refused.value.code == "unknown_network"


def test_a_file_states_pools_moves_and_exits(file: Path) -> None:
    network = sanku.network(file)
    assert network.pools[0] == {
        "id": "idea",
        "name_zh": "谋划库",
        "name_en": "Ideas",
        "days": ["entered_directory"],
        "entry": True,
        "final": False,
        "approvals": ["立项批复"],
        "appraisals": [],
        "min_score": None,
    }
    assert network.moves[0] == {
        "from": "idea",
        "to": "ready",
        "return": False,
        "clock": {"months": 3},
        "approvals": ["可研批复"],
        "appraisals": ["fiscal"],
        "min_score": Fraction(121, 2),
        "reasons": [],
    }
    assert network.moves[1]["clock"] == {"days": 90}
    assert network.moves[2]["return"]
    assert network.moves[2]["reasons"] == ["资料不全"]
    assert network.exits == [
        {"from": "idea", "reasons": ["不再实施"]},
        {"from": "ready", "reasons": ["不再实施"]},
    ]


def test_the_131_has_its_clocks() -> None:
    moves = sanku.network("131").moves
    assert [(move["from"], move["to"], move["clock"]) for move in moves] == [
        ("negotiation", "signed", {"months": 1}),
        ("signed", "started", {"months": 3}),
        ("started", "production", {"months": 12}),
    ]


def test_diagrams_come_in_both_languages() -> None:
    network = sanku.network("131")
    assert network.mermaid().startswith("flowchart LR\n")
    assert '-->|"限1个月"| p1' in network.mermaid()
    assert '-->|"within 1 month"| p1' in network.mermaid("en")
    assert 'p0 -> p1 [label="within 1 month"];' in network.dot("en")
    assert network._repr_markdown_() == f"```mermaid\n{network.mermaid()}```\n"
    with pytest.raises(sanku.Error):
        network.mermaid("fr")


def test_list_names_networks_and_their_pools() -> None:
    shown = command("network", "list", "--lang", "en").stdout.decode()
    assert len(shown.splitlines()) == 5
    assert "131: The 131 timetable (Negotiation, Signed, Started, Production)\n" in shown
    assert "three-libraries：投资项目三库（目录库、储备库、实施库）" in (
        command("network", "list").stdout.decode()
    )


def test_show_says_everything_that_a_file_states(file: Path) -> None:
    assert command("network", "show", file).stdout.decode() == (
        "daye-projects  大冶市项目库\n"
        "出处：…文件名与文号…\n"
        "库：\n"
        "    idea 谋划库；入库日期：目录库入库；可直接入库；须有批复：立项批复\n"
        "    ready 储备库；入库日期：储备库入库、签约\n"
        "    built 建成库；入库日期：实际竣工；可长期在库\n"
        "转库：\n"
        "    谋划库 → 储备库；限3个月；须有批复：可研批复；须通过论证：fiscal；"
        "评价得分不低于60.5分\n"
        "    储备库 → 建成库；限90天\n"
        "    储备库 → 谋划库；退回；事由：资料不全\n"
        "退库：\n"
        "    谋划库；事由：不再实施\n"
        "    储备库；事由：不再实施\n"
    )
    shown = command("network", "show", file, "--lang", "en").stdout.decode()
    assert "    Ideas → Ready; within 3 months; approvals: 可研批复; gates: fiscal; " in shown
    assert "evaluated at 60.5 or more\n" in shown


def test_every_column_of_days_has_a_chinese_name() -> None:
    schema = json.loads((ROOT / "docs" / "network.schema.json").read_text(encoding="utf-8"))
    assert list(commands_networks._DAYS) == schema["$defs"]["column"]["enum"]


def test_show_draws_and_writes_json() -> None:
    network = sanku.network("131")
    for form in ("mermaid", "dot"):
        shown = command("network", "show", "131", "--format", form, "--lang", "en")
        assert shown.stdout.decode() == getattr(network, form)("en")
    found = json.loads(command("network", "show", "131", "--format", "json").stdout)
    assert json.loads(command("network", "show", "131", "--json").stdout) == found
    assert found["pools"] == network.pools
    assert found["moves"] == network.moves
    assert found["name"]["en"] == "The 131 timetable"


def test_show_fails_for_what_is_no_network(tmp_path: Path) -> None:
    assert command("network", "show", "four-libraries").returncode == 2
    failed = command("network", "show", tmp_path / "none.toml", "--lang", "en")
    assert failed.returncode == 2
    assert "reading or writing failed" in " ".join(failed.stderr.decode().split())


def test_check_says_ok_or_the_mistake_with_line_and_key(file: Path) -> None:
    sound = command("network", "check", file, "--lang", "en")
    assert sound.returncode == 0
    assert sound.stdout.decode() == f"ok {file}: daye-projects, pools: idea, ready, built\n"
    broken = file.with_name("broken.toml")
    broken.write_text(SAMPLE.replace("[[return]]", "[[move]]").replace('reasons = ["资料', "#"))
    line = 1 + SAMPLE.split("[[return]]")[0].count("\n") + 2
    checked = command("network", "check", file.parent, "--lang", "en")
    assert checked.returncode == 1
    shown = checked.stdout.decode().splitlines()
    assert shown[0] == (
        f"{broken} row {line} column move.to: a mistake in the file of a network of pools "
        "(closes a cycle and is no return: ready → idea → ready)"
    )
    assert shown[1].startswith("ok ")
    assert "库网络文件有误" in command("network", "check", broken).stdout.decode()


def test_check_accepts_every_network_that_ships() -> None:
    checked = command("network", "check", ROOT / "src" / "pipeline" / "networks")
    assert checked.returncode == 0
    assert len(checked.stdout.decode().splitlines()) == 5
