"""Small studies told person by person: who is who, who took part when, who says what."""

import pandas as pd
import pytest

TITLES = {
    "en": {"a": "Nobody called before the delivery", "b": "Compare prices first", "c": "The parcel was open"},
    "zh": {"a": "送货之前没有人打电话", "b": "先比较价格", "c": "包裹被拆开过"},
}


def frames(people, language="en"):
    """People: (case_id, attributes, [(wave, language, kind, "themes said as letters"), ...])."""
    documents, turns, segments, members = [], [], [], []
    for case, _, parts in people:
        for number, (wave, spoken, kind, said) in enumerate(parts):
            document = f"d-{case}-{number}"
            documents.append((document, kind, spoken, wave, ""))
            turns.append((f"t-{case}-{number}", document, case, "participant"))
            for theme in said:
                segment = f"s-{case}-{number}-{theme}"
                segments.append((segment, document, f"t-{case}-{number}", case, spoken))
                members.append((f"th{theme}", segment, "pain_point", 0.5, True))
    titles = TITLES[language]
    themes = [(f"th{key}", "pain_point", title, False, False) for key, title in titles.items()]
    return {
        "themes": pd.DataFrame(themes, columns=["theme_id", "family", "title", "rest", "hidden"]),
        "members": pd.DataFrame(members, columns=["theme_id", "segment_id", "family", "weight", "home"]),
        "segments": pd.DataFrame(segments, columns=["segment_id", "document_id", "turn_id", "case_id", "language"]),
        "cases": pd.DataFrame(
            [(case, attributes) for case, attributes, _ in people], columns=["case_id", "attributes"]
        ),
        "turns": pd.DataFrame(turns, columns=["turn_id", "document_id", "case_id", "role"]),
        "documents": pd.DataFrame(documents, columns=["document_id", "kind", "language", "wave", "recorded_at"]),
    }


def crowd(groups, name="Customer type", wave="", language="en"):
    """Groups: {value: [(theme letters, how many people say exactly these), ...]}."""
    found = []
    for value, parts in groups.items():
        for said, n in parts:
            found += [
                (f"P{len(found) + at:03d}", {name: value} if value else {}, [(wave, language, "interview", said)])
                for at in range(n)
            ]
    return found


@pytest.fixture
def study_of():
    return frames


@pytest.fixture
def crowd_of():
    return crowd
