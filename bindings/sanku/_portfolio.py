"""A portfolio of one day and its lights."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sanku import _sanku
from sanku._columns import (
    NO_DAY,
    Categories,
    Codes,
    Column,
    Days,
    Labels,
    Numbers,
    columns_of,
    frame_of,
    pandas_module,
    stream_of,
)
from sanku._sanku import AppraisalRules, Bulletin, IndicatorSystem, Policy, Ratio
from sanku._structure import Pools, concentration, structure

if TYPE_CHECKING:
    import pandas as pd

    from sanku._appraisal import Gates
    from sanku._evaluation import Evaluations, Reports, Scores
    from sanku._flow import Flow
    from sanku._networks import Network
    from sanku._passage import Conversion, Passage
    from sanku._ranks import Ranking, Value
    from sanku._scorecards import Scorecards

Day = dt.date | str

#: The rules that a bulletin is made under unless others are named.
DEFAULT_POLICY = "yinchuan-2025+hubei"

_DAYS = (
    "entered_directory",
    "entered_reserve",
    "entered_implementation",
    "withdrawn",
    "planned_start",
    "started",
    "enrolled",
    "planned_completion",
    "completed",
    "in_production",
    "settled",
    "final_accounts",
    "evaluated",
)
#: Columns in fen, each with the bit of `given` that says whether anybody stated it.
_AMOUNTS = {
    "total_investment": 1,
    "plan": 2,
    "required_payment": 4,
    "completed_this_year": 8,
    "completed_last_year": 0,
    "completed_total": 16,
    "arrived": 32,
    "paid": 64,
}
#: The days and amounts of agreements, which few stores know; the bits are those of `deal_given`.
_DEAL_DAYS = ("negotiated", "contract_signed", "correction_ordered", "corrected")
_DEAL_AMOUNTS = {"agreed_output": 1, "agreed_tax": 2, "output": 4, "tax": 8}
_ENVIRONMENT, _ENVIRONMENT_MET = 16, 32
_TEXTS = ("name", "responsible_unit", "lead_leader", "withdrawal_reason")
_LIGHTS = ("none", "green", "no_data", "yellow", "red")


class Rows(list[dict[str, Any]]):
    """A list of dicts that pandas can have as a table."""

    def to_pandas(self) -> pd.DataFrame:
        """One line an entry, one column a key; a table without columns if there is no entry.
        Columns that hold a ``Ratio`` or ``Fraction`` are floats, NaN for None or no value."""
        frame: pd.DataFrame = pandas_module().DataFrame(list(self))
        for name in frame.columns[[kind.kind == "O" for kind in frame.dtypes]]:
            if any(isinstance(value, Ratio | Fraction) for value in frame[name]):
                frame[name] = [np.nan if value is None else float(value) for value in frame[name]]
        return frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table for readers that ask any object for it, such as
        ``pyarrow.RecordBatchReader.from_stream`` (others take a list for what it is): as
        ``to_pandas``, with null for None and JSON for what is neither text, number, day nor
        moment."""
        return stream_of(columns_of(self), len(self))

    def _repr_html_(self) -> str:
        from sanku._html import rows_table

        return rows_table(self)


def path_of(path: str | os.PathLike[str] | None) -> str | None:
    """The path as text, or None."""
    return None if path is None else os.fspath(path)


def policy_on(
    policy: str | Policy,
    day: Day,
    policies: str | os.PathLike[str] | None = None,
    metrics: Sequence[_sanku.Metric] = (),
) -> Policy:
    """The rules that ``policy`` means on ``day``; see ``Portfolio.lights``."""
    if isinstance(policy, Policy):
        return policy
    return _sanku.policy(policy, day, path_of(policies), list(metrics))


def metric(
    key: str,
    *,
    name: tuple[str, str],
    unit: tuple[str, str],
    higher_is_worse: bool,
) -> Callable[[Callable[[_sanku.Block], npt.NDArray[np.int64]]], _sanku.Metric]:
    """Makes a metric out of a function, to be named by rules and given to ``lights``.

    The function gets a block of projects (``block["paid"]``: a column of them, ``block.day``: the
    as-of day as columns count days) and gives an int64 array of the block's length: the value of
    each project in hundredths of the unit, ``NO_VALUE`` where nobody stated what it needs, or
    ``NOT_RATED`` where it does not speak of a project. Each value must follow from its own row and
    the day alone, since a portfolio comes in blocks of any size.

    key: by which rules name it. name, unit: in Chinese and English. higher_is_worse: the side of
    thresholds. Evaluating raises ``Error`` (``invalid_argument``) for an array of another length or
    dtype, and whatever the function raises. Raises ``Error`` for the key of a metric that ships."""

    def make(function: Callable[[_sanku.Block], npt.NDArray[np.int64]]) -> _sanku.Metric:
        return _sanku.Metric(key, unit[0], unit[1], higher_is_worse, name[0], name[1], function)

    return make


class Lights:
    """The lights of a portfolio under a policy."""

    def __init__(self, inner: _sanku.Lights, portfolio: Portfolio) -> None:
        self._inner = inner
        self.portfolio = portfolio
        self._sums: _sanku.Summary | None = None

    @property
    def policy(self) -> str:
        """Id of the policy, several joined by ``+``."""
        return self._inner.policy

    @property
    def rules(self) -> list[str]:
        """Ids of the rules, in the policy's order."""
        return self._inner.rules

    def rule_names(self, lang: str = "zh") -> dict[str, str]:
        """The name of each rule by its id, in the language ``lang``."""
        return self._inner.rules_policy.rule_names(lang)

    @property
    def overall(self) -> npt.NDArray[np.uint8]:
        """The overall light of each project, shape (projects,), uint8: 0 none, 1 green, 2 no data,
        3 yellow, 4 red. Read-only, shares memory."""
        return self._inner.overall

    def of(self, rule: str) -> npt.NDArray[np.uint8]:
        """The light of each project under one rule; shape and codes as ``overall``."""
        return self._inner.of(rule)

    def counts(self, rule: str | None = None) -> dict[str, int]:
        """Number of projects by light, overall or under one rule."""
        return self._inner.counts(rule)

    @property
    def suspended(self) -> dict[str, int]:
        """Of each rule, the number of projects of its scope that a valid reason takes out of it on
        the day of the state."""
        return self._inner.suspended

    def forecast(self, day: Day | None = None) -> Lights:
        """The lights of the later day ``day`` (None: the first month end after the day of the
        state) if nothing happens until then: nothing is done, reported or stated; days pass,
        reports grow stale, a new year begins without plan and reports, valid reasons begin and end.
        The policy stays. Its ``portfolio`` is the state of that day.

        Raises ``Error`` (``invalid_argument``) for a day before that of the state, and
        ``date_out_of_range`` beyond 2199."""
        later = self._inner.forecast(day)
        return Lights(later, Portfolio(later.portfolio))

    def changes(self, then: Lights) -> Rows:
        """Every light that is another one in ``then``, such as a forecast: dicts with code, rule
        (None: the overall light), from and to, in the order of projects, overall before the rules.

        Raises ``Error`` (``invalid_argument``) unless both are of the same projects and of rules of
        the same ids."""
        return Rows(self._inner.changes(then._inner))

    def explain(self, code: str, lang: str = "zh") -> list[dict[str, Any]]:
        """The evidence of every rule that applies to the project ``code``, a dict a rule.

        rule, name, light; sentence and paragraph (for a letter); value (text) and measured
        (``Fraction`` in the metric's unit, or None); threshold, inputs, clause, gap, source; ways
        (what would change the light, as clauses), and the same in numbers: margins (to, better,
        by), remedies (deed, amount_fen, report, to, by), turn (on, to; if nothing happens) and
        wants_report; demand (who, what, by) and suspended_by (the valid reason in force).

        Raises ``Error`` (``unknown_project``) if it is not in the portfolio."""
        return self._inner.explain(code, lang)

    def bulletin(
        self,
        *,
        previous_year_fen: int | None = None,
        by: str | None = None,
        imports: list[_sanku.ImportRecord] | None = None,
    ) -> Bulletin:
        """The bulletin of these lights. ``previous_year_fen``: last year's investment in fen as the
        office states it; None: what the projects reported. ``by``: level of the regional table
        (``province``, ``city``, ``county``, ``township``); None: the widest at which regions
        differ."""
        return self._inner.bulletin(previous_year_fen, by, imports or [])

    def rank(
        self,
        measure: str,
        by: str = "county",
        *,
        within: str | None = None,
        better: str | None = None,
        min_size: int = 0,
        exclude: Mapping[str, str] | None = None,
        above: Value = None,
        before: Lights | None = None,
    ) -> Ranking:
        """Ranks the regions of one level, or sectors, by a measure (``sanku.measures()`` lists
        them), a dict each with region (its code) or sector (its letter) and name, see ``Ranking``.

        by: ``province``, ``city``, ``county`` or ``township``, or ``sector`` (sections of GB/T
        4754). within: code of the region whose parts, or sectors, are compared; None: all. better:
        ``higher`` or ``lower``; None: as the measure says. min_size: projects that the figure rests
        on, below which there is no rank. exclude: the reason by code (or letter) of those that are
        named to have none. above: the figure to compare with; None: that of all projects within.
        before: lights of an earlier day.

        Raises ``Error`` (``invalid_argument``) for an unknown measure or level, or a region that
        is not one of them."""
        from sanku._ranks import rank_peers

        return rank_peers(self, before, measure, by, within, better, min_size, exclude, above)

    def scores(
        self,
        system: str | os.PathLike[str] | IndicatorSystem | None = None,
        by: str = "county",
        *,
        within: str | None = None,
        exclude: Mapping[str, str] | None = None,
        reported: Reports | None = None,
        before: Lights | None = None,
        reported_before: Reports | None = None,
    ) -> Scores:
        """The composite scores of the regions of one level, or of sectors, and their ranks, see
        ``Scores``.

        system: id of one that ships (``sanku.indicator_systems()``), a ``.toml`` file, or an
        ``IndicatorSystem``, of the kind of what is scored; None: ``regions-default`` or
        ``sectors-default``. reported: the figures that were reported by hand, by id of the
        indicator, by code of the region or letter of the section: a value, or ``Reported`` with who
        and when; ``read_reported`` reads a file of them. reported_before: those of the earlier day.
        Other parameters as in ``rank``.

        Raises ``Error`` (``malformed_indicator_system``, ``invalid_argument``, ``io``)."""
        from sanku._evaluation import score

        return score(self, before, system, by, within, exclude, reported, reported_before)

    def evaluations(
        self,
        by: str = "unit",
        *,
        within: str | None = None,
        above: Value = None,
        above_of: tuple[str, str] | None = None,
        min_size: int = 0,
        exclude: Mapping[str, str] | None = None,
    ) -> Evaluations:
        """How many of the three evaluations that were due are done, by responsible unit, region or
        sector, see ``Evaluations``.

        by: ``unit``, ``sector``, ``province``, ``city``, ``county`` or ``township``. above: the
        rate to compare with, such as the province's own (``Fraction("0.8")``); None: that of all
        together. above_of: whose it is, in Chinese and English; None: 全省, "the province".
        min_size: evaluations due, below which there is no rank. Other parameters as in ``rank``.

        Raises ``Error`` (``invalid_argument``)."""
        from sanku._evaluation import evaluations

        return evaluations(self, by, within, above, above_of, min_size, exclude)

    def summary(self) -> _sanku.Summary:
        """The sums of these projects, which add up with those of others under the same rules on the
        same day, and can be pickled."""
        if self._sums is None:
            self._sums = _sanku.Summary(self._inner)
        return self._sums

    def _table(self) -> dict[str, Column]:
        lights = {"light": self.overall} | {rule: self.of(rule) for rule in self.rules}
        return self.portfolio._labels() | {
            name: Categories(codes, _LIGHTS, is_ordered=True) for name, codes in lights.items()
        }

    def to_pandas(self, *, index: str | None = None) -> pd.DataFrame:
        """One line a project: code, name, region, unit, the overall ``light`` and one column a
        rule; lights as ordered categories. ``index``: a column to be the index, such as
        ``code``."""
        return frame_of(self._table(), len(self), index)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table of ``to_pandas`` for Arrow readers such as polars, DuckDB and pyarrow; lights
        are not copied."""
        return stream_of(self._table(), len(self))

    def _repr_html_(self) -> str:
        from sanku._html import lights_table

        return lights_table(self)

    def __len__(self) -> int:
        return len(self._inner)

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {light}" for light, n in self.counts().items() if n) or "none"
        return f"<lights of {len(self)} projects under {self.policy}: {counts}>"


def _first_days(months: npt.NDArray[np.uint16]) -> npt.NDArray[np.int32]:
    """The first day of each month, which counts from year 0; 0: none."""
    count = int(months.max(initial=0)) + 1
    since_1970 = np.arange(count, dtype=np.int64) - 1970 * 12
    days = since_1970.astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
    days[0] = NO_DAY
    taken: npt.NDArray[np.int32] = days[months]
    return taken


class Portfolio:
    """The state of all projects on a day, as columns in the order of project codes."""

    def __init__(self, inner: _sanku.Portfolio) -> None:
        self._inner = inner

    @property
    def as_of(self) -> dt.date:
        """The day of the state."""
        return self._inner.as_of

    @property
    def known_on(self) -> dt.date | None:
        """The day up to which records count; None: all."""
        return self._inner.known_on

    @property
    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """Every column by name, shape (projects,), read-only, not copied. Days (int32) count from
        1970-01-01, 2147483647 meaning none; amounts (int64) are in fen; texts (uint32) are numbers
        of ``texts``, regions of ``regions``; pools are 0 none (members ``all``), 1 directory, 2
        reserve, 3 implementation, 4 withdrawn. Bits of ``given``: total_investment 1, plan 2,
        required_payment 4, completed_this_year 8, completed_total 16, arrived 32, paid 64; of
        ``deal_given``: agreed_output 1, agreed_tax 2, output 4, tax 8, environment stated 16,
        environment met 32."""
        return {name: self._inner.column(name) for name in self._inner.column_names}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """One column; see ``columns``."""
        return self._inner.column(name)

    @property
    def codes(self) -> list[str]:
        """Project codes as text, by row."""
        return self._inner.codes()

    @property
    def texts(self) -> list[str]:
        """The texts that name, responsible_unit, lead_leader and withdrawal_reason number."""
        return self._inner.texts()

    @property
    def regions(self) -> list[tuple[str, str]]:
        """Code and name of the regions that the column region numbers."""
        return self._inner.regions()

    def row(self, code: str) -> int:
        """The row of the project ``code`` in the columns. Raises ``Error`` (``unknown_project``) if
        it is not in the portfolio."""
        return self._inner.row(code)

    @classmethod
    def from_columns(
        cls,
        columns: Mapping[str, npt.ArrayLike],
        *,
        as_of: Day,
        regions: Sequence[tuple[str, str]] = (),
        reasons: Sequence[Mapping[str, Any]] = (),
        texts: Sequence[str] = (),
    ) -> Portfolio:
        """A portfolio out of columns that you bring, for questions without a journal.

        columns: by name, as in ``columns``, of integers and one length; ``code`` (texts, or
        numbers, ascending) is needed, the others hold what nobody stated where they are left out.
        Mind the bits of ``given``: 1 total_investment, 2 plan, 4 required_payment, 8
        completed_this_year, 16 completed_total, 32 arrived, 64 paid, without which an amount must
        be 0. regions: code and name, in
        the order of codes, that the column ``region`` numbers. reasons: valid reasons in the order
        of rows, with ``row``, ``rule``, ``start``, ``end``, ``by``, ``reason`` and ``document``.
        texts: what the text columns number, from 1 on (0 is the empty text).

        Raises ``Error`` (``invalid_argument``) for a column of another length or kind, an unknown
        name, codes that do not ascend, an amount without its bit of ``given``, or a number outside
        of its dictionary; and for a code or an amount that cannot be (``malformed_project_code``,
        ``money_out_of_range``)."""
        inner = _sanku.Portfolio.from_columns(
            dict(columns), as_of, list(regions), [dict(reason) for reason in reasons], list(texts)
        )
        return cls(inner)

    def reasons(self) -> Rows:
        """Every valid reason that is known on this day: dicts with code, rule, start, end, by,
        reason, document and in_force, which says whether the day of the state lies within it."""
        return Rows(self._inner.reasons())

    def appraisals(self) -> Rows:
        """The latest appraisal (论证) at each gate: dicts with code, gate, round, outcome
        (``pass``, ``warn`` or ``block``), findings, day and document, in the order of codes and
        gates."""
        return Rows(self._inner.appraisals())

    def factors(self) -> Rows:
        """How it stands with the factors (要素保障) of each project: dicts with code, factor, state
        (``pending``, ``granted`` or ``refused``), day (from which it holds) and document, in the
        order of codes and factors."""
        return Rows(self._inner.factors())

    def figures(self) -> Rows:
        """The figures reported by hand (填报指标): dicts with code, indicator, value (``Fraction``,
        in the indicator's unit), day (from which it holds) and document, in the order of codes and
        indicators."""
        return Rows(self._inner.figures())

    def lights(
        self,
        policy: str | Policy = DEFAULT_POLICY,
        *,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
        metrics: Sequence[_sanku.Metric] = (),
    ) -> Lights:
        """The lights under ``policy``: the id of an edition (``yinchuan-2025``), which is taken
        whatever the day, or a family (``yinchuan``), of which the edition in force counts; several
        joined by ``+``; the path of a ``.toml`` file; or a ``Policy``.

        rules_of: the day whose rules a family means; None: the day of the state. Another day asks
        what this day would have shown under that day's rules. policies: a ``.toml`` file, or a
        folder of them, with packs beside those that ship. metrics: metrics of your own (see
        ``metric``) that rules of those files name.

        Raises ``Error`` (``unknown_policy``, ``policy_not_in_force``, ``malformed_policy``,
        ``io``)."""
        day = rules_of if rules_of is not None else self.as_of
        return Lights(self._inner._lights(policy_on(policy, day, policies, metrics)), self)

    def unreported(
        self,
        policy: str | Policy = DEFAULT_POLICY,
        *,
        all_units: bool = False,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
    ) -> Rows:
        """Who has not reported, by responsible unit, most stale projects first: dicts with unit
        (empty: those whose unit nobody stated), expected (projects of the implementation library
        that are not completed), stale (of them, those whose latest report is older than the
        policy's ``stale_after_months``), never (of those, without any report), oldest (the earliest
        latest month, such as ``2024-03``, or None) and projects: a list of the stale ones, dicts
        with code, name, latest (month or None) and months (since then, or None).

        all_units: also units of which no project is stale. Other parameters as in ``lights``."""
        day = rules_of if rules_of is not None else self.as_of
        return Rows(_sanku.unreported(self._inner, policy_on(policy, day, policies), all_units))

    def scorecards(
        self,
        system: str | os.PathLike[str] | IndicatorSystem = "fiscal-self-evaluation",
        codes: Sequence[str] | None = None,
        *,
        policy: str | Policy = DEFAULT_POLICY,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
    ) -> Scorecards:
        """The scores of projects by an indicator system: the id of one that ships, a ``.toml`` file
        or an ``IndicatorSystem`` of projects. codes: of the projects, in this order; None: all. The
        score of a project does not depend on it: an indicator that ranks does so among all of the
        portfolio. policy and so on, as in ``lights``: how metrics are measured.

        Raises ``Error`` (``unknown_project``, ``malformed_indicator_system``, ``io``, and
        ``invalid_argument`` for a system that is not of projects)."""
        from sanku._scorecards import Scorecards

        day = rules_of if rules_of is not None else self.as_of
        return Scorecards(self, system, codes, policy_on(policy, day, policies))

    def evaluation_calendar(
        self,
        policy: str | Policy = DEFAULT_POLICY,
        *,
        within: str | None = None,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
    ) -> Rows:
        """The projects whose evaluation (三评) falls due by the policy's rule, so many months after
        completion or with the final accounts, earliest first: dicts with code, name, unit, region
        (its code), due (day), state (``done``, ``due`` or ``upcoming``), done (the day of the
        latest evaluation, None unless all that the rule asks for are done) and days_overdue (from
        the due day to that of the state, 0 unless ``due``). within: only those in the region of
        this code. How many are due and done of each unit or region: ``Lights.evaluations``. Other
        parameters as in ``lights``."""
        day = rules_of if rules_of is not None else self.as_of
        rules = policy_on(policy, day, policies)
        return Rows(_sanku.evaluation_calendar(self._inner, rules, within))

    def passage(self, source: str, target: str) -> Passage:
        """The way of the projects between two of ``directory``, ``reserve`` and
        ``implementation``; its rows are those of the portfolio. Raises ``Error``
        (``invalid_argument``) unless ``target`` comes after ``source``."""
        from sanku._passage import Passage

        return Passage(_sanku.passage(self._inner, source, target), f"{source} → {target}")

    def conversion(
        self,
        source: str,
        target: str,
        definition: str = "stock",
        first: Day | None = None,
        last: Day | None = None,
        *,
        within_months: int | None = None,
    ) -> Conversion:
        """The rate of the passage from ``source`` to ``target``; see ``Passage.conversion``."""
        return self.passage(source, target).conversion(
            definition, first, last, within_months=within_months
        )

    def flow(self, network: str | os.PathLike[str] | Network = "three-libraries") -> Flow:
        """Who was in which pool of a network from when to when: of one that ships, of a ``.toml``
        file, or of a ``Network``. Raises ``Error`` (``unknown_network``, ``malformed_network``;
        ``unknown_pool`` if the journal has entries into a pool that the network does not have)."""
        from sanku._flow import Flow, network_named

        return Flow(_sanku.Flow(self._inner, network_named(network)))

    def multiples(self, previous_year_fen: int | None = None, *, lang: str = "zh") -> Rows:
        """What each of the three libraries holds against the previous year's investment, in fen as
        the office states it (None: what all projects completed last year by their reports): dicts
        with library, label (in ``lang``), projects, investment_fen, multiple (``Ratio``),
        previous_year_fen and previous_year_stated, which says which of the two it was.

        Raises ``Error`` (``invalid_argument``) for a previous year below 0."""
        return Rows(_sanku.multiples(self._inner, previous_year_fen, lang))

    def appraise(
        self,
        codes: str | Sequence[str] | None = None,
        *,
        to: str,
        rules: str | os.PathLike[str] | AppraisalRules = "gates-default",
        resources_fen: Mapping[int, int] | None = None,
        previous_year_fen: int | None = None,
        lang: str = "zh",
    ) -> Gates:
        """What appraisal gates (前期论证) say of a move into the library ``to`` (``directory``,
        ``reserve`` or ``implementation``) of the projects of these ``codes``, each by itself; None:
        of all projects of the library before it. One dict a project and gate, see ``Gates``.

        rules: an id that ships, a ``.toml`` file (docs/appraisal.md) or ``AppraisalRules``.
        resources_fen: the money that is available by year (None: as the rules state).
        previous_year_fen: last year's investment as the office states it (None: what all projects
        completed last year by their reports).

        Raises ``Error`` (``malformed_appraisal``, ``policy_not_in_force``, ``unknown_project``;
        ``invalid_argument`` for another library or an amount below 0)."""
        from sanku._appraisal import appraise

        return appraise(self, codes, to, rules, resources_fen, previous_year_fen, lang)

    def structure(
        self,
        by: str = "sector",
        pool: Pools = None,
        *,
        bounds_fen: Sequence[int] | None = None,
        lang: str = "zh",
    ) -> Rows:
        """Projects and their total investment by ``sector``, ``funding``, ``size``, ``pool``,
        ``unit``, ``province``, ``city``, ``county``, ``township`` or ``region`` (as the ledger
        states it): dicts with key, label (in ``lang``), projects, investment_fen, share_by_count
        and share_by_investment (``Ratio``, whose numerators add up to the denominator). Parts
        without a project are left out.

        pool: ``directory``, ``reserve``, ``implementation``, ``withdrawn`` or ``none``, several of
        them, or ``all``; None: the three libraries. bounds_fen: of size classes, ascending, each in
        the class above it; None: 50 m, 100 m, 500 m, 1 bn, 5 bn and 10 bn yuan. Projects of which
        nobody stated the investment are a size class of their own, the last.

        Raises ``Error`` (``invalid_argument``)."""
        return Rows(structure(self._inner, by, pool, bounds_fen, lang))

    def concentration(
        self, of: str = "project", pool: Pools = None, *, largest: Sequence[int] = (1, 3, 5, 10)
    ) -> dict[str, Any]:
        """How total investment is spread over members, which are each ``project``, or whatever
        ``structure`` goes by: ``unit``, ``sector``, ``county`` and so on. A dict with of, members
        (those that hold something), investment_fen (theirs), largest (of each number n the share of
        the n largest, ``Ratio``), herfindahl (``Fraction`` from 1 ÷ members to 1), equivalent (1 ÷
        herfindahl: of how many equal members), both None without a member; left_out_projects and
        left_out_fen: projects of which nobody stated what they are members by (of ``project``: the
        investment). pool: as in ``structure``.

        Raises ``Error`` (``invalid_argument``)."""
        return concentration(self._inner, of, pool, largest)

    def project_types(self, last_year: Portfolio | None = None, *, lang: str = "zh") -> Rows:
        """The projects of all pools by what they are in this day's year, each in one kind: dicts
        with type (``withdrawn``, ``completed``, ``finished``, ``new``, ``continuing``, ``reserve``,
        ``preparatory``, ``no_data``), label (in ``lang``), projects, started, investment_fen,
        plan_fen and completed_fen (of this year), start_rate and plan_rate (``Ratio``).

        last_year: the portfolio of the same day of the year before. Each sum then also comes with
        ``_last_year``, ``_difference`` and ``_growth`` behind its name, such as
        ``plan_fen_growth`` (``Ratio``; no value where there was nothing).

        Raises ``Error`` (``invalid_argument``) if ``last_year`` is of another day."""
        then = None if last_year is None else last_year._inner
        return Rows(_sanku.project_types(self._inner, then, lang))

    def _labels(self) -> dict[str, Column]:
        texts = self.texts
        names = [name or code for code, name in self.regions] or [""]
        return {
            "code": Codes(self._inner),
            "name": Labels(self["name"], texts),
            "region": Labels(self["region"], names),
            "responsible_unit": Labels(self["responsible_unit"], texts),
        }

    def _sectors(self) -> Categories:
        """Sectors by their place among those that occur, in the order of codes."""
        occurs = np.bincount(self["sector"]) > 0
        places = (np.cumsum(occurs) - 1).astype(np.int32)
        names = [_sanku.sector_name(int(value)) for value in np.flatnonzero(occurs)]
        return Categories(places[self["sector"]] if len(self) else places, names)

    def _days(self, name: str) -> Days:
        return Days(self[name], lambda: self._inner._seconds(name))

    def _table(self) -> dict[str, Column]:
        texts = self.texts
        table = self._labels() | {
            "lead_leader": Labels(self["lead_leader"], texts),
            "pool": Categories(self["pool"], _sanku.pool_names()),
            "sector": self._sectors(),
            "funding": Categories(self["funding"], _sanku.funding_names()),
        }
        has_deals = self._inner.has_deals
        for name in _DAYS + _DEAL_DAYS if has_deals else _DAYS:
            table[name] = self._days(name)
        table["last_report"] = Days(_first_days(self["last_report"]))
        given = self["given"]
        for name, bit in _AMOUNTS.items():
            missing = (given & bit) == 0 if bit else np.zeros(len(self), dtype=bool)
            table[f"{name}_fen"] = Numbers(self[name], missing)
        if has_deals:
            given = self["deal_given"]
            for name, bit in _DEAL_AMOUNTS.items():
                table[f"{name}_fen"] = Numbers(self[name], (given & bit) == 0)
            met = (given & _ENVIRONMENT_MET) != 0
            table["environment_met"] = Numbers(met, (given & _ENVIRONMENT) == 0)
        score = self["score"]
        table["score"] = Numbers(np.where(score == 0xFFFF, np.nan, score / 100))
        table["withdrawal_reason"] = Labels(self["withdrawal_reason"], texts)
        return table

    def to_pandas(self, *, index: str | None = None) -> pd.DataFrame:
        """One line a project: labels, pool, sector and funding as categories, days as
        ``datetime64[s]`` (none: ``NaT``), amounts in whole fen as ``Int64`` columns that end in
        ``_fen`` (not stated: ``<NA>``), the score in points. Columns of agreements, with
        ``environment_met`` as ``boolean``, are there if any project states something of them.
        ``index``: a column to be the index, such as ``code``."""
        return frame_of(self._table(), len(self), index)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table of ``to_pandas`` for Arrow readers such as polars, DuckDB and pyarrow, as one
        batch; columns of amounts and days share the portfolio's memory."""
        return stream_of(self._table(), len(self))

    def _repr_html_(self) -> str:
        from sanku._html import portfolio_table

        return portfolio_table(self)

    def __len__(self) -> int:
        return len(self._inner)

    def __repr__(self) -> str:
        return f"<portfolio of {len(self)} projects as of {self.as_of}>"
