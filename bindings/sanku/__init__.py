"""Three project libraries, their lights, rates and bulletin.

store = sanku.Store("daye.sanku")
store.import_csv("ledger.csv")
print(sanku.bulletin(store, as_of="2024-06-30"))
"""

from sanku._appraisal import Gates, read_resources
from sanku._face import Store, bulletin, import_journal, verify
from sanku._flow import NO_POOL, Flow, Stays
from sanku._networks import Network, network, networks
from sanku._passage import NO_DAY, Conversion, Passage, Rates
from sanku._portfolio import DEFAULT_POLICY, Lights, Portfolio, Rows, metric
from sanku._ranks import Ranking, Scores, rank
from sanku._regions import Regions, read_bonds, read_region_figures, regions
from sanku._sanku import (
    AppraisalRules,
    Block,
    Bulletin,
    Curve,
    Difference,
    Error,
    Frozen,
    FrozenRecord,
    ImportReport,
    Metric,
    Policy,
    Ratio,
    Replay,
    Scoring,
    Verification,
    __version__,
    appraisals,
    measures,
    metrics,
    policies,
    scorings,
)
from sanku._sanku import (
    no_value as NO_VALUE,
)
from sanku._sanku import (
    not_rated as NOT_RATED,
)
from sanku._times import Times, bottlenecks, outlook, times, waiting
from sanku._what_if import WhatIf

__all__ = [
    "DEFAULT_POLICY",
    "NOT_RATED",
    "NO_DAY",
    "NO_POOL",
    "NO_VALUE",
    "AppraisalRules",
    "Block",
    "Bulletin",
    "Conversion",
    "Curve",
    "Difference",
    "Error",
    "Flow",
    "Frozen",
    "FrozenRecord",
    "Gates",
    "ImportReport",
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
    "Rows",
    "Scores",
    "Scoring",
    "Stays",
    "Store",
    "Times",
    "Verification",
    "WhatIf",
    "__version__",
    "appraisals",
    "bottlenecks",
    "bulletin",
    "import_journal",
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
    "read_resources",
    "regions",
    "scorings",
    "times",
    "verify",
    "waiting",
]
