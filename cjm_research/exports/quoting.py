"""People who take part but are not to be quoted: their words become blocks, and what is shown is a slot to fill in.

The blocks are as long as the words, so that every place still holds and a quote is still what its document says (law
1). Whoever writes the report puts a paraphrase into the slot; how many there are is said.

>>> is_slot("████"), is_slot("It was late."), shown("████", "en")
(True, False, '[not quoted; write a paraphrase]')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.exports.own_words import OwnWords
from cjm_research.findings.consent import BLACK, blacked_out

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

_AROUND = 120  # as in `journeys.evidence`
_SLOT = {"en": "[not quoted; write a paraphrase]", "zh": "［未获准引用，请改写］"}
_NEUTRAL = {"en": "{name} (words not quotable)", "zh": "{name}（原话不可引用）"}
_THEME = {"en": "Theme", "zh": "主题"}
_OPPORTUNITY = {"en": "Opportunity", "zh": "机会"}


def is_slot(text: str) -> bool:
    """Return whether a quote is made of blocks, because the person is not to be quoted."""
    return bool(text) and not text.strip(BLACK)


def slot(language: str) -> str:
    """Return what stands in the place of a quote, "en" or "zh"."""
    return _SLOT[language]


def shown(quote: str, language: str) -> str:
    """Return a quote, or the words that stand in its place."""
    return slot(language) if is_slot(quote) else quote


def slots(journey: JourneyMap) -> tuple[int, int]:
    """Return how many quotes of a map are slots, and of how many people."""
    rows = journey.evidence
    found = {
        (segment, case)
        for segment, case, quote in zip(rows["segment_id"], rows["case_id"], rows["quote"], strict=True)
        if is_slot(quote)
    }
    found |= {(item["segment_id"], item["case_id"]) for item in _items(journey.data) if is_slot(item["quote"])}
    return len(found), len({case for _, case in found})


def slots_said(journey: JourneyMap, language: str) -> str:
    """Return in a sentence how many quotes are slots and why; empty where there are none."""
    quotes, people = slots(journey)
    if not quotes:
        return ""
    if language == "zh":
        return f"{quotes}条引文留空待改写：{people}人不同意引用原话。"
    are = "1 quote is left as a slot" if quotes == 1 else f"{quotes} quotes are left as slots"
    return f"{are}: {people} {'person' if people == 1 else 'people'} did not allow quoting."


def silenced(journey: JourneyMap, turns: pd.DataFrame, out: frozenset[str]) -> JourneyMap:
    """Return the map with the words of some people made unreadable, everywhere in it.

    Parameters
    ----------
    journey : JourneyMap
        Its counts, grades and places stay as they are.
    turns : DataFrame
        Contract "turns", of the documents of the map.
    out : frozenset of str
        Case ids, such as `findings.consent.not_quoted` gives.

    Returns
    -------
    JourneyMap
        The same object if nobody of them is in it. A title that is nothing but their words gives way to the name of
        its sub-type; examples of codes that are their words go, the codebook's version stays.
    """
    if not turns["case_id"].isin(out).any():
        return journey
    words = OwnWords.of(journey.documents, turns, out)
    documents = _documents(journey.documents, turns, out)
    names = _names(journey, words)
    return replace(
        journey,
        data=_retold(journey.data, out, names),
        findings=_titled(journey.findings, "finding_id", names, journey.language),
        evidence=_evidence(_titled(journey.evidence, "card_id", names, journey.language), documents, out, words),
        documents=documents,
        codebook=_codebook(journey.codebook, words),
        priorities=_ranked(journey.priorities, names, journey.language),
        originals={card: _retold(told, out, names) for card, told in journey.originals.items()},
        orphans=tuple({**one, "what": _masked(one["what"], words)} for one in journey.orphans),
    )


def silenced_frames(frames: Mapping[str, pd.DataFrame], out: frozenset[str]) -> dict[str, pd.DataFrame]:
    """Return frames by contract name with the words of some people made unreadable.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        With ``documents`` and ``turns``; of the others, segments, suggestions, memos and themes hold words.
    out : frozenset of str
        Case ids.
    """
    turns = frames["turns"]
    if not turns["case_id"].isin(out).any():
        return dict(frames)
    words = OwnWords.of(frames["documents"], turns, out)
    kept = {**frames, "documents": _documents(frames["documents"], turns, out)}
    theirs: set[str] = set()
    if "segments" in frames:
        kept["segments"] = _segments(frames["segments"], turns, out)
        theirs = set(frames["segments"].loc[frames["segments"]["case_id"].isin(out), "segment_id"])
    if "suggestions" in frames:
        kept["suggestions"] = _suggestions(frames["suggestions"], theirs)
    for name, column in (("memos", "text"), ("imported", "memo"), ("flags", "text")):
        if name in frames and column in frames[name]:
            kept[name] = frames[name].assign(**{column: [_masked(text, words) for text in frames[name][column]]})
    if "themes" in frames:
        kept["themes"] = _themes(frames["themes"], words)
    return kept


def _suggestions(suggestions: pd.DataFrame, theirs: set[str]) -> pd.DataFrame:
    own = suggestions["segment_id"].isin(theirs)
    new = suggestions.assign(reason=suggestions["reason"].mask(own, ""))
    if "detail" in new:
        new["detail"] = [{} if gone else one for gone, one in zip(own, suggestions["detail"], strict=True)]
    return new


def _themes(themes: pd.DataFrame, words: OwnWords) -> pd.DataFrame:
    def neutral(title: str, language: str) -> str:
        return _NEUTRAL[language].format(name=_THEME[language]) if words.made(title) else title

    new = {"title": [neutral(title, _of(title)) for title in themes["title"]]}
    if "titles" in themes:
        new["titles"] = [
            {code: neutral(title, "zh" if code == "zh" else "en") for code, title in (told or {}).items()}
            for told in themes["titles"]
        ]
    if "memo" in themes:
        new["memo"] = [_masked(text, words) for text in themes["memo"]]
    if "words" in themes:
        new["words"] = [[word for word in own if not words.made(word)] for own in themes["words"]]
    if "subthemes" in themes:
        new["subthemes"] = [
            [{**sub, "title": neutral(sub["title"], _of(sub["title"]))} for sub in own] for own in themes["subthemes"]
        ]
    return themes.assign(**new)


def _documents(documents: pd.DataFrame, turns: pd.DataFrame, out: frozenset[str]) -> pd.DataFrame:
    own = turns[turns["case_id"].isin(out)]
    spans = {key: list(zip(rows["start"], rows["end"], strict=True)) for key, rows in own.groupby("document_id")}
    texts = [
        blacked_out(text, spans.get(key, ()))
        for key, text in zip(documents["document_id"], documents["text"], strict=True)
    ]
    return documents.assign(text=texts, sha256=[sha256(text.encode()).hexdigest() for text in texts])


def _segments(segments: pd.DataFrame, turns: pd.DataFrame, out: frozenset[str]) -> pd.DataFrame:
    own = segments["case_id"].isin(out)
    asked = segments["turn_id"].map(turns.set_index("turn_id")["question"]).fillna("")
    text = segments["text"].mask(own, segments["text"].map(lambda said: BLACK * len(said)))
    # What stood before a segment was said by the same person; only the question was not.
    return segments.assign(text=text, context=segments["context"].mask(own, asked))


def _evidence(evidence: pd.DataFrame, documents: pd.DataFrame, out: frozenset[str], words: OwnWords) -> pd.DataFrame:
    texts = dict(zip(documents["document_id"], documents["text"], strict=True))
    own = evidence["case_id"].isin(out)
    places = list(zip(evidence["document_id"], evidence["start"], evidence["end"], strict=True))
    return evidence.assign(
        quote=[texts[document][start:end] for document, start, end in places],
        before=[texts[document][max(0, start - _AROUND) : start] for document, start, _ in places],
        after=[texts[document][end : end + _AROUND] for document, _, end in places],
        # A reason names the cue words, which are theirs, and sometimes an example that is.
        reason=["" if gone else words.masked(told) for gone, told in zip(own, evidence["reason"], strict=True)],
    )


def _names(journey: JourneyMap, words: OwnWords) -> dict[str, dict[str, str]]:
    """Return neutral titles by card and language, for cards whose title is nothing but their words."""
    cards = [card for stage in journey.data["stages"] for card in stage["cards"]] + list(journey.originals.values())
    told = {card["id"]: card for card in cards if any(words.made(title) for title in _titles(card))}
    found = {card_id: {code: _neutral(journey, card, code) for code in _SLOT} for card_id, card in told.items()}
    for card in cards:
        # An opportunity repeats the title of the card it answers.
        if any(answered in found for answered in card.get("answers") or ()):
            found.setdefault(card["id"], {code: _neutral(journey, card, code) for code in _SLOT})
    return found


def _titles(card: Mapping[str, Any]) -> set[str]:
    return {title for title in (card.get("title"), *(card.get("titles") or {}).values()) if title}


def _neutral(journey: JourneyMap, card: Mapping[str, Any], language: str) -> str:
    if card["family"] not in journey.codebook.families():
        return _NEUTRAL[language].format(name=_OPPORTUNITY[language])
    named = journey.codebook.name(card["family"], card.get("subtype") or None, lang=language)
    return _NEUTRAL[language].format(name=named)


def _retold(told: Any, out: frozenset[str], names: Mapping[str, Mapping[str, str]]) -> Any:
    """Return data with their quotes made blocks and their titles neutral, however deep they lie."""
    if isinstance(told, list | tuple):
        return type(told)(_retold(one, out, names) for one in told)
    if not isinstance(told, dict):
        return told
    new = {key: _retold(value, out, names) for key, value in told.items()}
    if "quote" in new and new.get("case_id") in out:
        new["quote"] = BLACK * len(new["quote"])
    if new.get("id") in names and "title" in new:
        own = names[new["id"]]
        spoken = [code for code in new.get("titles") or {} if told["titles"][code] == told["title"]]
        new["title"] = own[spoken[0] if spoken and spoken[0] in own else _of(told["title"])]
        if "titles" in new:
            new["titles"] = {code: own.get(code, own["en"]) for code in new["titles"]}
    return new


def _of(title: str) -> str:
    return "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in title) else "en"


def _titled(frame: pd.DataFrame, key: str, names: Mapping[str, Mapping[str, str]], language: str) -> pd.DataFrame:
    changed = frame[key].isin(names)
    if not changed.any():
        return frame
    own = [names.get(card, {}) for card in frame[key]]
    title = [new.get(language, old) for new, old in zip(own, frame["title"], strict=True)]
    frame = frame.assign(title=title)
    if "titles" in frame:
        frame["titles"] = [
            {code: new.get(code, old) for code, old in (titles or {}).items()}
            for new, titles in zip(own, frame["titles"], strict=True)
        ]
    return frame


def _ranked(priorities: Any, names: Mapping[str, Mapping[str, str]], language: str) -> Any:
    if priorities is None:
        return None
    return replace(priorities, frame=_titled(priorities.frame, "card_id", names, language))


def _masked(told: Any, words: OwnWords) -> Any:
    if isinstance(told, str):
        return words.masked(told)
    if isinstance(told, dict):
        return {key: _masked(value, words) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return type(told)(_masked(one, words) for one in told)
    return told


def _codebook(codebook: Any, words: OwnWords) -> Any:
    """Return the codebook without examples that are their words; its version stays, for the codings name it."""
    from cjm_research.codes.codebook import Codebook

    if not isinstance(codebook, Codebook):
        return codebook
    codes, own = (tuple(_quoteless(code, words) for code in held) for held in (codebook.codes, codebook.own))
    if codes == codebook.codes and own == codebook.own:
        return codebook
    version = codebook.version
    named = type("Codebook", (Codebook,), {"version": property(lambda self: version), "__doc__": Codebook.__doc__})
    return named(codes, codebook.family_names, codebook.family_definitions, own)


def _quoteless(code: Any, words: OwnWords) -> Any:
    examples = {lang: tuple(said for said in told if not words.made(said)) for lang, told in code.examples.items()}
    return code if examples == dict(code.examples) else replace(code, examples=examples)


def _items(told: Any) -> Iterator[dict[str, Any]]:
    if isinstance(told, list | tuple):
        for one in told:
            yield from _items(one)
    elif isinstance(told, dict):
        if "quote" in told and "segment_id" in told:
            yield told
        for value in told.values():
            yield from _items(value)
