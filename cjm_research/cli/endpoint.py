"""``cjm suggest --coder endpoint``: the plan is printed first; with its code after ``--send`` it is carried out.

The code stands under the plan and changes with every word that would be sent, so nobody can agree to what was not on
the screen. What is answered is kept beside the table until all is done: the same command goes on from there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cjm_research.errors import CjmError, UnknownNameError
from cjm_research.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.endpoint import EndpointCoder, Plan


def run_for(coder: str, target: Path, url: str, model: str, key_env: str, send: str) -> EndpointRun | None:
    """Return what asks the endpoint if that is the coder, None for the shipped coder.

    Raises
    ------
    UnknownNameError
        If the coder is neither, or something is said about an endpoint that will not be asked.
    """
    if coder == "endpoint":
        return EndpointRun(target, {"url": url, "model": model, "key_env": key_env}, send)
    if coder != "framework":
        raise UnknownNameError(f"`cjm suggest` knows no coder {coder!r}. Known: endpoint, framework.")
    if url or model or key_env or send:
        raise UnknownNameError(
            "--url, --model, --key-env and --send belong to --coder endpoint. Add that, or drop them."
        )
    return None


class EndpointRun:
    """Ask an endpoint about a table; called with the rows by `study.tables.suggest_table`.

    Parameters
    ----------
    target : Path
        The table to be written; what is answered is kept beside it meanwhile.
    overrides : dict
        Settings of the section ``[endpoint]``: url, model, key_env.
    send : str
        The code of the plan that was printed, or "".
    progress : bool
        Whether to show a progress bar.
    """

    def __init__(self, target: Path, overrides: dict[str, Any], send: str = "", progress: bool = True) -> None:
        self.kept = target.with_name(target.name + ".answers")
        self.settings = Settings.from_overrides({"endpoint": overrides}, where="the command line").endpoint
        self.send, self.progress = send.strip(), progress
        self._report = ""

    def __call__(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return what the endpoint suggests for rows with the columns id, text, context and lang.

        Raises
        ------
        CjmError
            If ``send`` is not the code of the plan; the plan is printed and nothing is sent.
        """
        from cjm_research.codes.codebook import Codebook
        from cjm_research.codes.endpoint import EndpointCoder
        from cjm_research.codes.endpoint.loose import segments_of, widen

        segments, codebook = segments_of(rows), Codebook.framework()
        asking = EndpointCoder(settings=self.settings)
        language = "zh" if (rows["lang"] == "zh").mean() > 0.5 else "en"
        plan = asking.plan(segments, codebook, cases=None, language=language)
        self._require(plan)
        coder = EndpointCoder(settings=self.settings, agreement=plan.agree(by=f"--send {self.send}"))
        found = self._answered(coder, segments, codebook)
        self._report = coder.summary.text(language)
        return widen(found)

    def finish(self) -> str:
        """Let go of the answers kept meanwhile, now that the table is written, and say what came of it."""
        self.kept.unlink(missing_ok=True)
        return self._report

    def _require(self, plan: Plan) -> None:
        if self.send == plan.code:
            return
        typer.echo(str(plan))
        if self.send:
            raise CjmError(f"Nothing was sent: {self.send!r} is not the code of this plan. Read it, then see its end.")
        raise CjmError(f"Nothing was sent. If you agree to the plan above, add --send {plan.code} to the command.")

    def _answered(self, coder: EndpointCoder, segments: pd.DataFrame, codebook: Any) -> pd.DataFrame:
        import pandas as pd

        from cjm_research.codes.endpoint.plan import marks_of
        from cjm_research.study.progress import Progress

        marks = dict(zip(segments["segment_id"], marks_of(segments), strict=True))
        parts = [pd.DataFrame(rows) for rows in self._read(marks, f"{coder.version}+{codebook.version}")]
        done = {key for part in parts for key in part["segment_id"]}
        left = segments[~segments["segment_id"].isin(done)]
        with (
            Progress("suggestions", len(left), shown=self.progress) as bar,
            self.kept.open("a", encoding="utf-8") as to,
        ):
            for part in coder.suggest_batches(left, codebook):
                for key, own in part.groupby("segment_id"):
                    line = {"mark": marks[key], "version": f"{coder.version}+{codebook.version}"}
                    to.write(json.dumps({**line, "rows": own.to_dict("records")}, ensure_ascii=False) + "\n")
                to.flush()
                parts.append(part)
                bar.advance(part["segment_id"].nunique())
        return pd.concat(parts, ignore_index=True)

    def _read(self, marks: dict[str, str], version: str) -> list[list[dict[str, Any]]]:
        """Return what an earlier, interrupted run was answered about the same words by the same model."""
        found = {}
        for line in self.kept.read_text("utf-8").splitlines() if self.kept.is_file() else ():
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # the line that was being written when the earlier run ended
            if entry["version"] == version:
                found[entry["mark"]] = entry["rows"]
        return [found[mark] for mark in marks.values() if mark in found]
