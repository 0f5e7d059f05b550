"""Three project libraries, their lights, rates and bulletin.

store = sanku.Store("daye.sanku")
store.import_csv("ledger.csv")
print(sanku.bulletin(store, as_of="2024-06-30"))
"""

from sanku._face import (
    DEFAULT_POLICY,
    Conversion,
    Lights,
    Portfolio,
    Store,
    bulletin,
)
from sanku._sanku import (
    Bulletin,
    Difference,
    Error,
    Frozen,
    FrozenRecord,
    ImportReport,
    Ratio,
    Replay,
    __version__,
    policies,
)

__all__ = [
    "DEFAULT_POLICY",
    "Bulletin",
    "Conversion",
    "Difference",
    "Error",
    "Frozen",
    "FrozenRecord",
    "ImportReport",
    "Lights",
    "Portfolio",
    "Ratio",
    "Replay",
    "Store",
    "__version__",
    "bulletin",
    "policies",
]
