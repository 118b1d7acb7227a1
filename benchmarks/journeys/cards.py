"""What the cards of a study say: how many, how well-founded and why, who contradicts them, and examples to read.

Run in a folder with ``corpora/`` in which the studies have been run:

    python benchmarks/journeys/cards.py [sample-en sample-zh] [--examples 6]
"""

from __future__ import annotations

import argparse
import textwrap
import time
from collections import Counter

import pandas as pd

import cjm_research
from cjm_research.findings import build_findings, coded, place, verdicts
from cjm_research.findings.asked import asked_at
from cjm_research.findings.grounds import saturation_by_family
from cjm_research.findings.making import Known
from cjm_research.findings.saturation import incidence_of
from cjm_research.journeys.opportunities import opportunities
from cjm_research.schema import CARRIED, STAGES
from cjm_research.study import pipeline

_QUOTES = 3


def cards_of(study: cjm_research.Study) -> tuple[pd.DataFrame, dict[str, pd.DataFrame], dict[str, frozenset[str]]]:
    """Return the findings of a study at the six stages, its frames, and who was asked about which stage."""
    frames = pipeline.taking_part(study.config, study.store)
    suggested = (frames["suggestions"], frames["codings"])
    held = coded(*suggested, frames["decisions"], frames["segments"], frames["cuts"])
    feelings = verdicts(*suggested, "emotion", frames["decisions"]).set_index("segment_id")["value"]
    emotions = pd.to_numeric(feelings, errors="coerce").astype("float64")
    placed = place(frames["segments"], frames["turns"], *suggested, frames["decisions"])
    asked = asked_at(frames["turns"], frames["segments"], placed, frames["cases"])
    said = {kind: verdicts(*suggested, kind, frames["decisions"]) for kind in ("touchpoint", "channel")}
    touched = pd.DataFrame(
        {kind: own[own["decision"].isin(CARRIED)].set_index("segment_id")["value"] for kind, own in said.items()}
    )
    touched = touched.fillna("").rename_axis("segment_id").reset_index()
    heard = incidence_of(
        held, frames["segments"], frames["documents"], frames["cases"], frames["members"], "theme", frames["themes"],
        frames["turns"],
    )  # fmt: skip
    embedder = pipeline.embedder_of(study.folder, study.config, study.store)
    vectors = (frames["segments"]["segment_id"].tolist(), embedder.embed(frames["segments"]["text"].tolist()))
    known = Known(
        saturated=saturation_by_family(heard.incidence, heard.units, study.config.seed),
        asked=asked,
        touchpoints=touched,
        vectors=vectors,
    )
    found = build_findings(
        frames["themes"], frames["members"], held, placed, emotions, frames["segments"], len(frames["cases"]),
        study.config.settings.journey, study.config.languages[0], known=known,
    )  # fmt: skip
    return found, frames, asked


def told(name: str, found: pd.DataFrame, frames: dict[str, pd.DataFrame], asked: dict, examples: int) -> None:
    """Print what the cards of a study say."""
    contrary = found[found["counter_ids"].map(len) > 0]
    print(f"\n{name}: {len(found)} cards, {found['grade'].value_counts().to_dict()}, {len(contrary)} contradicted")
    print(pd.crosstab(found["family"], found["grade"]).to_string())
    held = Counter(part["part"] for row in found.itertuples() for part in row.grade_parts if part["meets"] == row.grade)
    print("held at their grade by:", dict(held.most_common()))
    print("asked about a stage:", {stage: len(asked[stage]) if stage in asked else "all" for stage in STAGES})
    chosen = found[found["n_people"] >= _QUOTES].sort_values(["n_people", "finding_id"], ascending=[False, True])
    words = frames["segments"].set_index("segment_id")
    for row in pd.concat([chosen.head(examples), contrary]).drop_duplicates("finding_id").itertuples():
        of = row.n_asked if pd.isna(row.n_asked_here) else int(row.n_asked_here)
        print(f"\n  {row.title}  ({row.stage}, {row.family}/{row.subtype}, {row.n_people} of {of}, {row.grade})")
        print(textwrap.indent(textwrap.fill(row.grade_rule, 110), "    "))
        for each in row.segment_ids[:_QUOTES]:
            print(f"    {words['case_id'][each]}: {words['text'][each]}")
        for each in row.counter_ids:
            print(f"    but {words['case_id'][each]}: {words['text'][each]}")


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("studies", nargs="*", default=["sample-en", "sample-zh"])
    parser.add_argument("--examples", type=int, default=6)
    given = parser.parse_args()
    for name in given.studies:
        study = cjm_research.open(name)
        start = time.perf_counter()
        found, frames, asked = cards_of(study)
        told(name, found, frames, asked, given.examples)
        settings, language = study.config.settings.journey, study.config.languages[0]
        proposed = opportunities(found, [], settings, language)
        print(f"\n  {len(proposed)} opportunities without moments: {proposed['title'].head(5).tolist()}")
        print(f"  {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
