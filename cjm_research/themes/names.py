"""The names of themes, without a language model: the phrase of a theme's own segments that says what they share.

A name is a readable phrase in the language of the segments (verb and object, a thing and how it is, 动宾), never a
list of words. A theme that holds both languages has a name in each, from its segments in that language. Names that
people gave stand as they are, and within a family no name occurs twice. The same rows give the same names, in
whatever order they come.

>>> import pandas as pd
>>> from cjm_research.settings import Settings
>>> said = ["The staff were very rude", "Such rude staff"]
>>> rows = pd.DataFrame({"theme_id": "th1", "family": "pain_point", "segment_id": ["s1", "s2"], "text": said,
...                      "case_id": ["P01", "P02"], "language": "en", "weight": 0.9, "rest": False})
>>> name_themes(rows, Settings.default().themes, ["en"])["title"].tolist()
['Rude staff']
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from cjm_research.settings import Themes as ThemeSettings
from cjm_research.themes.chinese import HAN
from cjm_research.themes.naming import weighing
from cjm_research.themes.naming.domain import domain_words
from cjm_research.themes.naming.groups import Group, groups
from cjm_research.themes.naming.quotes import motto, quotes
from cjm_research.themes.naming.shortened import fallbacks
from cjm_research.themes.naming.voices import Voice
from cjm_research.themes.naming.weighing import Candidate, Embed
from cjm_research.themes.naming.words import distinctive

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

REST = {"en": "Other: ", "zh": "其他："}
"""Opens the title of what no theme of a family took."""

_WORDS = 10
_ENOUGH = 0.2  # share of the segments of a theme in a language, from which its name in it stands for it
_SINGLE = {REST["en"]: "single remarks", REST["zh"]: "零散的说法"}
_SUBJECT = 0.34  # share of the segments left over that must hold a word of their name
_COMPARED = 2000  # segments of other themes that a phrase is held against
_Names = dict[Hashable, dict[str, str]]


def name_themes(
    rows: pd.DataFrame,
    settings: ThemeSettings,
    languages: Sequence[str] = (),
    embed: Embed | None = None,
    given: Mapping[str, Mapping[str, str]] | None = None,
    vectors: NDArray | None = None,
    whole: Set[str] | None = None,
) -> pd.DataFrame:
    """Name the themes of a study.

    Parameters
    ----------
    rows : DataFrame
        One row per theme and segment: theme_id, family, segment_id, text, language, case_id, weight (cosine to the
        middle of the theme, −1 to 1) and rest (whether the theme gathers what no other took).
    settings : settings.Themes
        ``phrases``, the longest distinctive phrase in words.
    languages : sequence of str
        Of the study; the title is in the first of them that the theme has segments in.
    embed : callable, optional
        Texts to rows of length one. At most thirty phrases of a theme and language are embedded; without it, words
        alone decide.
    given : mapping of str to mapping of str to str, optional
        Names that people gave, by theme and language; they are kept, and no other theme of the family gets them.
    vectors : ndarray of shape (n_rows, n_dims), optional
        Of the segments, in the order of `rows`, made as `embed` makes them; without them the nearest segments of each
        theme are embedded too.
    whole : frozenset of str, optional
        Words that are never cut; by default those that `domain_words` finds.

    Returns
    -------
    DataFrame
        Sorted by theme_id: title, titles ({language: name}), language (of most segments), words (distinctive, at most
        ten, the best first), motto_segment_id, quotes (segment ids of at most three different people).
    """
    import pandas as pd

    whole = domain_words(rows["text"]) if whole is None else whole
    found = groups(rows, ["theme_id"], embed, vectors, _chinese(whole))
    named: _Names = {group.key: dict((given or {}).get(str(group.key), {})) for group in found}
    words: dict[Hashable, list[str]] = {}
    for family in sorted({group.family for group in found}):
        own = [group for group in found if group.family == family]
        _name(own, named, embed, set())
        words |= _words(own, settings, languages, whole)
    table = [
        {
            "theme_id": group.key,
            "title": _title(named[group.key], group, languages),
            "titles": dict(sorted(named[group.key].items())),
            "language": group.language,
            "words": words[group.key],
            "motto_segment_id": motto(group.spoken),
            "quotes": quotes(group.spoken),
        }
        for group in found
    ]
    columns = ["theme_id", "title", "titles", "language", "words", "motto_segment_id", "quotes"]
    return pd.DataFrame(table, columns=columns)


def name_subthemes(
    rows: pd.DataFrame,
    settings: ThemeSettings,
    languages: Sequence[str] = (),
    embed: Embed | None = None,
    titles: Mapping[str, str] | None = None,
    vectors: NDArray | None = None,
    whole: Set[str] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Name the sub-themes of every theme, each against the others of its theme.

    Parameters
    ----------
    rows : DataFrame
        As for `name_themes`, with a column ``subtheme``: its number within the theme, −1 for none.
    settings, languages, embed, vectors, whole
        As for `name_themes`.
    titles : mapping of str to str, optional
        Names of the themes; no sub-theme bears that of its theme.

    Returns
    -------
    dict of str to list of dict
        By theme_id: subtheme (int), title, n_segments and n_people of each, in the order of their numbers; no entries
        for a theme that has only one.
    """
    kept = (rows["subtheme"] >= 0).to_numpy()
    part = rows[kept]
    whole = domain_words(rows["text"]) if whole is None else whole
    held = None if vectors is None else np.asarray(vectors)[kept]
    found = groups(part, ["theme_id", "subtheme"], embed, held, _chinese(whole))
    result: dict[str, list[dict[str, Any]]] = {str(theme): [] for theme in sorted(set(rows["theme_id"]))}
    for theme in result:
        own = [group for group in found if group.key[0] == theme]
        if len(own) < 2:
            continue
        named: _Names = {group.key: {} for group in own}
        _name(own, named, embed, {titles[theme]} if titles and theme in titles else set())
        result[theme] = [
            {
                "subtheme": int(group.key[1]),
                "title": _title(named[group.key], group, languages).removeprefix(REST["en"]).removeprefix(REST["zh"]),
                "n_segments": len(group.spoken),
                "n_people": len({said.case_id for said in group.spoken}),
            }
            for group in own
        ]
    return result


def _chinese(whole: Set[str]) -> frozenset[str]:
    """Return the words that a phrase must not cut; English ones have their spaces anyway."""
    return frozenset(word for word in whole if HAN.search(word))


def _name(own: list[Group], named: _Names, embed: Embed | None, taken: set[str]) -> None:
    """Fill in the names that are missing, larger groups first, so that the best phrase goes to the most segments."""
    used = {name.casefold() for group in own for name in named[group.key].values()} | {
        name.casefold() for name in taken
    }
    for language in sorted({code for group in own for code in group.voices}):
        here = [group for group in own if language in group.voices]
        here.sort(key=lambda group: (group.rest, -len(group.voices[language].spoken), str(group.key)))
        chosen = _candidates(here, language, embed)
        said: set[frozenset[str]] = set()
        for group in here:
            if language not in named[group.key]:
                name = _first(group, language, chosen[group.key], used, said)
                named[group.key][language] = name
                used.add(name.casefold())


def _candidates(here: list[Group], language: str, embed: Embed | None) -> dict[Hashable, list[Candidate]]:
    total = weighing.everywhere([group.voices[language] for group in here])
    found = {}
    for group in here:
        worth = weighing.distinct(group.voices[language], total, len(here))
        found[group.key] = weighing.candidates(group.voices[language], worth, group.family)[: weighing.EMBEDDED]
    if embed is None:
        return found
    texts = sorted({one.text for own in found.values() for one in own})
    place = {text: at for at, text in enumerate(texts)}
    vectors = np.asarray(embed(texts), dtype=np.float32) if texts else np.zeros((0, 0))
    for group in here:
        own = found[group.key]
        others = [_spread(other.vectors[language], len(here)) for other in here if other.key != group.key]
        if own:
            at = vectors[[place[one.text] for one in own]]
            held = group.vectors[language]
            found[group.key] = weighing.nearest(own, at, held, np.concatenate([held[:0], *others]))
    return found


def _spread(vectors: NDArray, n_groups: int) -> NDArray:
    """Return every k-th of the vectors of a group, so that all groups together make some thousand."""
    most = max(_COMPARED // n_groups, 4)
    return vectors[:: -(-len(vectors) // most)]


def _first(group: Group, language: str, found: list[Candidate], used: set[str], said: set[frozenset[str]]) -> str:
    opening = REST["zh" if language == "zh" else "en"] if group.rest else ""
    if group.rest and not _is_shared(group.voices[language], found):
        found = []
    for one in found:
        name = opening + (one.text if not opening or language == "zh" else _inside(one.text))
        if name.casefold() not in used and one.keys not in said:
            said.add(one.keys)
            return name
    last = fallbacks(group.voices[language])
    names = (opening + name for name in (chain([_SINGLE[opening]], last) if opening else last))
    return next(name for name in names if name.casefold() not in used)


def _is_shared(voice: Voice, found: list[Candidate]) -> bool:
    """Tell whether what is left over has a subject at all: a word of the best phrase that enough segments hold."""
    return bool(found) and max(voice.shares.get(key, 0.0) for key in found[0].keys) >= _SUBJECT


def _inside(text: str) -> str:
    """Return a phrase as it stands after a colon: names of things keep their capitals."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _title(names: Mapping[str, str], group: Group, languages: Sequence[str]) -> str:
    first = languages[0] if languages else group.language
    # A name in one sentence's language says little of a theme that others spoke of.
    spoken = len(group.voices[first].spoken) if first in group.voices else 0
    return names[first if spoken >= _ENOUGH * len(group.spoken) else group.language]


def _words(
    own: list[Group], settings: ThemeSettings, languages: Sequence[str], whole: Set[str]
) -> dict[Hashable, list[str]]:
    """Return the distinctive words in the language of the title; those of the other languages come after them."""
    found: dict[Hashable, list[str]] = {group.key: [] for group in own}
    order = [*languages, *sorted({code for group in own for code in group.voices} - set(languages))]
    for language in order:
        here = {group.key: group.voices[language] for group in own if language in group.voices}
        texts = {key: [said.text for said in voice.spoken] for key, voice in here.items()}
        for key, best in distinctive(texts, settings.phrases, _WORDS, whole).items():
            found[key] += best
    return {key: _mixed(best) for key, best in found.items()}


def _mixed(words: list[str]) -> list[str]:
    """Keep ten: all of one language, or six of the first and four of the second."""
    if len(words) <= _WORDS:
        return words
    return words[:6] + words[_WORDS : _WORDS + 4]
