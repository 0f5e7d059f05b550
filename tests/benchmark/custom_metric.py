"""Times a metric written in Python beside the built-in one that it repeats, turn by turn."""

from __future__ import annotations

import statistics
import time

import numpy as np
import numpy.typing as npt
import sanku

PROJECTS = 1_000_000
PACK = """
id = "{metric}"
version = "1"
title = {{ zh = "支付", en = "payment" }}
source = {{ zh = "示例", en = "example" }}
[[rule]]
id = "payment"
name = {{ zh = "支付", en = "Payment" }}
metric = "{metric}"
unit = "%"
red = {{ less_than = 100 }}
pools = ["implementation"]
funding = ["central_budget", "treasury_bond", "local_budget"]
completed = false
needs_report = true
clause = {{ zh = "低于要求为红灯", en = "below the requirement red" }}
"""


@sanku.metric(
    "my_payment", name=("支付率", "payment ratio"), unit=("%", "%"), higher_is_worse=False
)
def my_payment(block: sanku.Block) -> npt.NDArray[np.int64]:
    required = block["required_payment"]
    known = (block["last_report"] >= 2024 * 12 + 3) & ((block["given"] & 64) != 0)
    ratio = 10_000 * block["paid"] // np.maximum(required, 1)
    return np.where(required == 0, sanku.NOT_RATED, np.where(known, ratio, sanku.NO_VALUE))


def random_portfolio() -> sanku.Portfolio:
    random = np.random.default_rng(1)
    required = random.integers(0, 10_000, PROJECTS) * 10_000
    one = {"code": ["2401-420281-04-01-000000"]}
    first = sanku.Portfolio.from_columns(one, as_of="2024-06-30")["code"][0]
    columns = {
        "code": first + np.arange(PROJECTS, dtype=np.uint64),
        "pool": random.integers(1, 5, PROJECTS),
        "funding": random.integers(0, 5, PROJECTS),
        "given": np.full(PROJECTS, 0x7F),
        "last_report": 2024 * 12 + 5 - random.integers(0, 5, PROJECTS),
        "required_payment": required,
        "paid": required * random.integers(50, 130, PROJECTS) // 100,
    }
    return sanku.Portfolio.from_columns(columns, as_of="2024-06-30")


def main() -> None:
    portfolio = random_portfolio()
    shipped = sanku.Policy.parse(PACK.format(metric="payment_ratio"))
    custom = sanku.Policy.parse(PACK.format(metric="my_payment"), metrics=[my_payment])
    same = portfolio.lights(shipped).overall == portfolio.lights(custom).overall
    if not same.all():
        raise SystemExit("the two answers differ")
    times: list[tuple[float, float]] = []
    for _ in range(25):
        begin = time.perf_counter()
        portfolio.lights(shipped)
        between = time.perf_counter()
        portfolio.lights(custom)
        times.append((between - begin, time.perf_counter() - between))
    built_in, python = (1000 * statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(b / a for a, b in times)
    print(f"built-in {built_in:.1f} ms, Python {python:.1f} ms, to_built_in {ratio:.2f}")


if __name__ == "__main__":
    main()
