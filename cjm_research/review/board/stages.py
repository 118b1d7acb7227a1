"""Acts on the stages of a map: their order, names and steps, stages that are added, merged or hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cjm_research.review.board import checks
from cjm_research.review.board.law import HAND, blank_stage
from cjm_research.review.board.refusals import Refusal
from cjm_research.review.board.words import PREFIX

if TYPE_CHECKING:
    from cjm_research.review.board.desk import BoardDesk, Rows

    Change = tuple[dict[str, Any], Rows] | None
    _Desk = BoardDesk
else:
    _Desk = object

Text = str | Mapping[str, str]
_TEXTS = ("name", "question", "definition")


class StageActs(_Desk):
    """The part of `session.BoardSession` that works on stages."""

    def move_stage(self, stage: str, before: str | None = None) -> None:
        """Put a stage before another; None puts it last."""

        def change() -> Change:
            moved = self._known.stage(stage)
            others = [each for each in self._known.stages.values() if each["id"] != moved["id"]]
            mate = None if before is None else self._known.stage(before)["id"]
            order = [each["id"] for each in self._known.stages.values()]
            follows = order[order.index(moved["id"]) + 1 :]
            if mate == moved["id"] or (follows[:1] == [mate] if mate else not follows):
                return None
            return self._of_stages(moved), {"stages": self._ordered(moved["id"], [one["id"] for one in others], mate)}

        self._do(PREFIX + "stage.move", change)

    def rename_stage(
        self,
        stage: str,
        name: Text | None = None,
        question: Text | None = None,
        definition: Text | None = None,
        examples: Sequence[str] | Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Say otherwise what a stage is called, asks and means.

        Parameters
        ----------
        stage : str
            The stage.
        name, question, definition : str or mapping, optional
            In the first language, or by language; "" takes a question or definition back to that of the framework.
        examples : sequence of str or mapping, optional
            Sentences that people say in it; they help to place segments.
        """
        told = self._texts(name=name, question=question, definition=definition)
        lines = None if examples is None else checks.lists_of(examples, self.languages[0])

        def change() -> Change:
            named = self._known.stage(stage)
            self._ensure_free(told.get("name", {}), named["id"])
            row = self._stage_row(named["id"])
            new = {part: {**row[part], **texts} for part, texts in told.items()}
            new |= {} if lines is None else {"examples": {**row["examples"], **lines}}
            if all(row[part] == value for part, value in new.items()):
                raise Refusal("nothing to say")
            parts: dict[str, Any] = dict.fromkeys(new)
            return self._of_stages(named, parts=parts), {"stages": [{**row, **new}]}

        self._do(PREFIX + "stage.rename", change)

    def add_stage(
        self, name: Text, before: str | None = None, question: Text | None = None, definition: Text | None = None
    ) -> str:
        """Add a stage of one's own, before another or last; return its id."""
        told, made = self._texts(name=name, question=question, definition=definition), [""]

        def change() -> Change:
            self._ensure_free(told["name"], "")
            made[0] = self._stage_id(told["name"])
            mate = None if before is None else self._known.stage(before)["id"]
            rows = self._ordered(made[0], list(self._known.stages), mate)
            rows[0] |= {"made": HAND, **told}
            return {"cards": [], "stages": {made[0]: told["name"]}}, {"stages": rows}

        self._do(PREFIX + "stage.add", change)
        return made[0]

    def merge_stages(self, into: str, stages: str | Iterable[str]) -> None:
        """Make one stage of several: what was in the others is in this one."""
        listed = [stages] if isinstance(stages, str) else list(stages)

        def change() -> Change:
            target = self._known.stage(into)
            gone = {each["id"]: each for each in map(self._known.stage, listed) if each["id"] != target["id"]}
            if not gone:
                raise Refusal("nothing to merge stage", stage=target["name"])
            rows = [{**self._stage_row(stage_id), "into": target["id"]} for stage_id in gone]
            return self._of_stages(target, *gone.values()), {"stages": rows}

        self._do(PREFIX + "stage.merge", change)

    def hide_stage(self, stage: str) -> None:
        """Keep a stage off the map; its cards stay in it."""
        self._flag_stage("hide", stage, True)

    def show_stage(self, stage: str) -> None:
        """Put a hidden stage on the map again."""
        self._flag_stage("show", stage, False)

    def order_steps(self, stage: str, step_ids: Iterable[str]) -> None:
        """Put the steps of a stage in this order; those not named come last, as they were."""
        listed = list(dict.fromkeys(step_ids))

        def change() -> Change:
            ordered = self._known.stage(stage)
            there = [step["id"] for step in ordered.get("steps", ())]
            unknown = [step for step in listed if step not in there]
            if unknown or not listed:
                known = tuple(there) or "–"
                raise Refusal("no step", stage=ordered["name"], first=next(iter(unknown), ""), known=known)
            wanted = [*listed, *(step for step in there if step not in listed)]
            if wanted == there:
                return None
            return self._of_stages(ordered), {"stages": [{**self._stage_row(ordered["id"]), "steps": wanted}]}

        self._do(PREFIX + "steps", change)

    # ---- rows ----

    def _flag_stage(self, act: str, stage: str, hidden: bool) -> None:
        def change() -> Change:
            flagged = self._known.stage(stage)
            row = self._stage_row(flagged["id"])
            if row["hidden"] == hidden:
                key = "stage hidden already" if hidden else "stage hidden not"
                raise Refusal(key, stage=flagged["name"])
            others = [one for one in self._known.stages.values() if one["id"] != flagged["id"] and not one["hidden"]]
            if hidden and not others:
                raise Refusal("last stage", stage=flagged["name"])
            return self._of_stages(flagged), {"stages": [{**row, "hidden": hidden}]}

        self._do(f"{PREFIX}stage.{act}", change)

    def _stage_row(self, stage_id: str) -> dict[str, Any]:
        return self._ledger.row("stages", stage_id) or blank_stage(stage_id)

    def _ordered(self, stage_id: str, others: Sequence[str], before: str | None) -> list[dict[str, Any]]:
        """Return the row of a stage put before another, first; and those of all that had no place of their own yet."""
        rows = {one: self._stage_row(one) for one in others}
        keys = [(one, row["position"]) for one, row in rows.items()]
        order = list(self._known.stages)
        unset = {one: float(order.index(one)) for one, position in keys if position is None}
        if unset:
            # Places of the framework are not those of the map once stages moved: the first act sets them all.
            unset = {one: float(order.index(one)) for one in others}
        position, pushed = checks.place_in([(one, unset.get(one, at)) for one, at in keys], before)
        changed = {**unset, **pushed}
        moved = [{**rows[one], "position": at} for one, at in changed.items() if rows[one]["position"] != at]
        return [{**self._stage_row(stage_id), "position": position}, *moved]

    def _of_stages(self, *stages: Mapping[str, Any], **said: Any) -> dict[str, Any]:
        return {"cards": [], "stages": {stage["id"]: dict(stage["name"]) for stage in stages}, **said}

    def _texts(self, **given: Text | None) -> dict[str, dict[str, str]]:
        told = {
            part: checks.texts_of(part, text, self.languages[0]) for part, text in given.items() if text is not None
        }
        if "name" in told and not (told["name"] and all(told["name"].values())):
            raise Refusal("empty stage")
        return told

    def _ensure_free(self, names: Mapping[str, str], own: str) -> None:
        taken = {name for one in self._known.stages.values() if one["id"] != own for name in one["name"].values()}
        twice = sorted({*names.values()} & taken)
        if twice:
            raise Refusal("taken stage", name=twice[0])

    def _stage_id(self, names: Mapping[str, str]) -> str:
        """Return an id made of the name; one that was ever given is not given again."""
        slug = re.sub(r"[^a-z0-9]+", "_", names.get("en", next(iter(names.values()))).lower()).strip("_")[:40]
        digest = sha256(f"{sorted(names.items())}|{self.coder}|{self._ledger.last_event}".encode()).hexdigest()[:8]
        taken = {*self._known.stages, *(row["stage_id"] for row in self._ledger.table("stages"))}
        return f"own-{slug}" if slug and f"own-{slug}" not in taken else f"own-{digest}"
