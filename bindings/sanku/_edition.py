"""All that one bulletin is made of, for the forms in which it is handed on."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any

from sanku._face import Store, bulletin
from sanku._portfolio import DEFAULT_POLICY, Day, Lights
from sanku._sanku import Bulletin


@dataclass(frozen=True)
class Edition:
    """A bulletin, and the lights and journal behind it."""

    store: Store
    bulletin: Bulletin
    lights: Lights
    _figures: dict[str, dict[str, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        store: Store,
        *,
        as_of: Day,
        known_on: Day | None = None,
        policy: str = DEFAULT_POLICY,
        rules_of: Day | None = None,
        policies: str | os.PathLike[str] | None = None,
        previous_year_fen: int | None = None,
        by: str | None = None,
    ) -> Edition:
        """The edition of the day ``as_of``; parameters as in ``sanku.bulletin``."""
        made = bulletin(
            store,
            as_of=as_of,
            known_on=known_on,
            policy=policy,
            rules_of=rules_of,
            policies=policies,
            previous_year_fen=previous_year_fen,
            by=by,
        )
        portfolio = store.at(as_of, known_on)
        return cls(store, made, portfolio.lights(policy, rules_of=rules_of, policies=policies))

    def figures(self, lang: str = "zh") -> dict[str, Any]:
        """What the bulletin says, as docs/bulletin.schema.json has it, with texts in ``lang``."""
        if lang not in self._figures:
            self._figures[lang] = json.loads(self.bulletin.json(lang))
        return self._figures[lang]
