"""Networks of pools: those that ship, and those of files."""

from __future__ import annotations

import os

from sanku import _sanku
from sanku._sanku import PoolGraph as Network


def networks() -> list[str]:
    """Ids of the networks that ship."""
    return _sanku.networks()


def network(name: str | os.PathLike[str]) -> Network:
    """The network that ships under the id ``name``, such as ``three-libraries``, or that of a
    ``.toml`` file, see docs/networks.md. Raises ``Error`` (``unknown_network``, ``io``,
    ``malformed_network`` with file, line, key and reason)."""
    return _sanku.network(os.fspath(name))


__all__ = ["Network", "network", "networks"]
