"""What the Python tests share: the synthetic county in a store, places of programs and data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sanku

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SANKU_SHARED_DATA", ROOT.parent / "shared" / "data"))
RECORDED = "2026-01-05T09:00:00+08:00"


@pytest.fixture(scope="session")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the synthetic ledger.csv and progress.csv."""
    folder = tmp_path_factory.mktemp("daye")
    program = ROOT / "bindings" / "sanku" / "simulation.py"
    subprocess.run([sys.executable, program, folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def store_path(ledgers: Path) -> Path:
    """A store with the synthetic county in it."""
    path = ledgers / "daye.sanku"
    store = sanku.Store(path)
    for name in ("ledger.csv", "progress.csv"):
        report = store.import_csv(ledgers / name, recorded_at=RECORDED)
        assert report.rejected == 0, str(report)
    return path


@pytest.fixture
def store(store_path: Path) -> sanku.Store:
    return sanku.Store(store_path)


def built(name: str) -> Path:
    """A program of the examples; the test is skipped, and says so, if none was built."""
    for preset in ("dev", "release", "asan-ubsan"):
        program = ROOT / "build" / preset / "examples" / name
        if program.exists():
            return program
    pytest.skip(f"{name} is not built")


def shared(name: str) -> Path:
    """A file of the shared test data; the test is skipped, and says so, where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared data absent: {path}")
    return path
