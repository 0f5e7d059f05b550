"""Writes a synthetic project ledger of the size of Daye city's, and its monthly progress.

    python3 bindings/sanku/simulation.py FOLDER [--seed N]    # or: sanku simulate FOLDER

No project in it is real. What is real are a dozen published sums: the invented projects are scaled
so that the bulletin as of 30 June 2024 shows what Daye's press conference of 13 September 2024
told of the first half of 2024 (libraries of 5, 3 and 3.5 times the previous year's investment,
conversions of 46.6 % and 62.3 %, 75 evaluations done of 87 due, 79 projects started with 33.8 bn
yuan, 78 enrolled with 21.08 bn yuan, 67 in production), for any seed. Equal seeds give equal bytes.
"""

from __future__ import annotations

import argparse
import calendar
import csv
import io
import os
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

#: Of the county that is written unless another is asked for.
SEED = 20240630
AS_OF = date(2024, 6, 30)
FIRST_REPORT = (2022, 7)
LAST_REPORT = (2024, 6)

# All money in whole 万元. With 11.5 times this the three libraries hold 4018.49亿元, which is what
# Daye had on the provincial platform; it is even, so that 3.5 times it is whole.
PREVIOUS_YEAR = 3_494_340
LIBRARY_INVESTMENT = {
    "directory": 5 * PREVIOUS_YEAR,
    "reserve": 3 * PREVIOUS_YEAR,
    "implementation": 7 * PREVIOUS_YEAR // 2,
}
STARTED_INVESTMENT = 3_380_000
ENROLLED_INVESTMENT = 2_108_000
# The published growth of 12.2 % on the year before.
ENROLLED_INVESTMENT_LAST_YEAR = 1_879_000

ENTERED_DIRECTORY = 1099
ENTERED_RESERVE = 512
ENTERED_IMPLEMENTATION = 319  # from the reserve; one urgent project came in directly
WITHDRAWN = {"directory": 7, "reserve": 3, "implementation": 2}
EVALUATIONS_DUE = 87
EVALUATIONS_DONE = 75
STARTED = 79
ENROLLED = 78
ENROLLED_LAST_YEAR = 72
IN_PRODUCTION = 67

# Completed projects: by a year before the as-of day, and since.
COMPLETED_EARLY = 62
COMPLETED_LATE = 80
ENROLLED_OF_STARTED = 62
NOT_STARTED = 13

LEDGER_TITLE = "大冶市投资项目台账(合成示例数据、非真实项目) 单位:万元"
PROGRESS_TITLE = "大冶市投资项目月度进度(合成示例数据、非真实项目) 单位:万元"
LEDGER_HEADING = (
    "项目代码",
    "项目名称",
    "行政区划",
    "行业",
    "责任单位",
    "牵头领导",
    "资金类别",
    "总投资(万元)",
    "2024年度计划投资(万元)",
    "应支付资金(万元)",
    "目录库入库",
    "储备库入库",
    "实施库入库",
    "退库日期",
    "退库原因",
    "计划开工",
    "实际开工",
    "纳统日期",
    "计划竣工",
    "实际竣工",
    "投产日期",
    "竣工结算日期",
    "财务决算日期",
    "评价日期",
    "评价得分",
)
PROGRESS_HEADING = (
    "项目代码",
    "月份",
    "本年完成投资(万元)",
    "累计完成投资(万元)",
    "到位资金(万元)",
    "支付资金(万元)",
)

# The 14 units are Daye's; the three digits behind 420281 are this example's own numbering, not the
# official codes of townships. The share is of projects, in thousandths.
UNITS = (
    ("101", "大冶湖高新区", "大冶湖", 250),
    ("102", "临空区·还地桥镇", "还地桥", 110),
    ("103", "灵乡镇", "灵乡", 80),
    ("104", "陈贵镇", "陈贵", 80),
    ("105", "金湖街道", "金湖", 95),
    ("106", "保安镇", "保安", 70),
    ("107", "大箕铺镇", "大箕铺", 60),
    ("108", "金山店镇", "金山店", 60),
    ("109", "金牛镇", "金牛", 45),
    ("110", "东岳街道", "东岳", 45),
    ("111", "刘仁八镇", "刘仁八", 35),
    ("112", "殷祖镇", "殷祖", 30),
    ("113", "茗山乡", "茗山", 25),
    ("114", "东风农场", "东风农场", 15),
)
# Units that stopped reporting on works under way, after these months of 2024.
SILENT_SINCE = {"113": 3, "114": 2}


@dataclass(frozen=True)
class Trade:
    """A kind of project: its sector cell, share in thousandths, office, words and funding."""

    sector: str
    share: int
    office: str
    leader: str
    subjects: tuple[str, ...]
    kinds: tuple[str, ...]
    public: bool


_FACTORY = (
    "生产线建设项目",
    "智能化改造项目",
    "扩产项目",
    "绿色工厂项目",
    "技术装备更新项目",
    "产业园项目",
)
_INDUSTRY = ("市经济和信息化局", "副市长甲")
TRADES = (
    Trade("C38 电气机械和器材制造业", 110, *_INDUSTRY,
          ("节能空调配件", "换热设备", "储能电池箱体", "特种电机", "输变电设备"), _FACTORY, False),
    Trade("C33 金属制品业", 100, *_INDUSTRY,
          ("铝型材", "模具钢", "精密铸件", "钢结构构件", "紧固件"), _FACTORY, False),
    Trade("C34 通用设备制造业", 90, *_INDUSTRY,
          ("智能输送设备", "数控机床", "压缩机", "工业机器人部件", "阀门"), _FACTORY, False),
    Trade("C39 计算机、通信和其他电子设备制造业", 80, *_INDUSTRY,
          ("印制电路板", "光电显示模组", "电子铜箔", "传感器"), _FACTORY, False),
    Trade("C32 有色金属冶炼和压延加工业", 50, *_INDUSTRY,
          ("高纯铜材", "铜精深加工", "再生铝"), _FACTORY, False),
    Trade("C36 汽车制造业", 50, *_INDUSTRY,
          ("新能源汽车零部件", "汽车轻量化部件", "车用线束"), _FACTORY, False),
    Trade("C30 非金属矿物制品业", 45, *_INDUSTRY,
          ("绿色建材", "超细碳酸钙", "装配式构件"), _FACTORY, False),
    Trade("C27 医药制造业", 30, *_INDUSTRY,
          ("中药饮片", "医用敷料", "原料药"), _FACTORY, False),
    Trade("C14 食品制造业", 25, *_INDUSTRY,
          ("健康食品", "预制菜", "特色豆制品"), _FACTORY, False),
    Trade("B10 非金属矿采选业", 20, "市自然资源和规划局", "副市长甲",
          ("石灰石矿山", "硅灰石矿山"), ("绿色矿山建设项目", "技改项目"), False),
    Trade("D44 电力、热力生产和供应业", 40, "市发展和改革局", "常务副市长",
          ("农光互补光伏", "屋顶光伏", "独立储能", "变电站"), ("建设项目", "扩建项目"), False),
    Trade("N78 公共设施管理业", 80, "市住房和城乡建设局", "副市长乙",
          ("老旧小区", "城区排水管网", "污水处理厂", "停车场", "背街小巷"),
          ("改造工程", "建设工程", "提升工程"), True),
    Trade("N76 水利管理业", 50, "市水利和湖泊局", "副市长丙",
          ("小流域", "湖堤", "中型灌区", "小型水库", "山洪沟"),
          ("综合治理工程", "除险加固工程", "配套改造工程"), True),
    Trade("G54 道路运输业", 60, "市交通运输局", "副市长乙",
          ("农村公路", "省道改线", "产业大道", "危旧桥梁", "货运枢纽"),
          ("新建工程", "改扩建工程", "提档升级工程"), True),
    Trade("A01 农业", 45, "市农业农村局", "副市长丙",
          ("高标准农田", "设施蔬菜基地", "粮食烘干中心"), ("建设项目", "提升项目"), True),
    Trade("P83 教育", 35, "市教育局", "副市长丁",
          ("中心小学", "初级中学", "公办幼儿园", "职业教育实训楼"), ("迁建项目", "扩建项目"), True),
    Trade("Q84 卫生", 30, "市卫生健康局", "副市长丁",
          ("卫生院", "疾控中心", "康复医院"), ("改扩建项目", "能力提升项目"), True),
    Trade("R90 娱乐业", 30, "市文化和旅游局", "副市长丁",
          ("乡村旅游", "矿冶遗址", "滨湖步道"), ("开发项目", "提升项目"), False),
    Trade("I65 软件和信息技术服务业", 30, "市数据局", "副市长甲",
          ("数字园区", "工业互联网平台", "智慧物流平台"), ("建设项目", "升级项目"), False),
)  # fmt: skip
PUBLIC_FUNDING = ("中央预算内", "专项债", "市县财政", "超长期特别国债", "省级财政")
JUDGED_FUNDING = ("中央预算内", "市县财政", "超长期特别国债")

# Sizes in 万元 at equal steps of rank: the long upper tail of a log-normal, without its logarithm.
SIZES = (500, 1200, 2200, 3500, 5000, 7500, 11000, 17000, 27000, 52000, 160000)
# Share of a year's work done in each month: little around Spring Festival, most before year-end.
SEASON = (4, 4, 8, 8, 9, 10, 8, 8, 10, 10, 10, 11)


@dataclass
class Project:
    """One project of the example, with the figures of its row and of its reports."""

    group: str
    library: str
    days: dict[str, date] = field(default_factory=dict)
    unit: tuple[str, str, str, int] = UNITS[0]
    trade: Trade = TRADES[0]
    funding: str = "企业投资"
    code: str = ""
    name: str = ""
    reason: str = ""
    score: str = ""
    total: int = 0
    plan: int | None = None
    required: int | None = None
    before: int = 0  # completed before 2023
    in_2023: int = 0
    in_2024: int = 0
    paid_2024: int | None = None
    last_report: tuple[int, int] | None = None
    reports: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)

    @property
    def withdrawn(self) -> bool:
        return "退库日期" in self.days


class Dice:
    """Draws from `random.random` alone: the one stream that Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` − 1."""
        return int(self._random() * limit)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return low + self.below(high - low + 1)

    def pick(self, choices: Sequence[T]) -> T:
        """Any of `choices`."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[T], weight: Callable[[T], int]) -> T:
        """Any of `choices`, each as often as its weight says."""
        at = self.below(sum(weight(choice) for choice in choices))
        for choice in choices:
            at -= weight(choice)
            if at < 0:
                return choice
        return choices[-1]

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`."""
        return first + timedelta(days=self.below((last - first).days + 1))

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` of `choices`, in an arbitrary order."""
        rest = list(choices)
        return [rest.pop(self.below(len(rest))) for _ in range(count)]

    def size(self) -> int:
        """A total investment before scaling."""
        at = self.below(1000 * (len(SIZES) - 1))
        step, part = divmod(at, 1000)
        return SIZES[step] + (SIZES[step + 1] - SIZES[step]) * part // 1000


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    """The months from `first` to `last`, both included."""
    count = (last[0] - first[0]) * 12 + last[1] - first[1]
    return [
        (first[0] + (first[1] - 1 + k) // 12, (first[1] - 1 + k) % 12 + 1) for k in range(count + 1)
    ]


def month_of(day: date) -> tuple[int, int]:
    """Year and month of a day."""
    return day.year, day.month


# --------------------------------------------------------------------------------- who is in where


def make_projects(dice: Dice) -> list[Project]:
    """1,100 projects with their groups, days and words, but no money yet."""
    implementation = (
        [Project("early", "implementation") for _ in range(COMPLETED_EARLY)]
        + [Project("late", "implementation") for _ in range(COMPLETED_LATE)]
        + [Project("begun", "implementation") for _ in range(STARTED)]
        + [Project("waiting", "implementation") for _ in range(NOT_STARTED + 1)]
    )
    building = ENTERED_IMPLEMENTATION + 1 - len(implementation)
    implementation += [Project("building", "implementation") for _ in range(building)]
    reserve = [
        Project("reserve", "reserve") for _ in range(ENTERED_RESERVE - ENTERED_IMPLEMENTATION)
    ]
    directory = [
        Project("directory", "directory") for _ in range(ENTERED_DIRECTORY - ENTERED_RESERVE)
    ]
    everyone = implementation + reserve + directory
    for project in everyone:
        project.unit = dice.weighted(UNITS, lambda unit: unit[3])
        project.trade = dice.weighted(TRADES, lambda trade: trade.share)
        project.funding = "企业投资"
        if project.trade.public:
            project.funding = dice.pick(PUBLIC_FUNDING)

    set_starts(dice, implementation)
    for project in implementation:
        set_entries(dice, project)
    urgent = next(p for p in implementation if p.group == "building" and "纳统日期" in p.days)
    make_urgent(urgent)
    set_completions(dice, implementation)
    for project in reserve:
        entered = dice.day(date(2022, 3, 1), date(2024, 6, 20))
        project.days["储备库入库"] = entered
        project.days["目录库入库"] = entered - timedelta(days=dice.between(15, 240))
        if dice.below(4):
            planned = dice.day(date(2024, 8, 1), date(2025, 12, 20))
            project.days["计划开工"] = planned
            project.days["计划竣工"] = planned + timedelta(days=dice.between(240, 900))
    for project in directory:
        project.days["目录库入库"] = dice.day(date(2021, 6, 1), date(2024, 6, 28))
    withdraw(dice, everyone)
    name_all(dice, everyone)
    everyone.sort(key=lambda p: (min(p.days.values()), p.name))
    number_all(everyone)
    return everyone


def make_urgent(project: Project) -> None:
    """Turns a project into the one that entered the implementation library directly."""
    project.group = "urgent"
    project.unit = UNITS[9]
    project.trade = next(trade for trade in TRADES if trade.sector.startswith("N76"))
    project.funding = "中央预算内"
    project.name = "东岳山洪沟水毁应急修复工程"
    del project.days["目录库入库"], project.days["储备库入库"]


def set_starts(dice: Dice, implementation: Sequence[Project]) -> None:
    """Start, enrolment and plan of every project of the implementation library.

    The groups are sized so that the counts of the first half of 2024 come out as published and
    each warning rule finds some projects on either side of its thresholds.
    """
    building = [p for p in implementation if p.group == "building"]
    begun = [p for p in implementation if p.group == "begun"]
    waiting = [p for p in implementation if p.group == "waiting"]

    for project in implementation:
        if project.group == "early":
            start = dice.day(date(2021, 6, 1), date(2022, 6, 30))
        elif project.group == "late":
            start = dice.day(date(2022, 3, 1), date(2022, 11, 30))
        else:
            start = dice.day(date(2022, 6, 1), date(2022, 11, 30))
        if project.group in ("early", "late", "building"):
            project.days["实际开工"] = start
            project.days["纳统日期"] = start + timedelta(days=dice.between(0, 29))

    # Enrolled in the first half of 2023 and of 2024, respectively.
    late = [p for p in implementation if p.group == "late"]
    for project in late[: ENROLLED_LAST_YEAR - 40] + building[:40]:
        enrolled = dice.day(date(2023, 1, 3), date(2023, 6, 28))
        project.days["纳统日期"] = enrolled
        project.days["实际开工"] = enrolled - timedelta(days=dice.between(0, 45))
    for project in building[40:56]:
        project.days["实际开工"] = dice.day(date(2023, 11, 20), date(2023, 12, 28))
        project.days["纳统日期"] = dice.day(date(2024, 1, 8), date(2024, 2, 6))
    for project in building[56:58]:
        project.days["实际开工"] = dice.day(date(2023, 7, 1), date(2023, 10, 30))
        del project.days["纳统日期"]
    for project in building[58:70]:
        start = dice.day(date(2023, 7, 1), date(2023, 10, 30))
        project.days["实际开工"] = start
        project.days["纳统日期"] = start + timedelta(days=dice.between(0, 29))

    for project in begun[:ENROLLED_OF_STARTED]:
        start = dice.day(date(2024, 1, 3), date(2024, 6, 5))
        project.days["实际开工"] = start
        project.days["纳统日期"] = start + timedelta(days=dice.between(0, 25))
    # Not enrolled: since less than one month, up to two, and for longer.
    spans = [(date(2024, 6, 3), date(2024, 6, 25))] * 6
    spans += [(date(2024, 5, 3), date(2024, 5, 28))] * 5
    spans += [(date(2024, 2, 20), date(2024, 4, 26))] * 6
    for project, (first, last) in zip(begun[ENROLLED_OF_STARTED:], spans, strict=True):
        project.days["实际开工"] = dice.day(first, last)

    # Not started: overdue for three month-ends, due since one or two, planned for later, unknown.
    plans = [(date(2024, 2, 1), date(2024, 4, 25))] * 4
    plans += [(date(2024, 5, 6), date(2024, 6, 28))] * 5
    plans += [(date(2024, 9, 1), date(2025, 3, 20))] * 3
    for project, (first, last) in zip(waiting, plans, strict=False):
        project.days["计划开工"] = dice.day(first, last)

    for project in implementation:
        start_day = project.days.get("实际开工")
        if start_day is not None:
            planned = start_day + timedelta(days=dice.pick((-20, -8, -3, 0, 0, 0, 5, 12)))
            project.days["计划开工"] = planned
        if "计划开工" in project.days:
            first = max(project.days["计划开工"], start_day or AS_OF)
            project.days["计划竣工"] = first + timedelta(days=dice.between(540, 1000))


def set_entries(dice: Dice, project: Project) -> None:
    """The three entries, in order and before the start."""
    entered = project.days.get("实际开工")
    if entered is None:
        entered = dice.day(date(2023, 9, 1), date(2024, 1, 20))
    else:
        entered -= timedelta(days=dice.between(3, 50))
    project.days["实施库入库"] = entered
    project.days["储备库入库"] = entered - timedelta(days=dice.between(20, 150))
    project.days["目录库入库"] = project.days["储备库入库"] - timedelta(days=dice.between(15, 200))


def set_completions(dice: Dice, implementation: Sequence[Project]) -> None:
    """Completion, production, both accounts and evaluation: 87 due, 75 of them done."""
    early = [p for p in implementation if p.group == "early"]
    late = [p for p in implementation if p.group == "late"]
    for number, project in enumerate(early):
        span = (date(2022, 8, 5), date(2022, 12, 26)) if number < 16 else None
        completed = dice.day(*(span or (date(2023, 1, 6), date(2023, 6, 28))))
        project.days["实际竣工"] = completed
        project.days["投产日期"] = min(completed + timedelta(days=dice.between(0, 90)), AS_OF)
    # 6 are past nine months without both accounts; 25 were quick with theirs.
    for number, project in enumerate(late):
        if number < 6:
            span = (date(2023, 8, 1), date(2023, 9, 25))
        elif number < 31:
            span = (date(2023, 8, 1), date(2024, 2, 20))
        else:
            span = (date(2023, 11, 1), date(2024, 6, 26))
        project.days["实际竣工"] = dice.day(*span)
    for project in late:
        planned = project.days["实际竣工"] + timedelta(days=dice.pick((-60, -20, 0, 0, 10, 30)))
        project.days["计划竣工"] = planned
    for project in early:
        planned = project.days["实际竣工"] + timedelta(days=dice.pick((-60, -20, 0, 0, 10, 30)))
        project.days["计划竣工"] = planned

    first_half = date(2024, 1, 2)
    for project in dice.some(late, IN_PRODUCTION):
        completed = project.days["实际竣工"]
        last = min(AS_OF, max(first_half, completed) + timedelta(days=60))
        project.days["投产日期"] = dice.day(max(first_half, completed), last)
    # None of the earlier ones waited into 2024, so that 67 is the whole count.
    for project in early:
        if project.days["投产日期"] >= first_half:
            raise RuntimeError("an early completion went into production in 2024")

    accounted = early[:58] + late[6:31]
    for project in accounted:
        completed = project.days["实际竣工"]
        room = min((AS_OF - completed).days - 12, 330)
        settled = completed + timedelta(days=dice.between(room // 4, room // 2))
        project.days["竣工结算日期"] = settled
        final = settled + timedelta(days=dice.between(room // 8, room // 2))
        project.days["财务决算日期"] = final
    for project in early[58:60] + late[:3]:
        completed = project.days["实际竣工"]
        project.days["竣工结算日期"] = completed + timedelta(days=dice.between(60, 240))
    for project in dice.some(accounted, EVALUATIONS_DONE):
        final = project.days["财务决算日期"]
        project.days["评价日期"] = dice.day(final, min(AS_OF, final + timedelta(days=60)))
        project.score = f"{dice.between(7000, 9750) / 100:.2f}"


def withdraw(dice: Dice, everyone: Sequence[Project]) -> None:
    """Takes twelve projects out of their libraries, each with a reason."""
    reasons = ("用地指标未落实", "投资方放弃", "环评未通过", "并入其他项目", "资金来源未落实")
    chosen: list[Project] = []
    for library in ("directory", "reserve"):
        long_in = [
            p for p in everyone if p.library == library and max(entries(p)) < date(2023, 12, 1)
        ]
        chosen += dice.some(long_in, WITHDRAWN[library])
    # One that stopped after its start, and one that never came to it.
    building = [
        p for p in everyone if p.group == "building" and month_of(p.days["实际开工"]) < (2023, 1)
    ]
    waiting = [p for p in everyone if p.group == "waiting"]
    chosen += [building[-1], waiting[-1]]
    for project in chosen:
        last = max([*entries(project), project.days.get("实际开工", date(2023, 1, 1))])
        first = max(last + timedelta(days=60), date(2023, 9, 1))
        project.days["退库日期"] = dice.day(first, date(2024, 6, 14))
        project.reason = dice.pick(reasons)
        if project.group in ("building", "waiting"):
            project.group = f"withdrawn {project.group}"
            project.days["退库日期"] = dice.day(date(2024, 2, 5), date(2024, 3, 20))


def entries(project: Project) -> list[date]:
    """The days on which the project entered libraries."""
    names = ("目录库入库", "储备库入库", "实施库入库")
    return [project.days[name] for name in names if name in project.days]


def name_all(dice: Dice, everyone: Sequence[Project]) -> None:
    """Gives each project a name of township, subject and kind that no other has."""
    used = {project.name for project in everyone if project.name}
    phases = ("", "二期", "三期", "四期", "五期", "六期")
    for project in everyone:
        if project.name:
            continue
        place = project.unit[2]
        while True:
            subject = dice.pick(project.trade.subjects)
            kind = dice.pick(project.trade.kinds)
            names = [f"{place}{subject}{kind}{phase}" for phase in phases]
            free = [name for name in names if name not in used]
            if free:
                break
            place = project.unit[2] + dice.pick(("东片", "西片", "南片", "北片"))
        project.name = free[0]
        used.add(free[0])


def number_all(everyone: Sequence[Project]) -> None:
    """Gives each project a code of the national form; the number is its place in this file."""
    for number, project in enumerate(everyone, start=1):
        filed = min(entries(project))
        kind = "01" if project.trade.public else "03"
        project.code = f"{filed:%y%m}-420281-04-{kind}-{900000 + number}"


# -------------------------------------------------------------------------------------------- money


def scale(dice: Dice, projects: Sequence[Project], total: int) -> None:
    """Total investments of whole 万元, mostly round, that sum to `total`."""
    raw = [dice.size() for _ in projects]
    whole = sum(raw)
    for project, size in zip(projects, raw, strict=True):
        amount = max(500, size * total // whole)
        step = 100 if amount >= 10_000 else 10
        project.total = amount // step * step
    largest = max(projects, key=lambda p: p.total)
    largest.total += total - sum(p.total for p in projects)
    if largest.total < 500:
        raise RuntimeError("the sizes cannot be scaled to the published sum")


def set_totals(dice: Dice, everyone: Sequence[Project]) -> None:
    """Investments by group, so that every published sum is met exactly."""
    for project in everyone:
        if project.withdrawn:
            project.total = dice.size() // 10 * 10
    active = [p for p in everyone if not p.withdrawn]
    implementation = [p for p in active if p.library == "implementation"]
    for library in ("directory", "reserve"):
        scale(dice, [p for p in active if p.library == library], LIBRARY_INVESTMENT[library])

    def enrolled_in(project: Project, year: int) -> bool:
        day = project.days.get("纳统日期")
        return day is not None and date(year, 1, 1) <= day <= date(year, 6, 30)

    rest = LIBRARY_INVESTMENT["implementation"]
    of_begun = 1_750_000  # the enrolled ones of the projects started in 2024
    sums: list[tuple[Callable[[Project], bool], int]] = [
        (lambda p: p.group == "begun" and "纳统日期" in p.days, of_begun),
        (lambda p: p.group == "begun" and "纳统日期" not in p.days, STARTED_INVESTMENT - of_begun),
        (lambda p: p.group != "begun" and enrolled_in(p, 2024), ENROLLED_INVESTMENT - of_begun),
        (lambda p: enrolled_in(p, 2023), ENROLLED_INVESTMENT_LAST_YEAR),
        (lambda p: p.group == "waiting", 420_000),
    ]
    for belongs, total in sums:
        group = [p for p in implementation if belongs(p)]
        scale(dice, group, total)
        implementation = [p for p in implementation if not belongs(p)]
        rest -= total
    scale(dice, implementation, rest)


def done_by(project: Project, day: date) -> int:
    """Thousandths of the work that lie before `day`, along a smooth curve from start to end."""
    start = project.days["实际开工"]
    end = project.days.get("实际竣工", project.days["计划竣工"])
    span = max((end - start).days, 1)
    at = min(max((day - start).days, 0), span)
    return 1000 * at * at * (3 * span - 2 * at) // span**3


def set_years(dice: Dice, everyone: Sequence[Project]) -> None:
    """Investment completed before, in and after 2023, with exactly the previous year's sum."""
    old = [p for p in everyone if "实际开工" in p.days and p.days["实际开工"].year < 2024]
    shares: list[tuple[Project, int, int, int]] = []
    for project in old:
        first = done_by(project, date(2022, 12, 31))
        second = done_by(project, date(2023, 12, 31)) - first
        whole = project.total * dice.between(955, 1000) // 1000
        shares.append((project, first, second, whole))

    def in_2023(factor: int) -> list[int]:
        """Amounts of 2023 if every pace of that year is `factor` hundredths of a percent."""
        amounts = []
        for project, _, second, whole in shares:
            completed = project.days.get("实际竣工")
            if completed is not None and completed.year == 2022:
                amounts.append(0)
                continue
            # What is not done by the end of 2023 is left for 2024, and something always is.
            open_end = completed is None or completed.year == 2024
            most = 1000 - (80 if completed else 150) if open_end else 1000
            amounts.append(min(whole * second * factor // 10_000_000, whole * most // 1000))
        return amounts

    low, high = 1, 60_000
    while low < high:
        middle = (low + high + 1) // 2
        if sum(in_2023(middle)) <= PREVIOUS_YEAR:
            low = middle
        else:
            high = middle - 1
    amounts = in_2023(low)
    for (project, first, _, whole), amount in zip(shares, amounts, strict=True):
        completed = project.days.get("实际竣工")
        project.in_2023 = amount
        if completed is not None and completed.year == 2022:
            project.before = whole
        elif completed is not None and completed.year == 2023:
            project.before = whole - amount if first else 0
        else:
            project.before = min(whole * first // 1000, (whole * 93 // 100 - amount))
            if completed is not None:
                project.in_2024 = whole - amount - project.before
    # The rounding is given to projects that still have work ahead, in equal parts.
    spare = [p for p in old if p.group == "building" and not p.withdrawn]
    missing = PREVIOUS_YEAR - sum(p.in_2023 for p in old)
    for number, project in enumerate(spare):
        part = missing * (number + 1) // len(spare) - missing * number // len(spare)
        project.in_2023 += part
        if project.before + project.in_2023 > project.total:
            raise RuntimeError("no room for the rounding of 2023")


def set_plans(dice: Dice, everyone: Sequence[Project]) -> None:
    """Plans of 2024 and how far they are met: most on pace, some behind, a few far behind."""
    rated = [p for p in everyone if p.group in ("building", "urgent", "begun") and not p.withdrawn]
    behind = {id(p): "yellow" for p in dice.some(rated, 24)}
    behind.update((id(p), "red") for p in dice.some(rated, 9))
    for project in rated:
        left = project.total - project.before - project.in_2023
        if project.group == "begun":
            project.plan = project.total * dice.between(30, 60) // 100
        else:
            project.plan = left * dice.between(55, 95) // 100
        project.plan = max(project.plan // 10 * 10, min(left, 20))
        stop_reporting(project)
        month = project.last_report[1] if project.last_report else 6
        gap = dice.between(-70, 90)
        if not project.last_report:
            gap = {"yellow": dice.between(-280, -120), "red": dice.between(-440, -320)}.get(
                behind.get(id(project), ""), gap
            )
        begun = project.days["实际开工"]
        if project.last_report and begun > last_of_month(*project.last_report):
            project.in_2024 = 0
        else:
            project.in_2024 = max(0, project.plan * (1000 * month // 12 + gap) // 1000)
    for project in everyone:
        completed = project.days.get("实际竣工")
        if completed is not None and completed.year == 2024:
            project.plan = project.in_2024 * dice.between(94, 104) // 100
            project.plan = min(project.plan, project.total - project.before - project.in_2023)

    for project in everyone:
        if project.group != "waiting":
            continue
        stop_reporting(project)
        planned = project.days.get("计划开工")
        if planned is not None and planned <= date(2024, 4, 30):
            project.plan = project.total * 40 // 100
        elif planned is not None and planned > AS_OF:
            project.plan = 0  # the work begins in earnest next year

    # Required payments: of the projects under construction that the payment rule looks at.
    payers = [p for p in rated if p.funding in JUDGED_FUNDING and not p.last_report and p.in_2024]
    late_payers = {id(p) for p in dice.some(payers, 6)}
    for project in payers:
        if project.in_2024 < 50:
            continue
        project.required = max(10, project.in_2024 * dice.between(50, 75) // 1000 * 10)
        paid = dice.between(55, 92) if id(project) in late_payers else dice.between(100, 115)
        project.paid_2024 = -(-project.required * paid // 100)


def stop_reporting(project: Project) -> None:
    """Sets the last report of a project whose unit fell silent; later entries have none at all."""
    silent_since = SILENT_SINCE.get(project.unit[0])
    if silent_since:
        project.last_report = (2024, silent_since)


def spread(dice: Dice, amount: int, when: Sequence[tuple[int, int]]) -> list[int]:
    """Cumulative parts of `amount` at the end of each month, along the seasons of the year."""
    weights = [SEASON[month - 1] * dice.between(75, 125) for _, month in when]
    whole, reached, parts = sum(weights), 0, []
    for weight in weights:
        reached += weight
        parts.append(amount * reached // whole)
    return parts


def set_reports(dice: Dice, project: Project) -> None:
    """Monthly reports from the entry into the implementation library to completion."""
    entered = project.days.get("实施库入库")
    if entered is None:
        return
    last = project.last_report or LAST_REPORT
    for end in ("实际竣工", "退库日期"):
        if end in project.days:
            last = min(last, month_of(project.days[end]))
    start = project.days.get("实际开工")
    reached_by: dict[tuple[int, int], int] = {}
    base = 0
    if start is not None:
        periods = (
            (month_of(start), (2022, 12), project.before),
            (max(month_of(start), (2023, 1)), (2023, 12), project.in_2023),
            (max(month_of(start), (2024, 1)), LAST_REPORT, project.in_2024),
        )
        for first, until, amount in periods:
            when = months(first, min(until, last)) if first <= min(until, last) else []
            if not when and amount:
                raise RuntimeError(f"{project.name}: investment outside of the works")
            for month, part in zip(when, spread(dice, amount, when) if when else [], strict=True):
                reached_by[month] = base + part
            base += amount

    reached, year, before = 0, 0, 0
    arrived, paid = 0, 0
    pay_share, arrive_share = dice.between(70, 96), dice.between(85, 115)
    for month in months(min(month_of(entered), month_of(start or entered)), last):
        if month[0] != year:
            year, before, arrived, paid = month[0], reached, 0, 0
        reached = reached_by.get(month, reached)
        this_year = reached - before
        if year == 2024 and project.paid_2024 is not None:
            paid = project.paid_2024 * this_year // project.in_2024
        else:
            paid = max(paid, this_year * pay_share // 100)
        arrived = max(arrived, paid, this_year * arrive_share // 100)
        if month >= FIRST_REPORT:
            project.reports.append((*month, this_year, reached, arrived, paid))


# ------------------------------------------------------------------------------------- the program


def check(everyone: Sequence[Project]) -> None:
    """Recounts every published figure from the finished rows. Raises RuntimeError on a miss."""

    def expect(what: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise RuntimeError(f"{what}: {found}, not {wanted}")

    def percent(part: int, whole: int) -> str:
        tenths = (2000 * part + whole) // (2 * whole)
        return f"{tenths // 10}.{tenths % 10}"

    def sum_of(projects: Iterable[Project]) -> int:
        return sum(p.total for p in projects)

    previous = 0
    for project in everyone:
        of_2023 = [report for report in project.reports if report[0] == 2023]
        previous += of_2023[-1][2] if of_2023 else 0
    expect("investment of 2023", previous, PREVIOUS_YEAR)
    held = {
        library: sum_of(p for p in everyone if p.library == library and not p.withdrawn)
        for library in LIBRARY_INVESTMENT
    }
    tenths = {library: 10 * amount / previous for library, amount in held.items()}
    expect("multiples", tenths, {"directory": 50, "reserve": 30, "implementation": 35})
    expect("libraries together, in 万元", round(sum(held.values()), -2), 40_184_900)

    def entered(heading: str) -> set[str]:
        return {p.code for p in everyone if heading in p.days}

    directory, reserve, implementation = map(entered, ("目录库入库", "储备库入库", "实施库入库"))
    expect("directory to reserve", percent(len(directory & reserve), len(directory)), "46.6")
    expect(
        "reserve to implementation", percent(len(reserve & implementation), len(reserve)), "62.3"
    )

    due = [
        p
        for p in everyone
        if "财务决算日期" in p.days or p.days.get("实际竣工", AS_OF) <= date(2023, 6, 30)
    ]
    expect("evaluations due", len(due), EVALUATIONS_DUE)
    expect("evaluations done", sum("评价日期" in p.days for p in due), EVALUATIONS_DONE)

    def in_half(heading: str, year: int) -> list[Project]:
        first, last = date(year, 1, 1), date(year, 6, 30)
        return [p for p in everyone if first <= p.days.get(heading, date.max) <= last]

    started = in_half("实际开工", 2024)
    expect("started", (len(started), sum_of(started)), (STARTED, STARTED_INVESTMENT))
    enrolled, enrolled_before = in_half("纳统日期", 2024), in_half("纳统日期", 2023)
    expect("enrolled", (len(enrolled), sum_of(enrolled)), (ENROLLED, ENROLLED_INVESTMENT))
    expect("enrolled last year", len(enrolled_before), ENROLLED_LAST_YEAR)
    growth = sum_of(enrolled) - sum_of(enrolled_before)
    expect("growth of enrolment", percent(growth, sum_of(enrolled_before)), "12.2")
    expect("in production", len(in_half("投产日期", 2024)), IN_PRODUCTION)
    expect("projects", (len(everyone), len({p.code for p in everyone})), (1100, 1100))
    expect("names", len({p.name for p in everyone}), 1100)
    check_order(everyone)


def check_order(everyone: Sequence[Project]) -> None:
    """What any import checks: days in order, cumulative figures that never fall."""
    chain = (
        "目录库入库",
        "储备库入库",
        "实施库入库",
        "实际开工",
        "实际竣工",
        "竣工结算日期",
        "财务决算日期",
    )
    for project in everyone:
        days = [project.days[name] for name in chain if name in project.days]
        actual = [d for name, d in project.days.items() if not name.startswith("计划")]
        if days != sorted(days) or max(actual) > AS_OF:
            raise RuntimeError(f"{project.name}: days out of order")
        reached = 0
        for year, month, this_year, total, _, paid in project.reports:
            if not 0 <= this_year <= total <= project.total or total < reached or paid < 0:
                raise RuntimeError(f"{project.name}: figures out of order in {year}-{month:02d}")
            reached = total
            if last_of_month(year, month) < project.days["实施库入库"]:
                raise RuntimeError(f"{project.name}: progress before its entry")


def generate(seed: int) -> list[Project]:
    """The projects of a seed, checked against every published figure."""
    dice = Dice(seed)
    everyone = make_projects(dice)
    set_totals(dice, everyone)
    set_years(dice, everyone)
    set_plans(dice, everyone)
    for project in everyone:
        set_reports(dice, project)
    check(everyone)
    return everyone


def ledger_rows(everyone: Sequence[Project]) -> list[list[str]]:
    """Title, heading, one row a project, and the total row."""
    rows = [[LEDGER_TITLE] + [""] * (len(LEDGER_HEADING) - 1), list(LEDGER_HEADING)]
    sums = {"总投资(万元)": 0, "2024年度计划投资(万元)": 0, "应支付资金(万元)": 0}
    for project in everyone:
        amounts = (project.total, project.plan, project.required)
        cells = {
            "项目代码": project.code,
            "项目名称": project.name,
            "行政区划": f"420281{project.unit[0]} {project.unit[1]}",
            "行业": project.trade.sector,
            "责任单位": project.trade.office,
            "牵头领导": project.trade.leader,
            "资金类别": project.funding,
            "退库原因": project.reason,
            "评价得分": project.score,
        }
        for heading, amount in zip(sums, amounts, strict=True):
            cells[heading] = "" if amount is None else str(amount)
            sums[heading] += amount or 0
        cells.update((heading, day.isoformat()) for heading, day in project.days.items())
        rows.append([cells.get(heading, "") for heading in LEDGER_HEADING])
    total = {"项目代码": "合计", **{heading: str(amount) for heading, amount in sums.items()}}
    rows.append([total.get(heading, "") for heading in LEDGER_HEADING])
    return rows


def progress_rows(everyone: Sequence[Project]) -> list[list[str]]:
    """Title, heading, and one row a project and month, month by month."""
    rows = [[PROGRESS_TITLE] + [""] * (len(PROGRESS_HEADING) - 1), list(PROGRESS_HEADING)]
    reports = sorted((r[0], r[1], p.code, r[2:]) for p in everyone for r in p.reports)
    for year, month, code, figures in reports:
        rows.append([code, f"{year}-{month:02d}", *map(str, figures)])
    return rows


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Writes rows as spreadsheet programs do: UTF-8 with a byte-order mark, lines end in CR LF."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def simulate(folder: str | os.PathLike[str], seed: int = SEED) -> tuple[Path, Path]:
    """Writes the synthetic county of ``seed`` into ``folder``, which is made if it is missing:
    ``ledger.csv`` and ``progress.csv``, whose paths it returns. Raises ``OSError``."""
    everyone = generate(seed)
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    ledger, progress = target / "ledger.csv", target / "progress.csv"
    _write(ledger, ledger_rows(everyone))
    _write(progress, progress_rows(everyone))
    return ledger, progress


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes both files and names them."""
    parser = argparse.ArgumentParser(description="Writes a synthetic project ledger; none is real.")
    parser.add_argument("folder", type=Path, help="where to write ledger.csv and progress.csv")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, other projects")
    options = parser.parse_args(arguments)
    for path in simulate(options.folder, options.seed):
        print(f"{path}: synthetic (合成示例数据), no project in it is real")


if __name__ == "__main__":
    main()
