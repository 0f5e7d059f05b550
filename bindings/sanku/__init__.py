"""Three project libraries, their lights, rates and bulletin.

store = sanku.Store("daye.sanku")
store.import_csv("ledger.csv")
print(sanku.bulletin(store, as_of="2024-06-30"))
"""

from sanku._appraisal import Gates, read_resources
from sanku._columns import NO_DAY
from sanku._evaluation import Evaluations, Reported, Scores, grade, read_reported
from sanku._face import Store, bulletin, import_journal, verify
from sanku._flow import NO_POOL, Flow, Stays
from sanku._networks import Network, network, networks
from sanku._page import Page, page
from sanku._passage import Conversion, Passage, Rates
from sanku._portfolio import DEFAULT_POLICY, Lights, Portfolio, Rows, metric
from sanku._ranks import Ranking, rank
from sanku._regions import Regions, read_bonds, read_region_figures, regions
from sanku._returns import (
    SOCIAL_DISCOUNT_RATE,
    InternalRates,
    benefit_cost,
    discounted_payback,
    earned_value,
    irr,
    mirr,
    nfv,
    npv,
    npv_rate,
    payback,
    read_earned,
    read_flows,
    xirr,
    xnpv,
)
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
    IndicatorSystem,
    Metric,
    Policy,
    Ratio,
    Replay,
    Summary,
    Verification,
    __version__,
    appraisals,
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
from sanku._selection import Selection, read_candidates, read_limits, select
from sanku._targets import Attained, Plan, break_down, check_breakdown, read_attained, starts
from sanku._times import Times, bottlenecks, outlook, times, waiting
from sanku._what_if import WhatIf
from sanku._workbook import Workbook, workbook
from sanku.simulation import simulate

__all__ = [
    "DEFAULT_POLICY",
    "NOT_RATED",
    "NO_DAY",
    "NO_POOL",
    "NO_VALUE",
    "SOCIAL_DISCOUNT_RATE",
    "AppraisalRules",
    "Attained",
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
    "Gates",
    "ImportReport",
    "IndicatorSystem",
    "InternalRates",
    "Lights",
    "Metric",
    "Network",
    "Page",
    "Passage",
    "Plan",
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
    "Selection",
    "Stays",
    "Store",
    "Summary",
    "Times",
    "Verification",
    "WhatIf",
    "Workbook",
    "__version__",
    "appraisals",
    "benefit_cost",
    "bottlenecks",
    "break_down",
    "bulletin",
    "check_breakdown",
    "discounted_payback",
    "earned_value",
    "grade",
    "import_journal",
    "indicator_systems",
    "irr",
    "measures",
    "metric",
    "metrics",
    "mirr",
    "network",
    "networks",
    "nfv",
    "npv",
    "npv_rate",
    "outlook",
    "page",
    "payback",
    "policies",
    "rank",
    "read_attained",
    "read_bonds",
    "read_candidates",
    "read_earned",
    "read_flows",
    "read_limits",
    "read_region_figures",
    "read_reported",
    "read_resources",
    "regions",
    "select",
    "simulate",
    "starts",
    "times",
    "verify",
    "waiting",
    "workbook",
    "xirr",
    "xnpv",
]
