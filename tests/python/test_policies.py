"""Rules with validity dates: editions, families, and one day under the rules of another."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sanku
from conftest import ROOT

AS_OF = "2024-06-30"
YINCHUAN = ROOT / "src" / "warning" / "packs" / "yinchuan-2025.toml"


def command(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "sanku", *map(str, arguments)], capture_output=True, check=False
    )


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with an edition of Yinchuan's rules before that of 2025, without red for payment
    below 100 percent."""
    text = YINCHUAN.read_text(encoding="utf-8")
    for old, new in (
        ('id = "yinchuan-2025"', 'id = "yinchuan-2024"'),
        ("valid_from = 2025-03-01", "valid_from = 2024-01-01\nvalid_to = 2025-02-28"),
        ("red = { less_than = 100 }", "red = { less_than = 0 }"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "yinchuan-2024.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_edition_is_taken_whatever_the_day(store: sanku.Store) -> None:
    for day in ("2023-12-31", AS_OF, "2025-06-30"):
        lights = store.at(day).lights("yinchuan-2025+hubei")
        assert lights.policy == "yinchuan-2025+hubei"


def test_a_family_means_the_edition_in_force_on_the_day(store: sanku.Store, packs: Path) -> None:
    assert store.at("2025-06-30").lights("yinchuan").policy == "yinchuan-2025"
    for day, edition in (
        (AS_OF, "yinchuan-2024"),
        ("2025-02-28", "yinchuan-2024"),
        ("2025-03-01", "yinchuan-2025"),
    ):
        lights = store.at(day).lights("yinchuan+hubei", policies=packs)
        assert lights.policy == f"{edition}+hubei", day


def test_a_family_without_rules_on_the_day_is_refused_with_its_editions(
    store: sanku.Store,
) -> None:
    with pytest.raises(sanku.Error) as caught:
        store.at(AS_OF).lights("yinchuan")
    assert caught.value.code == "policy_not_in_force"
    assert "yinchuan-2025: 2025-03-01" in str(caught.value)
    assert "施行" in caught.value.message_zh and "2025-03-01" in caught.value.message_zh


def test_a_day_may_be_seen_under_the_rules_of_another(store: sanku.Store, packs: Path) -> None:
    portfolio = store.at(AS_OF)
    then = portfolio.lights("yinchuan", policies=packs)
    what_if = portfolio.lights("yinchuan", rules_of="2025-06-30", policies=packs)
    assert (then.policy, what_if.policy) == ("yinchuan-2024", "yinchuan-2025")
    assert then.counts("payment")["red"] == 0 < what_if.counts("payment")["red"]
    assert what_if.counts() == portfolio.lights("yinchuan-2025").counts()
    assert what_if.portfolio.as_of == portfolio.as_of


def test_the_bulletin_names_edition_and_whether_it_was_in_force(
    store: sanku.Store, packs: Path
) -> None:
    def policy(**options: object) -> tuple[str, bool]:
        made = sanku.bulletin(store, as_of=AS_OF, policy="yinchuan", policies=packs, **options)
        found = json.loads(made.json())["policy"]
        return found["id"], found["in_force"]

    assert policy() == ("yinchuan-2024", True)
    assert policy(rules_of="2025-06-30") == ("yinchuan-2025", False)


def test_a_policy_may_still_be_the_path_of_a_file(store: sanku.Store, packs: Path) -> None:
    path = packs / "yinchuan-2024.toml"
    assert store.at(AS_OF).lights(str(path)).policy == "yinchuan-2024"
    assert store.at(AS_OF).lights("yinchuan", policies=str(path)).policy == "yinchuan-2024"


def test_further_packs_that_cannot_be_read_are_refused(store: sanku.Store, packs: Path) -> None:
    (packs / "zz.toml").write_bytes(YINCHUAN.read_bytes())
    for path, code in ((packs, "malformed_policy"), (packs / "absent", "io")):
        with pytest.raises(sanku.Error) as caught:
            store.at(AS_OF).lights(policies=path)
        assert caught.value.code == code
        assert caught.value.file.startswith(str(path))


def test_command_takes_families_another_days_rules_and_further_packs(
    store: sanku.Store, store_path: Path, packs: Path
) -> None:
    options = ("--as-of", AS_OF, "--policy", "yinchuan", "--policies", packs)
    then = ("--rules-of", "2025-06-30")
    text = command("bulletin", store_path, *options, "--format", "json").stdout
    assert json.loads(text)["policy"]["id"] == "yinchuan-2024"
    text = command("bulletin", store_path, *options, *then, "--format", "json").stdout
    assert json.loads(text)["policy"]["id"] == "yinchuan-2025"

    red = [command("warn", store_path, *options, *more, "--json").stdout for more in ((), then)]
    portfolio = store.at(AS_OF)
    assert [len(json.loads(found)) for found in red] == [
        portfolio.lights("yinchuan", policies=packs).counts()["red"],
        portfolio.lights("yinchuan-2025").counts()["red"],
    ]

    frame = portfolio.lights("yinchuan-2025").to_pandas()
    code = frame.query("payment == 'red'")["code"].iloc[0]
    shown = [
        command("explain", store_path, code, *options, *more, "--lang", "en").stdout.decode()
        for more in ((), then)
    ]
    assert ["Payment: red" in text for text in shown] == [
        False,
        True,
    ]


def test_command_refuses_a_family_without_rules_on_the_day(store_path: Path) -> None:
    printed = command("warn", store_path, "--as-of", AS_OF, "--policy", "yinchuan")
    assert printed.returncode == 2
    assert "yinchuan-2025: 2025-03-01" in printed.stderr.decode().replace("\n", " ")
