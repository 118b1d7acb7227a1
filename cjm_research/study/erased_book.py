"""The codebook's file without what somebody said, or without words that were replaced.

Examples are picked from segments and codes are named with words of people, so the file may quote somebody. Where people
changed the codebook in its editor the history is the truth and the file is written from it; else the file itself is.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.writing import text_of
from cjm_research.errors import StudyError
from cjm_research.store.erasing_books import without_words
from cjm_research.study.codebooks import standing_codebook, write_file

if TYPE_CHECKING:
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyFolder


def before_erasing(folder: StudyFolder, store: Store, words: Collection[str]) -> str:
    """Take over what was edited in the file by hand, so that it is not read again after words were taken out.

    A file that no history stands for loses the words at once.

    Parameters
    ----------
    folder, store
        The study.
    words : collection of str
        What somebody said.

    Returns
    -------
    str
        What cannot be done and is to be done by hand; "" if all is well.
    """
    if not folder.codebook.is_file():
        return ""
    try:
        standing_codebook(folder, store)
        book = Codebook.load(folder.codebook)
    except StudyError as err:
        return f"{err} Look in it for what the person said"
    if not store.count("codebooks"):
        content = without_words(book.to_content(), words, {})
        if content != book.to_content():
            text = text_of(Codebook.from_content(content), folder.codebook.read_text("utf-8-sig"))
            part = folder.codebook.with_name(folder.codebook.name + ".part")
            part.write_text(text, "utf-8", newline="\n")
            os.replace(part, folder.codebook)
    return ""


def after_erasing(folder: StudyFolder, store: Store) -> None:
    """Write the file from the history, if there is one."""
    if store.count("codebooks"):
        write_file(folder, store)
