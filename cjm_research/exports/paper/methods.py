"""The methods in words, English and Chinese, sentence by sentence from the run; honest where nobody reviewed anything.

Each sentence answers one question a reader of a study asks; the paragraph joins them, the checklists pick from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cjm_research.agreement import words as agreement_words
from cjm_research.agreement.counting import MEAN, OVERALL
from cjm_research.exports import words as shared
from cjm_research.exports.paper.blocks import Block, Bullets, Heading, Title, text
from cjm_research.exports.paper.composing import Matter
from cjm_research.exports.paper.facts import Facts, facts
from cjm_research.exports.paper.words import agreed, joined, listed, number
from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

PARAGRAPH = ("data", "pseudonyms", "unquotable", "segments", "codebook", "machine", "people", "double", "settled",
             "themes", "stages", "emotion", "grade", "counter", "priorities", "saturation", "validation",
             "software")  # fmt: skip
"""The sentences of the paragraph, in order."""


def methods(journey: JourneyMap, material: Material | None = None) -> list[Block]:
    """Return the methods paragraph, and what only the researcher can add, in the language of the map."""
    matter = Matter.of(journey, material)
    told = sentences(matter)
    paragraph = joined([told[key] for key in PARAGRAPH], matter.language)
    return [
        Title(matter.say("m_title"), journey.data["study"]["title"]),
        text(matter.say("m_about"), "note"),
        text(paragraph),
        Heading(1, matter.say("m_open")),
        Bullets(tuple(matter.say("m_open_items").split("|"))),
    ]


def sentences(matter: Matter) -> Mapping[str, str]:
    """Return what can be said of how the study was done, by question; "" where nothing can."""
    known = facts(matter.journey, matter.material)
    return {
        **_material(matter, known),
        **_coding(matter, known),
        **_double(matter, known),
        **_themes(matter, known),
        **_map(matter, known),
        **_trust(matter, known),
        **_run(matter, known),
    }


def _one(matter: Matter, key: str, n: int, **values: object) -> str:
    return matter.say(f"{key}_one" if n == 1 else key, n=n, **values)


def _material(matter: Matter, known: Facts) -> dict[str, str]:
    data, language = matter.journey.data, matter.language
    people, study = data["participants"], data["study"]
    without = people.get("without_consent", {})
    asked = shared.asked(people["n_interviews"], people["n_respondents"], language)
    documents = _one(matter, "m_documents", len(matter.journey.documents))
    names = listed([shared.label(f"lang_{code}", language) for code in study["languages"]], language)
    n_left = sum(without.values())
    reasons = shared.no_consent(without, language) if without else ""
    hidden = len(matter.material.unquotable) if matter.material else 0
    segments = known.n_segments
    return {
        "data": matter.say("m_data", title=study["title"], asked=asked, n_documents=documents, languages=names,
                           left_out=shared.left_out(without, language),
                           n_inputs=_one(matter, "m_files", len(study["run"]["inputs"]))),
        "left_out": _one(matter, "m_left_out", n_left, reasons=reasons) if without
        else matter.say("m_left_out_none"),
        "pseudonyms": matter.say("m_pseudonyms"),
        "unquotable": _one(matter, "m_unquotable", hidden) if hidden else "",
        "segments": "" if segments is None else matter.say("m_segments", n=segments),
        "units": "" if segments is None
        else matter.say("m_units", people=asked, documents=documents, segments=segments),
        "groups": matter.say("m_groups", names=listed(known.attributes, language)) if known.attributes else "",
        "duration": _duration(matter, known),
    }  # fmt: skip


def _duration(matter: Matter, known: Facts) -> str:
    if known.minutes is None:
        return ""
    low, high = (f"{minutes:.0f}" for minutes in known.minutes)
    return matter.say("m_duration", n=known.n_timed, of=known.n_interviews, low=low, high=high)


def _coding(matter: Matter, known: Facts) -> dict[str, str]:
    book, run, language = matter.journey.codebook, matter.journey.data["study"]["run"], matter.language
    own = len(getattr(book, "own", ()))
    families = listed([book.name(family, lang=language) for family in book.families()], language)
    said = matter.say("m_nobody")
    if known.coders and known.n_coded:
        names = ("、" if language == "zh" else ", ").join(known.coders)
        key = "m_coders_one" if len(known.coders) == 1 else "m_coders"
        share = shared.percent(known.n_coded / max(known.n_segments or known.n_coded, 1), language)
        said = matter.say(
            "m_people",
            coders=matter.say(key, n=len(known.coders), names=names),
            n=known.n_coded,
            of=known.n_segments,
            share=share,
            n_codings=known.n_codings,
            reviewed=shared.percent(known.reviewed, language),
        )
    elif known.reviewed:
        said = matter.board.draft_words
    return {
        "codebook": matter.say("m_codebook", version=book.version, n=len(book.codes), families=families,
                               n_families=len(book.families()), own=_one(matter, "m_own", own) if own else ""),
        "machine": matter.say("m_machine", coder=run["coder"] or matter.say("not_recorded"),
                              embedder=run["embedder"] or matter.say("not_recorded")),
        "people": said,
    }  # fmt: skip


def _double(matter: Matter, known: Facts) -> dict[str, str]:
    sheet, language = (matter.material.agreement if matter.material else None), matter.language
    settled = matter.say("m_settled", n=known.n_settled) if known.n_settled else ""
    if sheet is None:
        return {"double": matter.say("m_no_double"), "settled": settled}
    whole = sheet.double_coded.iloc[0]
    told = [matter.say("m_double", double=whole["n_double"], of=whole["n_segments"],
                       reading=sheet.readings(language)["text"].iloc[0])]  # fmt: skip
    rows = [row for row in sheet.table.to_dict("records") if row["code"] in FAMILIES and row["n_segments"]]
    if rows and sheet.table["code"].iloc[0] in (OVERALL, MEAN):
        named = [
            f"{sheet.name(row['code'], language)} "
            f"{agreed(row, 'kappa', language)} · "
            f"{matter.say('m_agree', share=agreement_words.share(row['percent']))}"
            for row in rows
        ]
        told.append(matter.say("m_by_code", codes=("；" if language == "zh" else "; ").join(named)))
    return {"double": joined(told, language), "settled": settled}


def _themes(matter: Matter, known: Facts) -> dict[str, str]:
    if not known.n_themes:
        return {"themes": "" if known.n_themes is None else matter.say("m_no_themes")}
    if known.stability is None:
        told = matter.say("m_themes_plain", n=known.n_themes)
    else:
        median, low, high = (number(value, matter.language) for value in known.stability)
        told = matter.say("m_themes", n=known.n_themes, median=median, low=low, high=high)
    named = _one(matter, "m_named", known.n_named) if known.n_named else matter.say("m_named_none")
    return {"themes": joined([told, named], matter.language)}


def _map(matter: Matter, known: Facts) -> dict[str, str]:
    language, framework = matter.language, matter.journey.data["framework"]
    name = (framework.get("name") or {}).get(language) or framework["id"]
    came = (framework.get("order") or {}).get("from", "framework")
    stages = listed([column.name for column in matter.board.columns], language)
    basis = getattr(matter.journey, "basis", {}).get(language, "")
    compared = [column for column in matter.board.columns if column.compared]
    moments = sum(column.emotion.tested for column in compared)
    order = matter.say(f"m_order_{came}")
    stood_out = (
        matter.say("m_moments" if moments else "m_moments_none", n=moments, of=len(compared)) if compared else ""
    )
    n = sum(known.grades.values())
    return {
        "stages": matter.say("m_stages", framework=name, stages=stages, order=order),
        "emotion": joined([matter.say("m_emotion"), basis, stood_out], language),
        "grade": matter.say("m_grade", n=n, thresholds=matter.thresholds, **known.grades) if n else "",
        "major": matter.say("m_major", **known.grades) if n else "",
        "minor": matter.say("m_minor", counter=known.n_counter, **known.grades) if n else "",
        "priorities": _ranked(matter),
    }


def _ranked(matter: Matter) -> str:
    sheet = matter.priorities
    if sheet is None or sheet.frame.empty:
        return ""
    # The first three of its notes say how score, intensity and likely rank come about.
    return matter.say("m_ranked", notes=joined(sheet.notes(matter.language)[:3], matter.language))


def _trust(matter: Matter, known: Facts) -> dict[str, str]:
    sheet, language = (matter.material.saturation if matter.material else None), matter.language
    said = matter.say("m_saturation_none")
    if sheet is not None and not sheet.unseen.empty:
        said = matter.say("m_saturation", reading=joined(sheet.reading(language).split("\n"), language))
    answered = {"n": known.n_answered, "most": known.most_answers}
    return {
        "saturation": said,
        "counter": matter.say("m_counter", n=known.n_counter, of=known.n_looked) if known.n_looked else "",
        "validation": matter.say("m_validation", **answered) if known.n_answered else matter.say("m_validation_none"),
        "quotes": matter.say("m_quotes", n=len(matter.journey.evidence)) if len(matter.journey.evidence) else "",
        "limits": matter.say("m_limits"),
        "audit": matter.say("m_audit") if known.n_acts else "",
    }


def _run(matter: Matter, known: Facts) -> dict[str, str]:
    study = matter.journey.data["study"]
    run = study["run"]
    acts = {None: "m_acts_unknown", 0: "m_acts_none", 1: "m_acts_one"}.get(known.n_acts, "m_acts")
    seeds = ", ".join(str(seed) for seed in run["seeds"]) or matter.say("not_recorded")
    return {
        "software": matter.say("m_software", version=study["cjm_research"], seeds=seeds,
                               settings=run["settings_digest"] or matter.say("not_recorded"),
                               acts=matter.say(acts, n=known.n_acts)),
    }  # fmt: skip
