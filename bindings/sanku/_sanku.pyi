# Made by bindings/stubs.py from the built module; not to be edited.
"""
The compiled part of sanku; use the package `sanku`.
"""
from __future__ import annotations
import collections.abc
import datetime
import numpy
import numpy.typing
import typing
import typing_extensions
__all__: list[str] = ['AppraisalRules', 'Attained', 'Block', 'Bulletin', 'CashFlow', 'ConversionSums', 'Curve', 'Difference', 'Error', 'Flow', 'Frozen', 'FrozenRecord', 'Groups', 'ImportRecord', 'ImportReport', 'IndicatorSystem', 'Lights', 'Metric', 'Passage', 'Plan', 'Policy', 'PoolGraph', 'Portfolio', 'ProjectScorer', 'Question', 'Ranking', 'Ratio', 'Replay', 'Scores', 'Side', 'Store', 'Summary', 'Verification', 'anchor', 'appraisals', 'appraise', 'appraise_gates', 'approve', 'arrow_stream', 'backup', 'benefit_cost', 'bottlenecks', 'break_down', 'check_cells', 'checkpoint', 'concentration', 'conversion', 'conversion_by', 'conversion_members', 'day_of', 'decimal', 'diff', 'due_reports', 'earned_value', 'evaluate_regions', 'evaluation_calendar', 'evaluation_versions', 'export_journal', 'fen_of', 'fen_of_yi', 'findings', 'freeze', 'frozen', 'funding_names', 'grade', 'grant_reason', 'has_ledger_heading', 'history', 'import_journal', 'indicator_systems', 'instant', 'leave', 'letters', 'light_series', 'load_limits', 'log_rank', 'make_bulletin', 'measure_units', 'measures', 'metrics', 'missing_reports', 'month_of', 'move', 'multiples', 'network', 'networks', 'no_value', 'not_rated', 'npv_rate', 'outlook', 'passage', 'peer_scores', 'period_of', 'policies', 'policy', 'policy_book', 'pool_names', 'project_earned_value', 'project_types', 'published', 'rank', 'read_attained', 'record_evaluation', 'record_gates', 'refuse', 'region_names', 'region_of', 'replay', 'report_figure', 'retract', 'section_names', 'sector_name', 'select', 'series', 'social_discount_rate', 'standing_words', 'standings', 'starts', 'state_factor', 'structure', 'times', 'unit_ranking', 'unreported', 'verify', 'waiting', 'what_if']
class Error(ValueError):
    """
    A broken contract or failed input and output. `code` is its stable key, `message_zh` the line in Chinese; `file`, `sheet`, `cell`, `row`, `column`, `value` and `detail` say where and on what.
    """
    code: str
    message_zh: str
    file: str
    sheet: str
    cell: str
    row: int
    column: str
    value: str
    detail: str
class Ratio:
    """
    A rate as numerator and denominator, divided only when shown.
    """
    def __bool__(self) -> bool:
        ...
    def __eq__(self, arg0: object) -> bool:
        ...
    def __float__(self) -> float:
        ...
    def __getstate__(self) -> tuple[int, int]:
        ...
    def __hash__(self) -> int:
        ...
    def __init__(self, numerator: int, denominator: int) -> None:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: tuple[typing.Any, ...]) -> None:
        ...
    def __str__(self) -> str:
        ...
    def multiple(self, decimals: int = 1) -> str:
        """
        As a multiple, rounded half up: '3.5'; '—' without a value.
        """
    def percent(self, decimals: int = 1) -> str:
        """
        As a percentage, rounded half up: '46.6%'; '—' without a value.
        """
    @property
    def denominator(self) -> int:
        """
        Count, or amount in fen; 0 means no value.
        """
    @property
    def numerator(self) -> int:
        """
        Count, or amount in fen.
        """
class ImportRecord:
    """
    The latest import of one source.
    """
    @property
    def recorded_at(self) -> datetime.datetime:
        """
        When it was imported.
        """
    @property
    def rejected(self) -> int:
        """
        Rows that were refused.
        """
    @property
    def rows(self) -> int:
        """
        Rows that it held, accepted and rejected.
        """
    @property
    def source(self) -> str:
        """
        The file, as the journal names it.
        """
class Portfolio:
    """
    The state of all projects on a day, as columns in the order of codes.
    """
    column_names: typing.ClassVar[list[typing.Any]] = ['code', 'region', 'sector', 'funding', 'pool', 'given', 'evaluations', 'score', 'last_report', 'entered_directory', 'entered_reserve', 'entered_implementation', 'withdrawn', 'planned_start', 'started', 'enrolled', 'planned_completion', 'completed', 'in_production', 'settled', 'final_accounts', 'evaluated', 'total_investment', 'plan', 'required_payment', 'completed_this_year', 'completed_last_year', 'completed_total', 'arrived', 'paid', 'name', 'responsible_unit', 'lead_leader', 'withdrawal_reason', 'negotiated', 'contract_signed', 'correction_ordered', 'corrected', 'deal_given', 'agreed_output', 'agreed_tax', 'output', 'tax']
    @staticmethod
    def from_columns(columns: dict[typing.Any, typing.Any], as_of: datetime.date | str, regions: collections.abc.Sequence[tuple[str, str]], reasons: collections.abc.Sequence[dict[typing.Any, typing.Any]], texts: collections.abc.Sequence[str]) -> Portfolio:
        ...
    def __getstate__(self) -> dict[typing.Any, typing.Any]:
        ...
    def __len__(self) -> int:
        ...
    def __setstate__(self, arg0: dict[typing.Any, typing.Any]) -> None:
        ...
    def _code_objects(self) -> numpy.typing.NDArray[typing.Any]:
        """
        The same as a numpy array of objects.
        """
    def _code_text(self) -> tuple[typing.Any, ...]:
        """
        The same as one text and where each code begins in it.
        """
    def _lights(self, policy: Policy) -> Lights:
        ...
    def _seconds(self, name: str) -> numpy.typing.NDArray[typing.Any]:
        """
        A column of days as int64 seconds since 1970; none: the least int64 (NaT).
        """
    def appraisals(self) -> list[typing.Any]:
        """
        The latest appraisal at each gate, a dict each.
        """
    def codes(self) -> list[str]:
        """
        Project codes as text, by row.
        """
    def column(self, name: str) -> numpy.typing.NDArray[typing.Any]:
        """
        One column as a read-only numpy array that shares the portfolio's memory (one of agreements, where no project states any, repeats what says so). Days count from 1970-01-01 (2147483647: none), amounts are in fen, texts are numbers of `texts`.
        """
    def factors(self) -> list[typing.Any]:
        """
        How it stands with each factor, a dict each.
        """
    def figures(self) -> list[typing.Any]:
        """
        The figure reported under each indicator, a dict each.
        """
    def reasons(self) -> list[typing.Any]:
        """
        Every valid reason that is known: a list of dicts with code, rule, start, end, by, reason, document and in_force (on the day of the state).
        """
    def regions(self) -> list[tuple[str, str]]:
        """
        Code and name of the regions that the column region numbers.
        """
    def row(self, code: str) -> int:
        """
        The row of the project `code`.
        """
    def texts(self) -> list[str]:
        """
        The texts that the columns name, responsible_unit, lead_leader and withdrawal_reason number.
        """
    @property
    def as_of(self) -> datetime.date:
        """
        The day of the state.
        """
    @property
    def column_bytes(self) -> int:
        """
        Bytes that the columns take.
        """
    @property
    def has_deals(self) -> bool:
        """
        Whether any project states something of an agreement or what came of it.
        """
    @property
    def known_on(self) -> datetime.date | None:
        """
        The day up to which records count; None: all.
        """
class Bulletin:
    """
    A month's bulletin; str() is its Chinese text.
    """
    def __str__(self) -> str:
        ...
    def _repr_html_(self) -> typing.Any:
        ...
    def json(self, lang: str = 'zh') -> str:
        """
        The bulletin as JSON text.
        """
    def text(self, lang: str = 'zh', red_limit: int = 20) -> str:
        """
        The bulletin as text of at most 100 columns; the red list shows `red_limit` projects.
        """
    @property
    def as_of(self) -> datetime.date:
        """
        The day of which it speaks.
        """
    @property
    def known_on(self) -> datetime.date | None:
        """
        The day up to which records count; None: all.
        """
    @property
    def policy(self) -> str:
        """
        Id of the policy, several joined by `+`.
        """
class Block:
    """
    Some projects, as a custom metric sees them.
    """
    def __getitem__(self, arg0: str) -> numpy.typing.NDArray[typing.Any]:
        ...
    def __len__(self) -> int:
        ...
    @property
    def as_of(self) -> datetime.date:
        """
        The day of the state.
        """
    @property
    def day(self) -> int:
        """
        The as-of day as columns count days: from 1970-01-01.
        """
class Metric:
    """
    What a rule may measure.
    """
    def __init__(self, key: str, unit_zh: str, unit_en: str, higher_is_worse: bool, name_zh: str, name_en: str, function: collections.abc.Callable[..., typing.Any]) -> None:
        ...
    @property
    def higher_is_worse(self) -> bool:
        """
        Whether high values are bad: the side of thresholds.
        """
    @property
    def key(self) -> str:
        """
        By which rules name it.
        """
    @property
    def unit(self) -> str:
        """
        Of its values, in English.
        """
class Policy:
    """
    The rules that one government published.
    """
    @staticmethod
    def load(path: str, metrics: collections.abc.Sequence[Metric] = []) -> Policy:
        """
        The policy in the TOML file at `path`. Raises Error (io, malformed_policy), which names file, line (row), key (column) and reason.
        """
    @staticmethod
    def parse(text: str, file: str = 'policy.toml', metrics: collections.abc.Sequence[Metric] = []) -> Policy:
        """
        The policy that the TOML text states; `file` names it in errors.
        """
    def __getstate__(self) -> str:
        ...
    def __repr__(self) -> str:
        ...
    def __setstate__(self, arg0: str) -> None:
        ...
    def in_force(self, day: datetime.date | str) -> bool:
        """
        Whether `day` lies in the validity dates, both of which count.
        """
    def rule_names(self, lang: str = 'zh') -> dict[typing.Any, typing.Any]:
        """
        The name of each rule by its id, in the policy's order.
        """
    def to_toml(self) -> str:
        """
        The policy as a TOML file, which `parse` reads back.
        """
    @property
    def family(self) -> str:
        """
        What its editions have in common.
        """
    @property
    def id(self) -> str:
        """
        Id of the edition, several joined by `+`.
        """
    @property
    def rules(self) -> list[str]:
        """
        Ids of the rules, in the policy's order.
        """
    @property
    def title_en(self) -> str:
        """
        In English.
        """
    @property
    def title_zh(self) -> str:
        """
        In Chinese.
        """
    @property
    def valid_from(self) -> datetime.date | None:
        """
        First day on which it is in force, or None.
        """
    @property
    def valid_to(self) -> datetime.date | None:
        """
        Last day on which it is in force, or None.
        """
    @property
    def version(self) -> str:
        """
        Of the edition, as its file states it.
        """
class Lights:
    """
    The lights of a portfolio under a policy, a byte a project and rule: 0 none, 1 green, 2 no data, 3 yellow, 4 red.
    """
    def __getstate__(self) -> tuple[Portfolio, Policy]:
        ...
    def __len__(self) -> int:
        ...
    def __setstate__(self, arg0: tuple[typing.Any, ...]) -> None:
        ...
    def bulletin(self, previous_year_fen: typing.SupportsInt | typing.SupportsIndex | None = None, by: str | None = None, imports: collections.abc.Sequence[ImportRecord] = []) -> Bulletin:
        """
        The bulletin of these lights. `previous_year_fen`: last year's investment as the office states it, in fen; None: what the projects reported. `by`: level of the regional table; None: the widest at which regions differ.
        """
    def changes(self, then: Lights) -> list[typing.Any]:
        """
        Every light that differs from those of `then`: dicts with code, rule (None: the overall light), from and to.
        """
    def counts(self, rule: str | None = None) -> dict[typing.Any, typing.Any]:
        """
        Number of projects by light, overall or under one rule.
        """
    def explain(self, code: str, lang: str = 'zh') -> list[typing.Any]:
        """
        The evidence of every rule that applies to the project `code`, a dict a rule.
        """
    def forecast(self, day: datetime.date | str | None = None) -> Lights:
        """
        The lights of a later day (None: the next month end) if nothing happens until then.
        """
    def of(self, rule: str) -> numpy.typing.NDArray[typing.Any]:
        """
        The light of each project under one rule; uint8, read-only, not copied.
        """
    @property
    def overall(self) -> numpy.typing.NDArray[typing.Any]:
        """
        The overall light of each project; uint8, read-only, not copied.
        """
    @property
    def policy(self) -> str:
        ...
    @property
    def portfolio(self) -> Portfolio:
        ...
    @property
    def rules(self) -> list[str]:
        """
        Ids of the rules, in the policy's order.
        """
    @property
    def rules_policy(self) -> Policy:
        """
        The policy itself.
        """
    @property
    def suspended(self) -> dict[typing.Any, typing.Any]:
        """
        Number of projects that a valid reason takes out of each rule.
        """
class Groups:
    """
    Groups of the members of a passage.
    """
    def __len__(self) -> int:
        ...
    @property
    def labels(self) -> list[list[str | None]]:
        """
        Of each group its labels, a text for each thing that it is grouped by; None: no month.
        """
class Passage:
    """
    The way of each member from one pool to another.
    """
    @staticmethod
    def from_columns(entered: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], moved: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], left: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], amount: typing.Annotated[numpy.typing.ArrayLike, numpy.int64], as_of: datetime.date | str) -> Passage:
        ...
    def __len__(self) -> int:
        ...
    def _groups(self, by: collections.abc.Sequence[str], lang: str | None = None) -> Groups:
        ...
    def _impossible(self) -> list[int]:
        ...
    def _numbered_groups(self, numbers: typing.Annotated[numpy.typing.ArrayLike, numpy.uint32], labels: collections.abc.Sequence[collections.abc.Sequence[str | None]]) -> Groups:
        ...
    @property
    def as_of(self) -> datetime.date:
        ...
    @property
    def portfolio(self) -> Portfolio | None:
        ...
class Question:
    """
    Which rate is asked for.
    """
    __hash__: typing.ClassVar[None] = None  # type: ignore[assignment]
    def __eq__(self, arg0: object) -> bool:
        ...
    def __init__(self, definition: str, first: datetime.date | str | None = None, last: datetime.date | str | None = None, months: int | None = None) -> None:
        ...
    @property
    def definition(self) -> str:
        """
        stock, period or cohort.
        """
    @property
    def first(self) -> datetime.date | None:
        """
        The first day of the period.
        """
    @property
    def last(self) -> datetime.date | None:
        """
        Its last day.
        """
    @property
    def months(self) -> int | None:
        """
        Of a cohort, the months from each entry; None: up to the as-of day.
        """
class ConversionSums:
    """
    Members that a rate counts and, of them, those that moved on.
    """
    __hash__: typing.ClassVar[None] = None  # type: ignore[assignment]
    def __add__(self, arg0: ConversionSums) -> ConversionSums:
        ...
    def __eq__(self, arg0: object) -> bool:
        ...
    def __repr__(self) -> str:
        ...
    def is_small(self, limit: int = 10) -> bool:
        """
        Whether the rate is one of fewer members than `limit`.
        """
    @property
    def by_count(self) -> Ratio:
        """
        Moved on ÷ counted, members.
        """
    @property
    def by_investment(self) -> Ratio:
        """
        Moved on ÷ counted, total investment.
        """
    @property
    def definition(self) -> str:
        """
        stock, period or cohort.
        """
    @property
    def entered(self) -> int:
        """
        Members that the rate counts.
        """
    @property
    def entered_fen(self) -> int:
        """
        Their total investment in fen.
        """
    @property
    def impossible(self) -> int:
        """
        Members that moved on before they entered; they count as moved on.
        """
    @property
    def is_complete(self) -> bool:
        """
        Whether nobody is open.
        """
    @property
    def moved(self) -> int:
        """
        Of them, members that moved on.
        """
    @property
    def moved_fen(self) -> int:
        """
        Of it, what moved on, in fen.
        """
    @property
    def open(self) -> int:
        """
        Of a cohort, members whose months are not over: they may still move on.
        """
    @property
    def question(self) -> Question:
        """
        What was answered: a period ends on the as-of day at the latest.
        """
class ImportReport:
    """
    What an import did; str() tells it to people.
    """
    def __str__(self) -> str:
        ...
    def summary(self, lang: str = 'zh') -> str:
        """
        The report as text of several lines.
        """
    @property
    def accepted(self) -> int:
        """
        Rows that were imported.
        """
    @property
    def counts(self) -> dict[typing.Any, typing.Any]:
        """
        All problems, counted by code, most frequent first.
        """
    @property
    def encoding(self) -> str:
        """
        Of the file, such as `UTF-8`.
        """
    @property
    def events_added(self) -> int:
        """
        Events that are new in the journal.
        """
    @property
    def events_unchanged(self) -> int:
        """
        Events that the journal held already.
        """
    @property
    def kind(self) -> str:
        """
        `projects` or `progress`.
        """
    @property
    def notes(self) -> list[typing.Any]:
        """
        What was noticed and accepted all the same: dicts with code, row, value, detail, sheet, cell, zh and en.
        """
    @property
    def problems(self) -> list[typing.Any]:
        """
        The first 50 problems of each code: dicts with code, row, column, value, detail, sheet and cell (of a workbook, such as C12), zh and en.
        """
    @property
    def rejected(self) -> int:
        """
        Rows that were refused.
        """
    @property
    def rows(self) -> int:
        """
        Rows below the heading that are not blank: accepted + rejected + skipped.
        """
    @property
    def sheet(self) -> str:
        """
        Of a workbook: the sheet; else empty.
        """
    @property
    def skipped(self) -> int:
        """
        Totals, categories, repeated headings and footnotes.
        """
    @property
    def source(self) -> str:
        """
        The file, as the journal names it.
        """
class Store:
    """
    A journal of events in one SQLite file; one thread at a time.
    """
    def __init__(self, path: str, networks: collections.abc.Sequence[str] = [], hash: str = 'sha256') -> None:
        """
        Opens the journal at `path`, or makes an empty one, chained by the `hash` sha256 or sm3; ':memory:' for one without a file. `networks`: TOML files of networks that new moves are held to.
        """
    def __len__(self) -> int:
        """
        Number of events.
        """
    def _import_csv(self, path: str, recorded_at: datetime.datetime | str, by: str, source: str, unit: str | None, plan_year: typing.SupportsInt | typing.SupportsIndex | None, effective_on: datetime.date | str | None, region: str | None, rejects: str, progress: typing.Any, origin: tuple[str, str, str] = ('', '', ''), cell: typing.Any = None) -> ImportReport:
        ...
    def at(self, as_of: datetime.date | str, known_on: datetime.date | str | None = None, members: str = 'libraries') -> Portfolio:
        """
        The state on the day `as_of` of all projects that entered a library, or of `all`, from what was recorded up to the end of the day `known_on` (None: everything).
        """
    def imports(self, known_on: datetime.date | str | None = None) -> list[ImportRecord]:
        """
        The latest import of each source.
        """
    @property
    def last_recorded(self) -> datetime.datetime | None:
        """
        When the last batch was recorded, or None.
        """
class AppraisalRules:
    """
    What an appraisal asks before a project moves on; see docs/appraisal.md.
    """
    @staticmethod
    def builtin(id: str) -> AppraisalRules:
        """
        Some that ship. Raises Error (invalid_argument).
        """
    @staticmethod
    def load(path: str) -> AppraisalRules:
        """
        Those of a TOML file. Raises Error (malformed_appraisal, io).
        """
    @staticmethod
    def parse(text: str, file: str = '') -> AppraisalRules:
        """
        The rules that a TOML text states. Raises Error (malformed_appraisal).
        """
    @property
    def id(self) -> str:
        """
        Of the file.
        """
    @property
    def is_published(self) -> bool:
        """
        Whether an authority published them; else they are somebody's default.
        """
    @property
    def rules(self) -> list[typing.Any]:
        """
        Dicts with gate and to (libraries). Of volume, structure and fiscal: limits (dicts with side, at as a Fraction, 4/5 for 80 %, and outcome), missing and incomplete; of structure also part (named, section or funding), name_zh, name_en, sections and funding; of fiscal also funding and resources_fen (by year); of siting and factors: factor, name_zh, name_en, sections, funding, refused, pending, unstated and undocumented.
        """
    @property
    def source_en(self) -> str:
        """
        Where they were published, in English.
        """
    @property
    def source_zh(self) -> str:
        """
        Where they were published, in Chinese.
        """
    @property
    def title_en(self) -> str:
        """
        In English.
        """
    @property
    def title_zh(self) -> str:
        """
        In Chinese.
        """
    @property
    def valid_from(self) -> datetime.date | None:
        """
        First day on which they are in force, or None.
        """
    @property
    def valid_to(self) -> datetime.date | None:
        """
        Last day on which they are in force, or None.
        """
    @property
    def version(self) -> str:
        """
        As the file states it.
        """
class Ranking:
    """
    Ranks, and who has none.
    """
    def _changes(self, then: Ranking) -> list[typing.Any]:
        ...
    def _left_out(self, rates: bool) -> list[typing.Any]:
        ...
    def _ranked(self, rates: bool) -> list[typing.Any]:
        ...
    @property
    def average(self) -> typing.Any:
        """
        With which each is compared, or None.
        """
    @property
    def better(self) -> str:
        """
        Which is better: `higher` or `lower`.
        """
    @property
    def median(self) -> typing.Any:
        """
        Of the ranked, or None.
        """
    @property
    def min_size(self) -> int:
        """
        Below which there is no rank.
        """
class Summary:
    """
    Everything that adds up over the projects of a portfolio, by region, section of GB/T 4754 and pool. Sums of parts, such as counties on several machines, added up are those of the whole, in any order.
    """
    __hash__: typing.ClassVar[None] = None  # type: ignore[assignment]
    def __add__(self, other: Summary) -> Summary:
        """
        Both together. Raises Error (invalid_argument for another day or other rules, overflow).
        """
    def __eq__(self, arg0: object) -> bool:
        ...
    def __getstate__(self) -> dict[typing.Any, typing.Any]:
        ...
    def __init__(self, lights: Lights) -> None:
        """
        The sums of the projects of `lights`.
        """
    def __len__(self) -> int:
        ...
    def __setstate__(self, arg0: dict[typing.Any, typing.Any]) -> None:
        ...
    def _figure(self, measure: str, within: str | None) -> typing.Any:
        ...
    def _ranking(self, measure: str, by: str, within: str | None, excluded: collections.abc.Mapping[str, str], better: str | None, min_size: int, above: typing.Any) -> Ranking:
        ...
    def figures(self, by: str | None = None) -> list[typing.Any]:
        """
        Projects, investment (fen), lights and every measure (see `sanku.measures`) of each part: of `province`, `city`, `county`, `township`, `sector` or `pool` (None: of all together), whose key stands under its name; a list of dicts in the order of keys.
        """
    @property
    def as_of(self) -> datetime.date | None:
        """
        The day of the state; None of the sums of nothing.
        """
    @property
    def rules(self) -> list[str]:
        """
        Ids of the rules whose lights are counted, in the policy's order.
        """
class IndicatorSystem:
    """
    What a composite score is made of; see docs/evaluation.md.
    """
    @staticmethod
    def builtin(id: str) -> IndicatorSystem:
        """
        One that ships. Raises Error (invalid_argument).
        """
    @staticmethod
    def load(path: str) -> IndicatorSystem:
        """
        That of a TOML file. Raises Error (malformed_indicator_system, io).
        """
    @staticmethod
    def parse(text: str, file: str = '') -> IndicatorSystem:
        """
        The system that a TOML text states. Raises Error (malformed_indicator_system).
        """
    def in_force(self, day: datetime.date | str) -> bool:
        """
        Whether the day lies in the validity dates, both of which count.
        """
    def to_toml(self) -> str:
        """
        The file that states it. Raises Error (malformed_indicator_system) if none can.
        """
    @property
    def basis(self) -> str:
        """
        published, or default: set by this library, to be replaced.
        """
    @property
    def dimensions(self) -> list[typing.Any]:
        """
        Dicts with id, dimension (the one that it is in, or None), name_zh, name_en, weight, basis.
        """
    @property
    def id(self) -> str:
        """
        Of the file.
        """
    @property
    def indicators(self) -> list[typing.Any]:
        """
        Dicts with id, dimension, name_zh, name_en, weight, basis, source (measure, metric, column or reported), key, per, unit_zh, unit_en, scale (a figure x scale is in that unit), better, method, limits (by the keys of files, Fractions in the figure's own terms: 3/10 for 30 %) and missing.
        """
    @property
    def kind(self) -> str:
        """
        project, sector or region.
        """
    @property
    def min_size(self) -> int:
        """
        Number of projects below which there is no rank.
        """
    @property
    def source_en(self) -> str:
        """
        Where it was published, in English.
        """
    @property
    def source_zh(self) -> str:
        """
        Where it was published, in Chinese.
        """
    @property
    def title_en(self) -> str:
        """
        In English.
        """
    @property
    def title_zh(self) -> str:
        """
        In Chinese.
        """
    @property
    def valid_from(self) -> datetime.date | None:
        """
        First day on which it is in force, or None.
        """
    @property
    def valid_to(self) -> datetime.date | None:
        """
        Last day on which it is in force, or None.
        """
    @property
    def version(self) -> str:
        """
        As the file states it.
        """
class Scores:
    """
    Composite scores, and the ranking by them.
    """
    def _card(self, arg0: IndicatorSystem, arg1: str | None) -> list[typing.Any]:
        ...
    def _change(self, then: Scores, id: str) -> dict[typing.Any, typing.Any]:
        ...
    def _total(self, arg0: str) -> typing.Any:
        ...
    @property
    def ranking(self) -> Ranking:
        """
        The ranking by the scores.
        """
class ProjectScorer:
    """
    Scores the projects of a portfolio by an indicator system.
    """
    def __init__(self, portfolio: Portfolio, system: IndicatorSystem, rules: Policy) -> None:
        ...
    def card(self, row: int) -> list[typing.Any]:
        ...
    def evidence(self, arg0: Store, arg1: int, arg2: str) -> dict[typing.Any, typing.Any]:
        ...
    def record(self, arg0: Store, arg1: collections.abc.Sequence[int], arg2: datetime.date | str, arg3: str, arg4: datetime.datetime | str, arg5: str) -> int:
        ...
    def scores(self, rows: collections.abc.Sequence[int]) -> list[typing.Any]:
        ...
    @property
    def system(self) -> IndicatorSystem:
        ...
class CashFlow:
    """
    Net amounts by time; see the functions of `sanku`.
    """
    def __init__(self, amounts: collections.abc.Sequence[float], days: collections.abc.Sequence[datetime.date | str] | None = None, timing: str = 'start') -> None:
        ...
    def discounted_payback(self, rate: float) -> float | None:
        ...
    def inflows(self) -> CashFlow:
        ...
    def irr(self) -> list[float]:
        ...
    def mirr(self, finance_rate: float, reinvest_rate: float) -> float | None:
        ...
    def nfv(self, rate: float, at: float | None = None) -> float:
        ...
    def npv(self, rate: float) -> float:
        ...
    def outflows(self) -> CashFlow:
        ...
    def payback(self) -> typing.Any:
        ...
class Plan:
    """
    The targets of a year; see docs/targets.md.
    """
    @staticmethod
    def load(path: str) -> Plan:
        ...
    @staticmethod
    def parse(text: str, file: str = '') -> Plan:
        ...
    def break_down(self, target: str, day: datetime.date | str | None) -> list[typing.Any]:
        ...
    def checks(self) -> list[typing.Any]:
        ...
    def decimals(self, arg0: str) -> int:
        ...
    def editions(self, target: str) -> list[typing.Any]:
        ...
    def line(self, target: str) -> list[typing.Any]:
        ...
    def source(self, lang: str) -> str:
        ...
    def targets(self) -> list[typing.Any]:
        ...
    def title(self, lang: str) -> str:
        ...
    @property
    def id(self) -> str:
        ...
    @property
    def year(self) -> int:
        ...
class Attained:
    """
    Reports on the targets of a plan.
    """
    def __init__(self) -> None:
        ...
    def add(self, plan: Plan, target: str, unit: str, month: str, steps: int, reported_on: datetime.date | str, by: str) -> None:
        ...
    def all(self, arg0: Plan) -> list[typing.Any]:
        ...
class Curve:
    """
    How long members of a group took to move on: the sample, its Kaplan–Meier curve and its Aalen–Johansen incidence.
    """
    def moved_at(self, days: int) -> float:
        """
        The share that had moved on after so many days, some having left.
        """
    def quantile(self, p: float) -> tuple[typing.Any, ...]:
        """
        The days within which a share ``p`` (between 0 and 1) would have moved on if nobody left, and its lower and upper bound; each None where the sample does not reach it.
        """
    def survival_at(self, days: int) -> float:
        """
        The share still in after so many days if nobody left.
        """
    @property
    def censored(self) -> int:
        """
        Members that wait.
        """
    @property
    def events(self) -> int:
        """
        Members that moved on.
        """
    @property
    def impossible(self) -> int:
        """
        Members whose days contradict each other; they are not in the sample.
        """
    @property
    def incidence(self) -> dict[typing.Any, typing.Any]:
        """
        The shares that had moved on, had left and were still in, as columns: days (int32); moved, moved_variance, moved_low, moved_high, left, left_variance, left_low, left_high, still_in (float64; NaN: no bound). Read-only.
        """
    @property
    def left(self) -> int:
        """
        Members that left on the way.
        """
    @property
    def level(self) -> float:
        """
        Of the bounds.
        """
    @property
    def median(self) -> tuple[typing.Any, ...]:
        """
        ``quantile(0.5)``.
        """
    @property
    def n(self) -> int:
        """
        Members in the sample.
        """
    @property
    def survival(self) -> dict[typing.Any, typing.Any]:
        """
        The curve as columns of one length, one element a duration: days, at_risk, moved, left, waiting (int32); survival, variance (Greenwood), low, high (float64; NaN: no bound). Read-only.
        """
class FrozenRecord:
    """
    A frozen bulletin as the journal holds it.
    """
    def __repr__(self) -> str:
        ...
    @property
    def as_of(self) -> datetime.date:
        """
        The day of which it speaks.
        """
    @property
    def batches(self) -> int:
        """
        Batches of the journal that it was made from.
        """
    @property
    def by(self) -> str:
        """
        Who froze it.
        """
    @property
    def events(self) -> int:
        """
        Events of the journal that it was made from.
        """
    @property
    def frozen_at(self) -> datetime.datetime:
        """
        When it was frozen.
        """
    @property
    def json_hash(self) -> str:
        """
        Of its JSON in the language `lang`, in hexadecimal digits.
        """
    @property
    def known_on(self) -> datetime.date | None:
        """
        The day up to which records count; None: all.
        """
    @property
    def lang(self) -> str:
        """
        In which it was frozen.
        """
    @property
    def library(self) -> str:
        """
        Version of sanku that froze it.
        """
    @property
    def number(self) -> int:
        """
        By which `Store.replay` finds it.
        """
    @property
    def policy(self) -> str:
        """
        The rules as the text of a policy file.
        """
    @property
    def title(self) -> str:
        """
        As it was given; may be empty.
        """
class Frozen:
    """
    A bulletin that was just frozen.
    """
    @property
    def anchor(self) -> str:
        """
        Length and hash of the journal that it was made from; keep it apart.
        """
    @property
    def bulletin(self) -> Bulletin:
        """
        The bulletin itself.
        """
    @property
    def json(self) -> str:
        """
        Its JSON in the language in which it was frozen.
        """
    @property
    def json_hash(self) -> str:
        """
        Of `json`, in hexadecimal digits.
        """
    @property
    def number(self) -> int:
        """
        By which `Store.replay` finds it.
        """
class Replay:
    """
    A frozen bulletin made again.
    """
    def __bool__(self) -> bool:
        ...
    @property
    def anchor(self) -> str:
        """
        Length and hash of the journal, now.
        """
    @property
    def anchor_holds(self) -> bool | None:
        """
        Whether the journal still holds what it was made from; None if nothing tells.
        """
    @property
    def bulletin(self) -> Bulletin:
        """
        The bulletin, made again.
        """
    @property
    def json(self) -> str:
        """
        Its JSON in the language in which it was frozen.
        """
    @property
    def json_hash(self) -> str:
        """
        Of `json`, in hexadecimal digits.
        """
    @property
    def record(self) -> FrozenRecord:
        """
        What the journal holds of it.
        """
    @property
    def same(self) -> bool:
        """
        Whether its JSON is the frozen one to the byte.
        """
class Difference:
    """
    What differs between two bulletins; str() is its Chinese text, false if nothing does.
    """
    def __bool__(self) -> bool:
        ...
    def __str__(self) -> str:
        ...
    def json(self, lang: str = 'zh') -> str:
        """
        All of it as JSON text.
        """
    def text(self, lang: str = 'zh', limit: int = 20) -> str:
        """
        As text of at most 100 columns; each list shows its first `limit` entries.
        """
class Side:
    """
    One of two things that are compared.
    """
    def __init__(self, as_of: datetime.date | str, policy: str, rules_of: datetime.date | str | None = None, policies: str | None = None, known_on: datetime.date | str | None = None) -> None:
        ...
    def known_later(self, known_on: datetime.date | str | None = None) -> Side:
        """
        The same day and rules as known on another day (None: now).
        """
    @property
    def as_of(self) -> datetime.date:
        """
        The day of which it speaks.
        """
class Verification:
    """
    What `verify` found; true if the journal is sound.
    """
    def __bool__(self) -> bool:
        ...
    def __str__(self) -> str:
        ...
    def text(self, lang: str = 'zh') -> str:
        """
        What is proved, what is not, in sentences.
        """
    @property
    def batches(self) -> int:
        """
        Batches that are as they were recorded.
        """
    @property
    def completeness(self) -> str:
        """
        What is known of the end: proved_by_anchor, tail_after_anchor or not_proved.
        """
    @property
    def events(self) -> int:
        """
        Events that are as they were recorded.
        """
    @property
    def finding(self) -> typing.Any:
        """
        The first thing that is wrong: dict with kind, sequence, batch, other and detail; None if nothing is.
        """
    @property
    def head(self) -> str | None:
        """
        The anchor of what is sound, to be kept apart; None if nothing is.
        """
    @property
    def sound(self) -> bool:
        """
        Whether every event, batch and bulletin is as the hashes say.
        """
class PoolGraph:
    """
    A network of pools and of the moves between them.
    """
    @staticmethod
    def load(path: str) -> PoolGraph:
        """
        The network in the TOML file at `path`. Raises Error (io, as parse).
        """
    @staticmethod
    def parse(text: str, file: str = 'network.toml') -> PoolGraph:
        """
        The network that the TOML text states; `file` names it in errors. Raises Error (malformed_network), which names file, line (row), key (column) and reason.
        """
    def __eq__(self, arg0: object) -> bool:
        ...
    def __hash__(self) -> int:
        ...
    def __repr__(self) -> str:
        ...
    def _repr_markdown_(self) -> str:
        ...
    def dot(self, lang: str = 'zh') -> str:
        """
        The network in the DOT language of Graphviz.
        """
    def mermaid(self, lang: str = 'zh') -> str:
        """
        The network as a Mermaid flowchart.
        """
    def name(self, lang: str = 'zh') -> str:
        """
        Its name for people.
        """
    def source(self, lang: str = 'zh') -> str:
        """
        Where the network was published, and what is our reading.
        """
    @property
    def exits(self) -> list[typing.Any]:
        """
        Dicts with from (id) and reasons (empty: any).
        """
    @property
    def id(self) -> str:
        """
        By which it is named, such as `three-libraries`.
        """
    @property
    def moves(self) -> list[typing.Any]:
        """
        Dicts with from and to (ids), return, clock (`{'months': 1}`, `{'days': 30}` or None), approvals, appraisals, min_score and reasons (of returns; empty: any).
        """
    @property
    def pools(self) -> list[typing.Any]:
        """
        In the order of the file: dicts with id, name_zh, name_en, days (columns; empty: events), entry, final, and what must hold to enter it from outside: approvals, appraisals, min_score (Fraction or None).
        """
class Flow:
    """
    Who was in which pool of a network from when to when.
    """
    @staticmethod
    def from_columns(graph: PoolGraph, days: collections.abc.Mapping[str, typing.Annotated[numpy.typing.ArrayLike, numpy.int32]], left: typing.Annotated[numpy.typing.ArrayLike, numpy.int32], amount: typing.Annotated[numpy.typing.ArrayLike, numpy.int64], as_of: datetime.date | str, visits: collections.abc.Sequence[tuple[int, str, datetime.date | str]]) -> Flow:
        ...
    def __init__(self, arg0: Portfolio, arg1: PoolGraph) -> None:
        ...
    def __len__(self) -> int:
        ...
    def _balance(self, arg0: Groups, arg1: collections.abc.Sequence[str], arg2: str, arg3: int, arg4: bool) -> list[typing.Any]:
        ...
    def _balance_between(self, arg0: Groups, arg1: collections.abc.Sequence[str], arg2: datetime.date | str, arg3: datetime.date | str, arg4: bool) -> list[typing.Any]:
        ...
    def _dot(self, arg0: str) -> str:
        ...
    def _findings(self, arg0: str) -> list[typing.Any]:
        ...
    def _members(self) -> Passage:
        ...
    def _mermaid(self, arg0: str) -> str:
        ...
    def _passage(self, arg0: str, arg1: str) -> Passage:
        ...
    def _stays(self) -> dict[typing.Any, typing.Any]:
        ...
    def _traffic(self) -> dict[typing.Any, typing.Any]:
        ...
    @property
    def as_of(self) -> datetime.date:
        ...
    @property
    def network(self) -> PoolGraph:
        ...
def anchor(arg0: Store) -> str:
    ...
def appraisals() -> list[str]:
    """
    Ids of the appraisal rules that ship.
    """
def appraise(arg0: Store, arg1: str, arg2: str, arg3: str, arg4: datetime.date | str, arg5: str, arg6: str, arg7: int | None, arg8: datetime.datetime | str, arg9: str) -> int:
    ...
def appraise_gates(arg0: Portfolio, arg1: collections.abc.Sequence[str] | None, arg2: str, arg3: AppraisalRules, arg4: collections.abc.Mapping[int, int] | None, arg5: int | None, arg6: str) -> list[typing.Any]:
    ...
def approve(arg0: Store, arg1: str, arg2: str, arg3: datetime.date | str, arg4: str, arg5: datetime.datetime | str, arg6: str) -> int:
    ...
def arrow_stream(rows: int, columns: collections.abc.Sequence[tuple[typing.Any, ...]]) -> typing_extensions.CapsuleType:
    """
    A capsule of the Arrow C stream interface over `columns` of `rows` elements, a tuple each of name, format, length, nulls, buffers (contiguous numpy arrays, or None), dictionary (a tuple like this one, or None) and whether its values are in order. Nothing is copied.
    """
def backup(arg0: Store, arg1: str) -> None:
    ...
def benefit_cost(benefits: CashFlow, costs: CashFlow, rate: float) -> float | None:
    ...
def bottlenecks(passage: Passage, groups: Groups, history: Passage | None) -> list[typing.Any]:
    ...
def break_down(total: int, claims: collections.abc.Sequence[tuple[str, typing.Any, int | None, int]], decimals: int) -> list[typing.Any]:
    ...
def check_cells(units: collections.abc.Sequence[str], cells: collections.abc.Sequence[int | None], total: int, reference: collections.abc.Sequence[int | None], decimals: int) -> dict[typing.Any, typing.Any]:
    ...
def checkpoint(arg0: Store) -> None:
    ...
def concentration(portfolio: Portfolio, of: str, pools: collections.abc.Sequence[str], largest: collections.abc.Sequence[int]) -> dict[typing.Any, typing.Any]:
    ...
def conversion(arg0: Passage, arg1: Question) -> ConversionSums:
    ...
def conversion_by(arg0: Passage, arg1: Groups, arg2: Question) -> list[tuple[int, ConversionSums]]:
    ...
def conversion_members(arg0: Passage, arg1: Question) -> numpy.typing.NDArray[numpy.uint8]:
    ...
def day_of(text: datetime.date | str) -> datetime.date:
    """
    The day that a date or `text` says, such as 2024年6月30日.
    """
def decimal(fraction: typing.Any, places: int, grouped: bool = False) -> str:
    """
    A Fraction as a decimal with `places` places, rounded half up (away from zero).
    """
def diff(store: Store, before: Side, after: Side) -> Difference:
    ...
def due_reports(plan: Plan, attained: Attained, first: datetime.date | str, last: datetime.date | str, day: datetime.date | str) -> list[typing.Any]:
    ...
def earned_value(first: str, planned: collections.abc.Sequence[int], earned: collections.abc.Sequence[int | None], actual: collections.abc.Sequence[int | None]) -> list[typing.Any]:
    ...
def evaluate_regions(figures: collections.abc.Sequence[dict[typing.Any, typing.Any]], bonds: collections.abc.Sequence[dict[typing.Any, typing.Any]], policy: str, month: str, policies: str | None = None, lang: str = 'zh') -> list[typing.Any]:
    """
    The lights of regions at the end of `month`, in the order of their codes: a list of dicts with region, light and the evidence of each regional rule that rates it. `figures`: dicts with region, month and any of investment_fen, investment_last_year_fen, planned_growth_hundredths (of a percent), task_fen and done_fen; `bonds`: dicts with region, issued (a month), amount_fen and used_fen. `policy` and `policies` as in Portfolio.lights, with the editions in force on the month's last day.
    """
def evaluation_calendar(portfolio: Portfolio, policy: Policy, within: str | None) -> list[typing.Any]:
    ...
def evaluation_versions(store: Store, code: str, lang: str) -> list[typing.Any]:
    ...
def export_journal(arg0: Store, arg1: str) -> None:
    ...
def fen_of(text: str, unit: str | None = None) -> int:
    """
    The amount that `text` spells as fen; `unit` (元, 万元 or 亿元) is that of a bare number, without which one is refused.
    """
def fen_of_yi(arg0: str) -> int:
    """
    The amount that `text` spells, a bare number in 亿元, as fen.
    """
def findings(store: Store, policy: Policy, first: datetime.date | str, last: datetime.date | str, plan_cut_share: int, jump_share: int, jump_multiple: int, backdated_days: int, lang: str) -> list[typing.Any]:
    ...
def freeze(store: Store, as_of: datetime.date | str, known_on: datetime.date | str | None, policy: str, rules_of: datetime.date | str | None, policies: str | None, previous_year_fen: int | None, by: str | None, lang: str, title: str, recorded_at: datetime.datetime | str, who: str) -> Frozen:
    ...
def frozen(store: Store) -> list[FrozenRecord]:
    ...
def funding_names() -> list[str]:
    ...
def grade(score: typing.Any) -> tuple[str, str]:
    """
    The grade of a score as a Fraction: its key, and its Chinese name.
    """
def grant_reason(arg0: Store, arg1: str, arg2: str, arg3: datetime.date | str, arg4: datetime.date | str, arg5: str, arg6: str, arg7: str, arg8: datetime.datetime | str, arg9: datetime.date | str | None) -> int:
    ...
def has_ledger_heading(path: str) -> bool:
    """
    Whether the first rows of the CSV file at `path` hold a heading.
    """
def history(arg0: Store, arg1: str, arg2: str) -> list[typing.Any]:
    ...
def import_journal(arg0: str, arg1: str) -> str:
    ...
def indicator_systems() -> list[str]:
    """
    Ids of the indicator systems that ship.
    """
def instant(text: datetime.datetime | str) -> datetime.datetime:
    """
    A datetime with a zone as it is, or the moment that an ISO text names, by China's clock if it names no zone.
    """
def leave(arg0: Store, arg1: str, arg2: str, arg3: datetime.date | str, arg4: str, arg5: datetime.datetime | str, arg6: str) -> int:
    ...
def letters(store: Store, as_of: datetime.date | str, policy: Policy, known_on: datetime.date | str | None, new_only: bool, max_months: int, lang: str) -> list[typing.Any]:
    ...
def light_series(arg0: Store, arg1: datetime.date | str, arg2: int, arg3: datetime.date | str | None, arg4: str, arg5: datetime.date | str | None, arg6: str | None) -> list[typing.Any]:
    ...
def load_limits(path: str) -> list[typing.Any]:
    ...
def log_rank(groups: collections.abc.Sequence[Curve]) -> typing.Any:
    ...
def make_bulletin(store: Store, as_of: datetime.date | str, known_on: datetime.date | str | None, policy: str, rules_of: datetime.date | str | None, policies: str | None, previous_year_fen: int | None, by: str | None) -> Bulletin:
    ...
def measure_units() -> dict[typing.Any, typing.Any]:
    """
    By key of a measure: what its figures are multiplied by to be shown, and the unit then.
    """
def measures() -> dict[typing.Any, typing.Any]:
    """
    What regions and sectors are ranked by: the Chinese and English name by key.
    """
def metrics() -> list[str]:
    """
    Keys of the metrics that ship.
    """
def missing_reports(plan: Plan, attained: Attained, day: datetime.date | str) -> list[typing.Any]:
    ...
def month_of(text: str) -> str:
    """
    The month that `text` spells, or in which a day lies, as 2024-06.
    """
def move(arg0: Store, arg1: str, arg2: str, arg3: str, arg4: datetime.date | str, arg5: str, arg6: datetime.datetime | str, arg7: str) -> int:
    ...
def multiples(portfolio: Portfolio, previous_year_fen: int | None, lang: str) -> list[typing.Any]:
    ...
def network(name: str) -> PoolGraph:
    """
    The network that ships under the id `name`, or that of a .toml file. Raises Error (unknown_network, io, malformed_network).
    """
def networks() -> list[str]:
    """
    Ids of the networks that ship.
    """
def npv_rate(flows: CashFlow, investment: CashFlow, rate: float) -> float | None:
    ...
def outlook(passage: Passage, months: collections.abc.Sequence[int], history: Passage | None, level: float) -> list[typing.Any]:
    ...
def passage(portfolio: Portfolio, source: str, target: str) -> Passage:
    """
    The way of a portfolio's projects from one library to another.
    """
def peer_scores(summary: Summary, system: IndicatorSystem, by: str, within: str | None, excluded: collections.abc.Mapping[str, str], reported: collections.abc.Mapping[str, collections.abc.Mapping[str, tuple[typing.Any, str, datetime.date | str | None]]]) -> Scores:
    """
    The scores of regions or sectors.
    """
def period_of(cadence: str, day: datetime.date | str) -> tuple[datetime.date, datetime.date]:
    ...
def policies() -> list[str]:
    """
    Ids of the policy packs that ship.
    """
def policy(name: str, day: datetime.date | str, policies: str | None, metrics: collections.abc.Sequence[Metric]) -> Policy:
    """
    The rules that `name` means on `day`.
    """
def policy_book(policies: str | None = None) -> list[Policy]:
    """
    The packs that ship and those of the file or folder `policies`.
    """
def pool_names() -> list[str]:
    ...
def project_earned_value(store: Store, code: str, as_of: datetime.date | str, known_on: datetime.date | str | None) -> typing.Any:
    ...
def project_types(portfolio: Portfolio, last_year: Portfolio | None, lang: str) -> list[typing.Any]:
    ...
def published(store: Store, number: int) -> Side:
    """
    The side of a frozen bulletin as it was published.
    """
def rank(entries: collections.abc.Sequence[tuple[str, typing.Any, int]], better: str, min_size: int, excluded: collections.abc.Mapping[str, str], above: typing.Any) -> Ranking:
    ...
def read_attained(plan: Plan, path: str) -> tuple[typing.Any, ...]:
    ...
def record_evaluation(arg0: Store, arg1: str, arg2: str, arg3: int | None, arg4: datetime.date | str, arg5: str, arg6: str, arg7: datetime.datetime | str, arg8: str) -> int:
    ...
def record_gates(arg0: Store, arg1: collections.abc.Sequence[tuple[str, str, str, str]], arg2: datetime.date | str, arg3: str, arg4: datetime.datetime | str, arg5: str) -> int:
    ...
def refuse(code: str, file: str, row: int, column: str, value: str, detail: str, sheet: str = '', cell: str = '') -> None:
    ...
def region_names(portfolio: Portfolio, codes: collections.abc.Sequence[str]) -> dict[str, str]:
    """
    The names of regions by code, as the ledger gave them, else as shipped.
    """
def region_of(text: str) -> tuple[str, str]:
    """
    Code and name (as it ships, or empty) of the region of this code.
    """
def replay(store: Store, number: int, anchor: str | None) -> Replay:
    ...
def report_figure(arg0: Store, arg1: str, arg2: str, arg3: int, arg4: int, arg5: datetime.date | str, arg6: str, arg7: datetime.datetime | str, arg8: str) -> int:
    ...
def retract(arg0: Store, arg1: int, arg2: str, arg3: datetime.datetime | str, arg4: str) -> int:
    ...
def section_names() -> dict[typing.Any, typing.Any]:
    """
    The Chinese and English name of each section of GB/T 4754 by its letter.
    """
def sector_name(arg0: int) -> str:
    ...
def select(candidates: collections.abc.Sequence[tuple[str, int, int, collections.abc.Sequence[int], str, str, str]], limits: collections.abc.Sequence[tuple[str, int, int]], gap: Ratio, nodes: int = 300, steps: int = 20000000, seconds: float = 0.0) -> dict[typing.Any, typing.Any]:
    ...
def series(arg0: Store, arg1: datetime.date | str, arg2: int, arg3: datetime.date | str | None, arg4: str, arg5: datetime.date | str | None, arg6: str | None) -> list[typing.Any]:
    ...
def standing_words(value: typing.Any, average: typing.Any, of_zh: str, of_en: str) -> tuple[str, str]:
    """
    How a Fraction stands to an average, in Chinese and English.
    """
def standings(plan: Plan, attained: Attained, month: str, known_on: datetime.date | str | None) -> list[typing.Any]:
    ...
def starts(portfolio: Portfolio) -> dict[typing.Any, typing.Any]:
    ...
def state_factor(arg0: Store, arg1: str, arg2: str, arg3: str, arg4: datetime.date | str, arg5: str, arg6: datetime.datetime | str, arg7: str) -> int:
    ...
def structure(portfolio: Portfolio, by: str, pools: collections.abc.Sequence[str], bounds_fen: collections.abc.Sequence[int] | None, lang: str) -> list[typing.Any]:
    ...
def times(passage: Passage, groups: Groups, level: float, bounds: str) -> list[Curve]:
    ...
def unit_ranking(lights: Lights, min_size: int, excluded: collections.abc.Mapping[str, str], above: typing.Any) -> Ranking:
    """
    Completion of the evaluations by responsible unit, ranked.
    """
def unreported(portfolio: Portfolio, policy: Policy, all: bool) -> list[typing.Any]:
    ...
def verify(path: str, anchor: str | None) -> Verification:
    ...
def waiting(passage: Passage, limit: int | None, history: Passage | None) -> list[typing.Any]:
    ...
def what_if(store: Store, present: Policy, changed: Policy, first: str, months: int, known_on: datetime.date | str | None, max_moves: int) -> dict[typing.Any, typing.Any]:
    ...
__version__: str = '0.1.0'
no_value: int = -9223372036854775808
not_rated: int = -9223372036854775807
social_discount_rate: Ratio
