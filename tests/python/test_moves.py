"""Moves in networks, and what must hold for them, from Python and from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
import sanku
from sanku.command import app
from typer.testing import CliRunner

CODE = "2403-420281-04-01-000001"
OTHER = "2403-420281-04-01-000002"

NETWORK = """
id = "office"
name = { zh = "两库", en = "Two pools" }
source = { zh = "本地", en = "Local" }

[[pool]]
id = "talks"
name = { zh = "在谈", en = "Talks" }
entry = true

[[pool]]
id = "signed"
name = { zh = "签约", en = "Signed" }
final = true

[[move]]
from = "talks"
to = "signed"
approvals = ["立项批复"]
appraisals = ["fiscal"]

[[return]]
from = "signed"
to = "talks"
reasons = ["条件不符"]

[[exit]]
from = ["talks"]
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    path = tmp_path / "office.toml"
    path.write_text(NETWORK, encoding="utf-8")
    return path


def refused(record: object, *args: object, **options: object) -> sanku.Error:
    with pytest.raises(sanku.Error) as caught:
        record(*args, **options)  # type: ignore[operator]
    return caught.value


def test_a_move_is_refused_with_all_that_is_missing_and_then_taken(office: Path) -> None:
    store = sanku.Store(":memory:", networks=[office])
    assert store.move(CODE, "office", "talks", day="2024-01-01", by="招商局") == 1
    error = refused(store.move, CODE, "office", "signed", day="2024-03-01")
    assert error.code == "forbidden_move"
    assert "missing approval 立项批复; missing appraisal fiscal" in str(error)
    assert store.approve(CODE, "立项批复", day="2024-02-01", document="1号", by="甲") == 2
    assert store.appraise(CODE, "fiscal", "block", day="2024-02-01", findings="超出财力") == 3
    error = refused(store.move, CODE, "office", "signed", day="2024-03-01")
    assert "appraisal fiscal blocked on 2024-02-01" in str(error)
    assert store.appraise(CODE, "fiscal", "pass", day="2024-02-20") == 4
    assert store.move(CODE, "office", "signed", day="2024-03-01") == 5
    assert store.move(CODE, "office", "signed", day="2024-03-01") == 5  # said before
    error = refused(store.move, CODE, "office", "talks", day="2024-04-01", reason="别的")
    assert "reason 别的 is none of 条件不符" in str(error)
    assert store.move(CODE, "office", "talks", day="2024-04-01", reason="条件不符") == 6
    assert store.leave(CODE, "office", day="2024-05-01") == 7
    kinds = [entry["kind"] for entry in store.history(CODE)]
    assert kinds == ["pool_entered", "approved", "appraised", "appraised", *["pool_entered"] * 2,
                     "network_left"]  # fmt: skip
    assert store.history(CODE)[5]["fact"] == "进入 office 的 talks（第2次）"
    assert store.history(CODE, "en")[3]["fact"] == "appraisal (fiscal, round 2)"
    assert store.history(CODE)[2]["value"].endswith("结论 不通过，意见 超出财力")


def test_a_project_of_another_network_alone_is_a_member_of_all(office: Path) -> None:
    store = sanku.Store(":memory:", networks=[office])
    store.move(CODE, "office", "talks", day="2024-01-01")
    store.move(OTHER, "three-libraries", "reserve", day="2024-02-01")
    assert len(store.at("2024-06-30")) == 1
    assert len(store.at("2024-06-30", members="all")) == 2
    assert len(store.at("2024-01-31", members="all")) == 1
    with pytest.raises(sanku.Error):
        store.at("2024-06-30", members="none")  # type: ignore[arg-type]


def test_a_project_is_sent_back_and_comes_again() -> None:
    store = sanku.Store(":memory:")
    for pool, day in [("reserve", "2024-01-01"), ("implementation", "2024-02-01")]:
        store.move(CODE, "three-libraries", pool, day=day)
    assert [e["kind"] for e in store.history(CODE)] == [
        "moved_to_reserve",
        "moved_to_implementation",
    ]
    store.move(CODE, "three-libraries", "reserve", day="2024-03-01", reason="条件不符")
    store.leave(CODE, "three-libraries", day="2024-04-01", reason="停建")
    store.move(CODE, "three-libraries", "implementation", day="2024-05-01")
    store.leave(CODE, "three-libraries", day="2024-06-01")

    def pool(day: str) -> str:
        return str(store.at(day).to_pandas()["pool"].iloc[0])

    pools = [pool(f"2024-0{month}-15") for month in range(1, 7)]
    assert pools == ["reserve", "implementation", "reserve", "withdrawn", "implementation",
                     "withdrawn"]  # fmt: skip
    assert store.history(CODE, "en")[2]["fact"] == "entry into the reserve library (time 2)"
    assert store.history(CODE)[5]["fact"] == "退库（第2次）"
    store.retract(6, "误报")
    assert pool("2024-06-15") == "implementation"


def test_what_does_not_exist_is_named(office: Path) -> None:
    store = sanku.Store(":memory:", networks=[office])
    moves = [
        ("nowhere", "talks", "unknown_network"),
        ("office", "built", "unknown_pool"),
        ("three-libraries", "built", "unknown_pool"),
    ]
    for network, pool, code in moves:
        assert refused(store.move, CODE, network, pool, day="2024-01-01").code == code
    assert refused(store.leave, CODE, "office", day="2024-01-01").code == "unknown_project"
    assert len(store._inner) == 0
    assert refused(store.approve, CODE, "", day="2024-01-01").code == "invalid_argument"
    assert refused(store.appraise, CODE, "a", "fine", day="2024-01-01").code == "invalid_argument"
    assert refused(sanku.Store, ":memory:", networks=[office.parent / "none.toml"]).code == "io"


def test_the_commands_record_and_refuse(tmp_path: Path, office: Path) -> None:
    path = tmp_path / "daye.sanku"
    sanku.Store(path)

    def run(*args: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, [args[0], str(path), CODE, *args[1:]])
        return result.exit_code, result.output

    with_office = ["--networks", str(office)]
    move = ["move", "office", "talks", "--on", "2024-01-01"]
    assert run(*move)[0] == 2, "not a network that ships"
    assert run(*move, *with_office) == (0, "已登记为第1条。\n")
    on_to = ["move", "office", "signed", "--on", "2024-03-01", "--lang", "en", *with_office]
    code, output = run(*on_to)
    assert code == 2
    assert "missing approval" in output.replace("\n", " ")
    approve = ["approve", "立项批复", "--on", "2024-02-01", "--document", "1号"]
    assert run(*approve) == (0, "已登记为第2条。\n")
    assert run("appraise", "fiscal", "pass", "--on", "2024-02-01")[0] == 0
    assert run(*on_to) == (0, "Recorded as event 4.\n")
    assert run("leave", "office", "--on", "2024-04-01", *with_office)[0] == 2, "no way out"
    back = ["move", "office", "talks", "--on", "2024-04-01", "--reason", "条件不符"]
    assert run(*back, *with_office)[0] == 0
    assert run("leave", "office", "--on", "2024-05-01", *with_office)[0] == 0
    assert len(sanku.Store(path).history(CODE)) == 6
