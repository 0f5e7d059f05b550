"""Three project libraries, their lights, rates and bulletin.

store = sanku.Store("daye.sanku")
store.import_csv("ledger.csv")
print(sanku.bulletin(store, as_of="2024-06-30"))
"""

from sanku._evaluation import Evaluations, Reported, Scores, grade, read_reported
from sanku._face import Store, bulletin, import_journal, verify
from sanku._flow import NO_POOL, Flow, Stays
from sanku._networks import Network, network, networks
from sanku._passage import NO_DAY, Conversion, Passage, Rates
from sanku._portfolio import DEFAULT_POLICY, Lights, Portfolio, Rows, metric
from sanku._ranks import Ranking, rank
from sanku._regions import Regions, read_bonds, read_region_figures, regions
from sanku._sanku import (
    Block,
    Bulletin,
    Curve,
    Difference,
    Error,
    Frozen,
    FrozenRecord,
    ImportReport,
    IndicatorSystem,
    Metric,
    Policy,
    Ratio,
    Replay,
    Verification,
    __version__,
    indicator_systems,
    measures,
    metrics,
    policies,
)
from sanku._sanku import (
    no_value as NO_VALUE,
)
from sanku._sanku import (
    not_rated as NOT_RATED,
)
from sanku._scorecards import Scorecards
from sanku._times import Times, bottlenecks, outlook, times, waiting
from sanku._what_if import WhatIf

__all__ = [
    "DEFAULT_POLICY",
    "NOT_RATED",
    "NO_DAY",
    "NO_POOL",
    "NO_VALUE",
    "Block",
    "Bulletin",
    "Conversion",
    "Curve",
    "Difference",
    "Error",
    "Evaluations",
    "Flow",
    "Frozen",
    "FrozenRecord",
    "ImportReport",
    "IndicatorSystem",
    "Lights",
    "Metric",
    "Network",
    "Passage",
    "Policy",
    "Portfolio",
    "Ranking",
    "Rates",
    "Ratio",
    "Regions",
    "Replay",
    "Reported",
    "Rows",
    "Scorecards",
    "Scores",
    "Stays",
    "Store",
    "Times",
    "Verification",
    "WhatIf",
    "__version__",
    "bottlenecks",
    "bulletin",
    "grade",
    "import_journal",
    "indicator_systems",
    "measures",
    "metric",
    "metrics",
    "network",
    "networks",
    "outlook",
    "policies",
    "rank",
    "read_bonds",
    "read_region_figures",
    "read_reported",
    "regions",
    "times",
    "verify",
    "waiting",
]
