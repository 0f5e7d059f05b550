"""Volume and structure: multiples, shares, concentration and kinds of projects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sanku import _sanku

#: One pool, several, or ``all``; None: the three libraries.
Pools = str | Sequence[str] | None

LIBRARIES = ("directory", "reserve", "implementation")


def pools_of(pool: Pools) -> list[str]:
    """The keys of the pools that ``pool`` means."""
    if pool is None:
        return list(LIBRARIES)
    if pool == "all":
        return list(_sanku.pool_names())
    return [pool] if isinstance(pool, str) else list(pool)


def structure(
    portfolio: _sanku.Portfolio, by: str, pool: Pools, bounds: Sequence[int] | None, lang: str
) -> list[dict[str, Any]]:
    """See ``Portfolio.structure``."""
    limits = None if bounds is None else [int(bound) for bound in bounds]
    return _sanku.structure(portfolio, by, pools_of(pool), limits, lang)


def concentration(
    portfolio: _sanku.Portfolio, of: str, pool: Pools, largest: Sequence[int]
) -> dict[str, Any]:
    """See ``Portfolio.concentration``."""
    return _sanku.concentration(portfolio, of, pools_of(pool), list(largest))
