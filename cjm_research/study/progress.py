"""A progress bar for the terminal and the notebook, silent where nobody looks."""

from __future__ import annotations

from types import TracebackType


class Progress:
    """Counts work done against work to do, as a context manager.

    Parameters
    ----------
    what : str
        What is being done, shown before the bar.
    total : int
        How much there is to do; no bar is shown for nothing.
    shown : bool
        Whether to show it at all.
    """

    def __init__(self, what: str, total: int, shown: bool = True) -> None:
        self._what, self._total, self._shown = what, total, shown and total > 0
        self._bar = None

    def __enter__(self) -> Progress:
        if self._shown:
            from tqdm.auto import tqdm

            self._bar = tqdm(total=self._total, desc=self._what, leave=False)
        return self

    def advance(self, n: int) -> None:
        """Add to the work done."""
        if self._bar is not None:
            self._bar.update(n)

    def reach(self, done: int, total: int) -> None:
        """Say how much of how much is done, whatever the total was said to be."""
        if self._bar is not None:
            self._bar.total = total
            self._bar.update(done - self._bar.n)

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is None:
            return
        if kind is None:
            # What was done before needs no doing; a bar that ends short of its total stays on the screen in red.
            self._bar.total = self._bar.n
        self._bar.close()
