"""Scorecards of projects: each indicator's points, and the recorded events that they come from."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence

from sanku import _sanku
from sanku._evaluation import system_of
from sanku._face import Store, _moment
from sanku._portfolio import Day, Portfolio, Rows
from sanku._sanku import IndicatorSystem, Policy


class Scorecards(Rows):
    """The scores of projects by one indicator system, a dict a project: code, name, unit, score (an
    exact ``Fraction``, 0 to 100; None if a missing figure blocks it or nothing counts), grade
    (``excellent``, ``good``, ``fair``, ``poor``, of the exact score) and grade_zh, missing (ids of
    the indicators without a value)."""

    #: The system by which they were made.
    system: IndicatorSystem
    #: The day of the scores.
    as_of: dt.date

    def __init__(
        self,
        portfolio: Portfolio,
        system: str | os.PathLike[str] | IndicatorSystem,
        codes: Sequence[str] | None,
        rules: Policy,
    ) -> None:
        self.system = system_of(system, "project")
        self.as_of = portfolio.as_of
        self._portfolio = portfolio
        self._scorer = _sanku.ProjectScorer(portfolio._inner, self.system, rules)
        chosen = portfolio.codes if codes is None else list(codes)
        rows = [portfolio.row(code) for code in chosen]
        names, units = portfolio["name"], portfolio["responsible_unit"]
        texts = portfolio.texts
        super().__init__(
            {"code": code, "name": texts[names[row]], "unit": texts[units[row]]} | score
            for code, row, score in zip(chosen, rows, self._scorer.scores(rows), strict=True)
        )

    @property
    def in_force(self) -> bool:
        """Whether the system was in force on the day of the scores."""
        return self.system.in_force(self.as_of)

    def of(self, code: str) -> Rows:
        """The score of one project as a tree: a dict a line as of ``Scores.scorecard``, each
        dimension before what is below it, with value, share, weight, points, lost and reason. What
        the indicators lose adds up to 100 less the score. Raises ``Error`` (``unknown_project``)
        if it is not in the portfolio."""
        return Rows(self._scorer.card(self._portfolio.row(code)))

    def explain(self, store: Store, code: str, lang: str = "zh") -> Rows:
        """As ``of``, and each line with its events: those in ``store`` that the figure comes from,
        as known on the day of the portfolio; see ``Store.explain_score``."""
        card = self.of(code)
        evidence = self._scorer.evidence(store._inner, self._portfolio.row(code), lang)
        for line in card:
            line["events"] = evidence[line["id"]] if line["kind"] == "indicator" else []
        return card

    def record(
        self,
        store: Store,
        *,
        day: Day | None = None,
        document: str = "",
        by: str = "",
        recorded_at: dt.datetime | str | None = None,
    ) -> int:
        """Records in ``store`` that each of these projects which has a score was evaluated, on
        ``day`` (None: that of the portfolio), by the system's id and version: all or none. A score
        is kept in hundredths of a point, rounded half up, and here alone. One that is given again
        supersedes the one before. Returns how many evaluations were new or changed."""
        return int(
            self._scorer.record(
                store._inner,
                [self._portfolio.row(one["code"]) for one in self],
                self.as_of if day is None else day,
                document,
                _moment(recorded_at),
                by,
            )
        )
