"""What Python adds to the extension: a store with sensible defaults."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sanku import _sanku
from sanku._portfolio import DEFAULT_POLICY, Day, Portfolio, Rows, path_of, policy_on
from sanku._sanku import (
    Bulletin,
    Difference,
    Frozen,
    FrozenRecord,
    ImportReport,
    IndicatorSystem,
    Policy,
    Ratio,
    Replay,
    Verification,
)
from sanku._what_if import WhatIf, end_of_month, hundredths


def _moment(recorded_at: dt.datetime | str | None) -> dt.datetime:
    now = dt.datetime.now(dt.UTC)
    moment = _sanku.instant(recorded_at if recorded_at is not None else now)
    if moment > now:
        raise ValueError(f"recorded_at lies in the future: {moment.isoformat()}")
    return moment


class Store:
    """A journal of events in one SQLite file; to be used by one thread at a time."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        networks: Sequence[str | os.PathLike[str]] = (),
        hash: Literal["sha256", "sm3"] = "sha256",
    ) -> None:
        """Opens the journal at ``path``, or makes an empty one; ``:memory:`` for one without a
        file. ``hash``: what chains the events of a new one, SHA-256 or SM3 (GB/T 32905).
        ``networks``: TOML files of an office's own networks of pools (docs/networks.md),
        which new moves are held to beside those that ship; one of the same id takes its place.
        Raises ``Error`` (``not_a_journal``, ``newer_schema``, ``io``, ``malformed_network``)."""
        self._inner = _sanku.Store(os.fspath(path), [os.fspath(file) for file in networks], hash)
        self._path = os.fspath(path)

    @property
    def path(self) -> str:
        """Where the journal lies, as it was opened."""
        return self._path

    def import_csv(
        self,
        path: str | os.PathLike[str],
        *,
        recorded_at: dt.datetime | str | None = None,
        by: str = "",
        source: str = "",
        unit: str | None = None,
        plan_year: int | None = None,
        effective_on: Day | None = None,
        region: str | None = None,
        rejects: str | os.PathLike[str] = "",
        progress: Callable[[int, int, int], None] | None = None,
    ) -> ImportReport:
        """Imports a ledger or a progress file and reports what was accepted and what was not.

        recorded_at: when this became known, with a time zone; None: now. unit: 分, 元, 万元 or 亿元
        for amount columns that name none. plan_year: of plans whose heading names no year.
        effective_on: day on which changed attributes and plans take effect; None: the day of
        recording. region: county of rows without one. rejects: file for rejected rows. progress:
        called with bytes done, bytes in all and rows.

        Raises ``Error`` for a file that is no ledger, and ``ValueError`` if ``recorded_at`` lies
        in the future: nothing could be recorded before it any more."""
        return self._inner._import_csv(
            os.fspath(path),
            _moment(recorded_at),
            by,
            source,
            unit,
            plan_year,
            effective_on,
            region,
            os.fspath(rejects),
            progress,
        )

    def import_excel(
        self,
        path: str | os.PathLike[str],
        *,
        sheet: str | int | None = None,
        recorded_at: dt.datetime | str | None = None,
        by: str = "",
        source: str = "",
        unit: str | None = None,
        plan_year: int | None = None,
        effective_on: Day | None = None,
        region: str | None = None,
        rejects: str | os.PathLike[str] = "",
        progress: Callable[[int, int, int], None] | None = None,
    ) -> ImportReport:
        """Imports a sheet of an .xlsx file by the rules of CSV files, and reports its cells by
        their names, such as C12. Needs openpyxl.

        sheet: its name, or its number from 1; None: the only one that is not hidden, or the only
        one of several with the heading of a ledger. progress: called with bytes done and in all
        (the sheet is gone through twice) and rows imported. Other parameters as in ``import_csv``.

        Raises ``Error`` for a file that is no workbook, is encrypted, damaged or beyond the limits
        of docs/ledger.md, and for a sheet that is missing (``unknown_sheet``), no ledger, or not
        the only one (``several_ledgers``)."""
        from sanku._excel import import_excel
        from sanku._rows_in import ImportOptions

        moment = _moment(recorded_at)
        options = ImportOptions(moment, by, source, unit, plan_year, effective_on, region, rejects)
        return import_excel(self._inner, path, sheet, options, progress)

    def append(
        self,
        table: Any,
        *,
        source: str = "DataFrame",
        recorded_at: dt.datetime | str | None = None,
        by: str = "",
        unit: str | None = None,
        plan_year: int | None = None,
        effective_on: Day | None = None,
        region: str | None = None,
        rejects: str | os.PathLike[str] = "",
        progress: Callable[[int, int, int], None] | None = None,
    ) -> ImportReport:
        """Imports a table whose columns are headed as those of a ledger or progress file, in
        Chinese or by their English keys, by the rules of CSV files. The report names rows by the
        table's index, such as ``[17]``.

        table: a pandas DataFrame (an index with a name is a column), a list of dicts, or what has
        ``to_pandas()``, such as tables of polars and pyarrow. NaN, NaT, NA and None say nothing;
        floats count by their shortest digits, whole numbers, ``Decimal`` and ``Fraction`` exactly;
        columns that end in ``_fen`` are in fen. source: its name in the journal and in messages.
        Other parameters as in ``import_csv``.

        Raises ``Error`` for a table that is no ledger, and ``TypeError`` for what is no table."""
        from sanku._append import append
        from sanku._rows_in import ImportOptions

        moment = _moment(recorded_at)
        options = ImportOptions(moment, by, source, unit, plan_year, effective_on, region, rejects)
        return append(self._inner, table, options, progress)

    def at(
        self,
        as_of: Day,
        known_on: Day | None = None,
        *,
        members: Literal["libraries", "all"] = "libraries",
    ) -> Portfolio:
        """The state on the day ``as_of`` of all projects that had entered a library by then, from
        what was recorded up to the end of the day ``known_on`` (None: everything). Members
        ``"all"`` adds those of which anything else is stated by then, such as projects that are
        negotiated or in another network; their pool is ``none``."""
        return Portfolio(self._inner.at(as_of, known_on, members))

    def imports(self, known_on: Day | None = None) -> list[_sanku.ImportRecord]:
        """The latest import of each source."""
        return self._inner.imports(known_on)

    def freeze(
        self,
        *,
        as_of: Day,
        known_on: Day | None = None,
        policy: str = DEFAULT_POLICY,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
        previous_year_fen: int | None = None,
        by: str | None = None,
        lang: str = "zh",
        title: str = "",
        recorded_at: dt.datetime | str | None = None,
        who: str = "",
    ) -> Frozen:
        """Makes the bulletin as ``sanku.bulletin`` does and stores its inputs and the hash of its
        JSON in the language ``lang``, so that ``replay`` makes the same one whatever is recorded
        later. ``who`` froze it, at ``recorded_at`` (None: now)."""
        return _sanku.freeze(
            self._inner,
            as_of,
            known_on,
            policy,
            rules_of,
            path_of(policies),
            previous_year_fen,
            by,
            lang,
            title,
            _moment(recorded_at),
            who,
        )

    @property
    def frozen(self) -> list[FrozenRecord]:
        """The frozen bulletins, in the order of freezing."""
        return _sanku.frozen(self._inner)

    def replay(self, number: int, anchor: str | None = None) -> Replay:
        """Makes the frozen bulletin ``number`` again and says whether it is the same to the byte,
        and whether the journal still holds what it was made from: by the ``anchor`` that was kept
        apart, if one is given. Raises ``Error`` (``unknown_bulletin``)."""
        return _sanku.replay(self._inner, number, anchor)

    def diff(
        self,
        before: int | Day,
        after: int | Day | None = None,
        *,
        known_on: Day | None = None,
        after_known_on: Day | None = None,
        policy: str = DEFAULT_POLICY,
        after_policy: str | None = None,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
    ) -> Difference:
        """What differs between two bulletins. Each is the number of a frozen one, as it was
        published, or a day, as known on ``known_on`` and ``after_known_on`` (None: now) under
        ``policy``. Without ``after``: the first one's day and rules as known now. ``after_policy``:
        other rules for the second, to ask what they would say."""
        packs = path_of(policies)

        def side(what: int | Day, name: str, known: Day | None) -> _sanku.Side:
            if isinstance(what, int):
                return _sanku.published(self._inner, what)
            return _sanku.Side(what, name, rules_of, packs, known)

        first = side(before, policy, known_on)
        if after is None and after_policy is None:
            second = first.known_later(after_known_on)
        else:
            day = first.as_of if after is None else after
            second = side(day, after_policy or policy, after_known_on)
        return _sanku.diff(self._inner, first, second)

    def history(self, code: str, lang: str = "zh") -> list[dict[str, Any]]:
        """Every event of the project ``code`` in the order of recording: dicts with sequence,
        recorded, by, source, kind, effective, fact and value in words, and the sequence of the
        event that it supersedes, or None."""
        return _sanku.history(self._inner, code, lang)

    def retract(
        self,
        sequence: int,
        reason: str,
        *,
        recorded_at: dt.datetime | str | None = None,
        by: str = "",
    ) -> int:
        """Takes the event ``sequence`` (see ``history``) back because of ``reason``: nothing is
        stated of its fact any more, and both stay in the journal. Returns the sequence of the event
        that says so. Raises ``Error`` (``unknown_event``, ``not_in_force``, ``missing_reason``)."""
        return _sanku.retract(self._inner, sequence, reason, _moment(recorded_at), by)

    def grant_reason(
        self,
        code: str,
        rule: str,
        *,
        start: Day,
        end: Day,
        by: str,
        reason: str,
        document: str = "",
        recorded_at: dt.datetime | str | None = None,
        effective_on: Day | None = None,
    ) -> int:
        """Records a valid reason (正当理由): from the day ``start`` to the day ``end``, both
        included, ``rule`` does not apply to the project ``code``. ``by`` granted it, in the
        ``document`` of that number (文号). It is known in the states of the day ``effective_on``
        (None: ``start``) and later ones. Returns the sequence of the event, which ``retract`` takes
        back. To end it on another day, say so with a later ``effective_on``, or take it back first.

        Raises ``Error`` (``unknown_project``, ``ends_before_start``, ``fact_restated`` if the same
        rule was suspended from the same day on otherwise)."""
        return _sanku.grant_reason(
            self._inner,
            code,
            rule,
            start,
            end,
            by,
            reason,
            document,
            _moment(recorded_at),
            effective_on,
        )

    def move(
        self,
        code: str,
        network: str,
        pool: str,
        *,
        day: Day,
        by: str = "",
        reason: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records that the project ``code`` entered ``pool`` of ``network`` on ``day``, both by
        their ids; ``reason`` is that of a return (退回). Entries into one pool are counted by
        themselves; the first into a library of ``three-libraries`` is recorded as what a ledger
        states. The same entry of the same day is recorded once. Returns the sequence of the event,
        which ``retract`` takes back.

        Raises ``Error`` (``forbidden_move`` with all that is missing, ``unknown_network``,
        ``unknown_pool``, ``fact_restated``)."""
        return _sanku.move(self._inner, code, network, pool, day, reason, _moment(recorded_at), by)

    def leave(
        self,
        code: str,
        network: str,
        *,
        day: Day,
        by: str = "",
        reason: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records that the project ``code`` left ``network`` on ``day``; to leave
        ``three-libraries`` for the first time is its withdrawal (退库). Otherwise as ``move``;
        raises also ``unknown_project``."""
        return _sanku.leave(self._inner, code, network, day, reason, _moment(recorded_at), by)

    def approve(
        self,
        code: str,
        what: str,
        *,
        day: Day,
        document: str = "",
        by: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records an approval (批复): ``what``, such as 可行性研究报告批复, was given to the
        project ``code`` on ``day`` by the ``document`` of that number (文号). Moves that need it
        find it from that day on. Returns the sequence of the event."""
        return _sanku.approve(self._inner, code, what, day, document, _moment(recorded_at), by)

    def appraise(
        self,
        code: str,
        gate: str,
        outcome: Literal["pass", "warn", "block"],
        *,
        day: Day,
        findings: str = "",
        document: str = "",
        round: int | None = None,
        by: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records what an appraisal (论证) of the project ``code`` at ``gate``, such as
        ``fiscal``, said on ``day``. Rounds are counted from 1; ``round`` None: the next one, or
        that of the same day. The latest by a day holds on it, and earlier ones stay on record.
        Returns the sequence of the event."""
        return _sanku.appraise(
            self._inner,
            code,
            gate,
            outcome,
            day,
            findings,
            document,
            round,
            _moment(recorded_at),
            by,
        )

    def state_factor(
        self,
        code: str,
        factor: str,
        state: Literal["pending", "granted", "refused"],
        *,
        day: Day,
        document: str = "",
        by: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records how it stands from ``day`` on with a factor (要素保障) of the project ``code``:
        ``siting``, ``land``, ``energy``, ``environment`` or any other key of at most 64 bytes;
        ``document``: its number (文号). Said again of the same day, it corrects what was said; both
        stay on record. Returns the sequence of the event, which ``retract`` takes back.

        Raises ``Error`` (``unknown_project``, ``invalid_argument``)."""
        return _sanku.state_factor(
            self._inner, code, factor, state, day, document, _moment(recorded_at), by
        )

    def report_figure(
        self,
        code: str,
        indicator: str,
        value: Fraction | Decimal | int | Ratio,
        *,
        day: Day,
        document: str = "",
        by: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records a figure that is reported by hand (填报指标) of the project ``code``: under
        ``indicator``, a key such as ``satisfaction``, ``value`` in the indicator's unit holds from
        ``day`` on, until that of a later day. Otherwise as ``state_factor``.

        Raises ``Error`` (also ``overflow`` for more digits than 64 bits hold) and ``TypeError``
        for a float, of which nobody knows what it was rounded from."""
        if isinstance(value, float):
            raise TypeError(f"an int, Fraction, Decimal or Ratio, not {value!r}: figures are exact")
        exact = value if isinstance(value, Ratio) else Fraction(value)
        if max(abs(exact.numerator), exact.denominator) >= 2**63:
            _sanku.refuse("overflow", "", 0, indicator, str(value), "at most 64 bits")
        return _sanku.report_figure(
            self._inner,
            code,
            indicator,
            exact.numerator,
            exact.denominator,
            day,
            document,
            _moment(recorded_at),
            by,
        )

    def record_evaluation(
        self,
        code: str,
        score: float | str | None,
        *,
        day: Day,
        which: Literal["project", "sector", "region"] = "project",
        system: str = "",
        document: str = "",
        by: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records one of the three evaluations (三评) of the project ``code``, done on ``day``:
        ``score`` in points, 0 to 100 with at most two decimals (None: not stated), by the
        indicators ``system``, their id and version such as ``fiscal-self-evaluation 2020``;
        ``document``: its number (文号). One that is done again supersedes the one before; both
        stay on record, and ``at(…, known_on=…)`` shows either. Returns the sequence of the event.

        Raises ``Error`` (``unknown_project``, ``malformed_score``, ``invalid_argument``)."""
        return _sanku.record_evaluation(
            self._inner,
            code,
            which,
            None if score is None else hundredths(score, "score"),
            day,
            system,
            document,
            _moment(recorded_at),
            by,
        )

    def evaluations(self, code: str, lang: str = "zh") -> Rows:
        """Every evaluation (三评) that was recorded of the project ``code``, with its versions, in
        the order of recording: dicts as of ``history`` with also superseded_by (sequence or None),
        holds (whether it is what is known now), which (``project``, ``sector`` or ``region``),
        score (``Fraction`` or None), grade and grade_zh (of the score as recorded), system,
        document, and taken_back_because (the reason, of an entry that takes one back)."""
        return Rows(_sanku.evaluation_versions(self._inner, code, lang))

    def explain_score(
        self,
        code: str,
        system: str | os.PathLike[str] | IndicatorSystem = "fiscal-self-evaluation",
        *,
        as_of: Day,
        known_on: Day | None = None,
        policy: str | Policy = DEFAULT_POLICY,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
        lang: str = "zh",
    ) -> Rows:
        """The score of the project ``code`` on the day ``as_of`` down to the events it comes from:
        the lines of its scorecard (see ``Scorecards.of``), each with events: those that state the
        figure of the indicator, in the order of recording, as dicts of ``history`` with also
        superseded_by (sequence; None: it holds) and columns (of the portfolio, which it states).
        The events that hold give the same figure by themselves. Others as in
        ``Portfolio.scorecards`` and ``at``."""
        cards = self.at(as_of, known_on).scorecards(
            system, [code], policy=policy, rules_of=rules_of, policies=policies
        )
        return cards.explain(self, code, lang)

    def light_series(
        self,
        first: Day,
        months: int,
        *,
        known_on: Day | None = None,
        policy: str = DEFAULT_POLICY,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Counts of lights at the end of ``months`` months from that of ``first`` on: dicts with
        as_of, policy, lights and rules. Families are those in force at each month's end, or on
        ``rules_of``."""
        return _sanku.light_series(
            self._inner, first, months, known_on, policy, rules_of, path_of(policies)
        )

    def series(
        self,
        first: Day,
        months: int,
        *,
        known_on: Day | None = None,
        policy: str = DEFAULT_POLICY,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Figures of each month end, as ``light_series``: projects and investment (fen) of each
        library, last year's investment (fen), rates of conversion, of the two accounts, the
        evaluations and reporting as ``Ratio``, and the number of projects by overall light."""
        return _sanku.series(
            self._inner, first, months, known_on, policy, rules_of, path_of(policies)
        )

    def earned_value(self, code: str, as_of: Day, *, known_on: Day | None = None) -> Rows | None:
        """Earned value of a project by month, as ``sanku.earned_value``: planned is the total
        investment in equal parts a day from the planned start to the planned completion, as they
        stand on ``as_of``; earned what was completed in total; actual what was paid, summed over
        the years, None where that sum would be too small (docs/returns.md). None without a planned
        start, a planned completion or a total investment, or in no library on that day. Raises
        ``Error`` (``unknown_project``)."""
        found = _sanku.project_earned_value(self._inner, code, as_of, known_on)
        return None if found is None else Rows(found)

    def letters(
        self,
        as_of: Day,
        policy: str | Policy = DEFAULT_POLICY,
        *,
        known_on: Day | None = None,
        new_only: bool = False,
        max_months: int = 60,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
        metrics: Sequence[_sanku.Metric] = (),
        lang: str = "zh",
    ) -> Rows:
        """What is to be sent because a light has stayed: for each project and rule the highest step
        of the policy's ladder that it has reached by ``as_of``, by region, unit, project and rule.

        Dicts with code, name, unit, leader, region, region_name; rule, rule_name, clause, source,
        light, finding; step, step_name, counted (``yellow`` counts months at yellow or red), months
        (in a row), since and reached (days), new (reached in the month of ``as_of``), who, what,
        deadline (None: no time is stated), next (step, name and on, or None) and text: the letter
        in the language ``lang``.

        new_only: only steps reached in the month of ``as_of``. max_months: how far to look back, at
        least 1, and never less than the longest step asks for; a longer row counts as so many. A
        month counts only if the policy is in force on the day on which it is judged. Other
        parameters as in ``at`` and ``Portfolio.lights``. Raises ``Error`` as ``Portfolio.lights``,
        and ``invalid_argument``."""
        rules = policy_on(policy, as_of if rules_of is None else rules_of, policies, metrics)
        return Rows(_sanku.letters(self._inner, as_of, rules, known_on, new_only, max_months, lang))

    def what_if(
        self,
        present: str | Policy,
        changed: str | Policy,
        first_month: Day,
        months: int,
        *,
        known_on: Day | None = None,
        max_moves: int = 10_000,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
        metrics: Sequence[_sanku.Metric] = (),
    ) -> WhatIf:
        """What projects would have shown under ``changed`` instead of ``present`` at the end of
        each of ``months`` months (0 or more) from ``first_month`` (``2024-01`` or a day) on.

        Rules are matched by id; one that only one policy has counts as ``none`` under the other. A
        family means its edition in force on ``rules_of`` (None: the end of the first month);
        validity dates are not looked at otherwise. max_moves: how many changed lights to list.
        Other parameters as in ``letters``. Raises ``Error`` as ``Portfolio.lights``, and
        ``malformed_month`` or ``invalid_argument``."""
        month = _sanku.month_of(str(first_month))
        day = end_of_month(month) if rules_of is None else rules_of
        return WhatIf(
            _sanku.what_if(
                self._inner,
                policy_on(present, day, policies, metrics),
                policy_on(changed, day, policies, metrics),
                month,
                months,
                known_on,
                max_moves,
            )
        )

    def findings(
        self,
        first: Day,
        last: Day,
        policy: str | Policy = DEFAULT_POLICY,
        *,
        plan_cut_percent: float | str = 10,
        jump_percent: float | str = 30,
        jump_multiple: float | str = 3,
        backdated_days: int = 60,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
        lang: str = "zh",
    ) -> Rows:
        """What may have been recorded to make a light look better, among what was recorded from the
        day ``first`` to the day ``last``, both included: statements that a person should look at,
        which prove no intent. By project, statement and kind.

        Dicts with code; kind (``planned_date_moved``, ``baseline_moved``, ``plan_cut_late``,
        ``left_scope``, ``year_end_jump``, ``milestone_backdated``) and its name; fact, recorded,
        sequence and before_sequence (of the statements, see ``history``); planned_before,
        planned_after, days, before_fen, after_fen (or None); rules (that were left); summary (a
        sentence) and evidence (dict), both in the language ``lang``.

        plan_cut_percent, jump_percent (0 to 100), jump_multiple (0 or more), backdated_days: what
        exceeds them is found; with at most two decimals. ``policy``: its rules' scopes, families as
        in force on ``rules_of`` (None: ``last``). Raises ``Error`` (``invalid_argument``) for a
        limit out of its range or ``last`` before ``first``, and as ``Portfolio.lights``."""
        return Rows(
            _sanku.findings(
                self._inner,
                policy_on(policy, last if rules_of is None else rules_of, policies),
                first,
                last,
                hundredths(plan_cut_percent, "plan_cut_percent"),
                hundredths(jump_percent, "jump_percent"),
                hundredths(jump_multiple, "jump_multiple"),
                backdated_days,
                lang,
            )
        )

    @property
    def anchor(self) -> str:
        """Length and hash of the journal; kept apart, it lets ``verify`` prove that nothing was
        altered or cut off."""
        return _sanku.anchor(self._inner)

    def checkpoint(self) -> None:
        """Caches what is known now in the file, so that opening reads memory; no answer changes."""
        _sanku.checkpoint(self._inner)

    def backup(self, path: str | os.PathLike[str]) -> None:
        """Copies the journal to a new file, also while another process appends."""
        _sanku.backup(self._inner, os.fspath(path))

    def export_journal(self, path: str | os.PathLike[str]) -> None:
        """Writes the whole journal as lines of JSON, with its hashes, for archives and other
        systems; see ``sanku.import_journal``."""
        _sanku.export_journal(self._inner, os.fspath(path))

    @property
    def last_recorded(self) -> dt.datetime | None:
        """When the last batch was recorded."""
        return self._inner.last_recorded

    def __len__(self) -> int:
        return len(self._inner)

    def __repr__(self) -> str:
        return f"<store of {len(self)} events>"


def verify(path: str | os.PathLike[str], anchor: str | None = None) -> Verification:
    """Checks every hash of the journal at ``path`` without writing to it, against an ``anchor``
    that was kept apart if one is given; ``str()`` says what is proved and what is not."""
    return _sanku.verify(os.fspath(path), anchor)


def import_journal(lines: str | os.PathLike[str], path: str | os.PathLike[str]) -> str:
    """Makes a new journal at ``path`` from what ``Store.export_journal`` wrote; returns its anchor,
    which is that of the exported one. Raises ``Error`` (``broken_chain``, ``damaged_journal``)."""
    return _sanku.import_journal(os.fspath(lines), os.fspath(path))


def bulletin(
    store: Store,
    *,
    as_of: Day,
    known_on: Day | None = None,
    policy: str = DEFAULT_POLICY,
    rules_of: Day | None = None,
    policies: str | os.PathLike[str] | None = None,
    previous_year_fen: int | None = None,
    by: str | None = None,
) -> Bulletin:
    """The bulletin of the day ``as_of``; ``str()`` is its Chinese text, ``text("en")`` the English
    one, ``json()`` its JSON. Parameters as in ``Store.at``, ``Portfolio.lights`` and
    ``Lights.bulletin``."""
    return _sanku.make_bulletin(
        store._inner, as_of, known_on, policy, rules_of, path_of(policies), previous_year_fen, by
    )
