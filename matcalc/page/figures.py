"""A backend of matplotlib that shows figures among what the code shows."""

from __future__ import annotations

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

from matcalc.page.outputs import show_figures

__all__ = ["FigureCanvas", "FigureManager"]


class FigureManager(FigureManagerBase):
    """A figure that waits for `plt.show()`, or for the end of its cell."""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:  # noqa: ARG003 (nothing to wait for)
        """Show the open figures here and now."""
        show_figures()


class FigureCanvas(FigureCanvasAgg):
    """What a figure is drawn on."""

    manager_class = FigureManager
