"""Opening the board of a study: the map as it stands, with every edit, drawn anew when figures are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cjm_research.review.board.session import BoardSession
from cjm_research.review.board.state import BoardState
from cjm_research.study import drafting, pipeline

if TYPE_CHECKING:
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder


def open_board(folder: StudyFolder, config: StudyConfig, store: Store, coder: str) -> BoardSession:
    """Return the session of one person at the board.

    Parameters
    ----------
    folder, config, store
        The study.
    coder : str
        Name or initials of the person.

    Raises
    ------
    StudyError
        If the study has no themes yet, or nobody is named.
    """
    pipeline.require(store, "themes", folder.name)

    def load() -> BoardState:
        journey = drafting.draft(folder, config, store)
        return BoardState(journey.data, journey.evidence, journey.orphans, journey.originals)

    return BoardSession(store, load, coder, config.languages)
