"""Times tables of a million projects beside copying the same bytes in numpy, turn by turn."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from test_arrow import million


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes, without letting go of its result."""
    begin = time.perf_counter()
    result = call()
    taken = time.perf_counter() - begin
    del result
    return taken


def buffers(frame: pd.DataFrame) -> list[np.ndarray]:
    """The memory that a table consists of."""
    found = []
    for name in frame.columns:
        array = frame[name].array
        for part in ("_data", "_mask", "_ndarray", "_codes"):
            if isinstance(held := getattr(array, part, None), np.ndarray):
                found.append(held)
        for chunk in getattr(getattr(array, "_pa_array", None), "chunks", []):
            found += [np.frombuffer(one, np.uint8) for one in chunk.buffers() if one]
    return found


def main() -> None:
    portfolio = million()
    parts = buffers(portfolio.to_pandas())
    calls = {
        "copy": lambda: [part.copy() for part in parts],
        "to_pandas": portfolio.to_pandas,
        "arrow": lambda: pa.table(portfolio),
        "view": lambda: portfolio.columns,
    }
    times = {name: min(seconds(call) for _ in range(9)) for name, call in calls.items()}
    print(f"{sum(part.nbytes for part in parts) / 1e6:.0f} MB, pandas {pd.__version__}")
    for name, taken in times.items():
        print(f"{name:>10} {1000 * taken:8.2f} ms {taken / times['copy']:6.2f}")


if __name__ == "__main__":
    main()
