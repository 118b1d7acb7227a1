"""The report beside a QDA file: what it holds, how places are counted, and what the format could not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cjm_research.exports.qda.characters import one_line
from cjm_research.exports.qda.contents import Contents, walk
from cjm_research.exports.qda.losses import Loss
from cjm_research.exports.qda.words import loss, report

_MOST_LISTED = 500


def told(contents: Contents, losses: Sequence[Loss], file: str, language: str, notes: Sequence[str] = ()) -> str:
    """Return the report as Markdown.

    Parameters
    ----------
    contents : Contents
        What the file holds.
    losses : sequence of Loss
    file : str
        Its name.
    language : {"en", "zh"}
    notes : sequence of str
        Sentences on how the file is written.
    """
    lines = [
        f"# {report('title', language, file=f'`{file}`')}",
        "",
        report("study", language, title=_cell(contents.title)),
        "",
    ]
    lines += [*notes, ""] if notes else []
    lines += [
        f"## {report('holds', language)}",
        "",
        *_table([report(key, language) for key in ("what", "how_many")], _held(contents, language)),
        "",
    ]
    lines += [f"## {report('lost', language)}", ""]
    if not losses:
        return "\n".join([*lines, report("nothing_lost", language), ""])
    head = [report(key, language) for key in ("what", "how_many", "became")]
    rows = [
        (what, f"{one.n:,}", became) for one in losses for what, became in [loss(one.key, language, **dict(one.values))]
    ]
    lines += [*_table(head, rows), ""]
    listed = [one for one in losses if one.listed]
    lines += [f"## {report('in_detail', language)}", ""] if listed else []
    for one in listed:
        lines += [f"### {loss(one.key, language, **dict(one.values))[0]}", ""]
        lines += [f"- {_cell(entry)}" for entry in one.listed[:_MOST_LISTED]]
        if len(one.listed) > _MOST_LISTED:
            lines.append(f"- {report('more', language, n=f'{len(one.listed) - _MOST_LISTED:,}')}")
        lines.append("")
    return "\n".join(lines)


def _held(contents: Contents, language: str) -> Iterator[tuple[str, str]]:
    codings = Counter(coding.user for coding in contents.codings)
    counts = [
        ("n_documents", len(contents.documents)),
        ("n_people", len(contents.people)),
        ("n_variables", len(contents.variables)),
        ("n_codes", sum(1 for _ in walk(contents.codes))),
        ("n_selections", len({coding.place for coding in contents.codings})),
    ]
    for key, n in counts:
        if n:
            yield report(key, language), f"{n:,}"
    for user, name in contents.users.items():
        if codings[user]:
            yield report("n_codings", language, name=_cell(name)), f"{codings[user]:,}"
    for key, n in (("n_notes", len(contents.notes)), ("n_sets", len(contents.groups))):
        if n:
            yield report(key, language), f"{n:,}"


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    r"""Return words of the study as Markdown shows them: on one line, nothing in them taken for a mark.

    >>> _cell("a|b <script>")
    'a\\|b \\<script\\>'
    """
    return "".join(f"\\{char}" if char in r"\`*_[]<>#|" else char for char in one_line(text))
