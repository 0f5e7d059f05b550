"""Pictures of the three libraries: each function returns a matplotlib figure that shows itself in a
notebook, in Chinese (``lang="zh"``) or English, and is saved by ``savefig``.

Needs the extra ``plots``: ``pip install 'sanku[plots]'``. Nothing of pyplot is used, and no setting
of matplotlib is changed.
"""

from sanku._plot_county import county
from sanku._plot_dwell import dwell
from sanku._plot_funnel import funnel
from sanku._plot_look import CHINESE_FONTS, FontWarning, Picture, chinese_font
from sanku._plot_matrix import light_matrix
from sanku._plot_rank import rank
from sanku._plot_series import series

__all__ = [
    "CHINESE_FONTS",
    "FontWarning",
    "Picture",
    "chinese_font",
    "county",
    "dwell",
    "funnel",
    "light_matrix",
    "rank",
    "series",
]
