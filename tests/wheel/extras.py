"""What an installed wheel does with every extra."""

import subprocess
import sys
import tempfile
from pathlib import Path

import sanku
from sanku import plots

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    ledger, progress = sanku.simulate(folder)
    command = Path(sys.executable).with_name("sanku")
    store = folder / "daye.sanku"
    subprocess.run([command, "import", store, ledger, progress], check=True, capture_output=True)
    for form in ("html", "xlsx", "json"):
        out = folder / f"bulletin.{form}"
        asked = [command, "bulletin", store, "--as-of", "2024-06-30", "--out", out]
        subprocess.run(asked, check=True, capture_output=True)
        assert out.stat().st_size > 5_000
    portfolio = sanku.Store(store).at("2024-06-30")
    assert len(portfolio.to_pandas()) == 1100
    assert plots.funnel(portfolio.lights())._repr_png_()[:4] == b"\x89PNG"
