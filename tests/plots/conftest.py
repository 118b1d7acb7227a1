"""A small map with a trough, a peak and an empty stage, in both languages."""

import pandas as pd
import pytest

from cjm_research.journeys.frameworks import framework
from cjm_research.journeys.map import JourneyMap

NAMES = {
    "en": {"goal": "Goals", "motivation": "Motivations", "pain_point": "Pain points"},
    "zh": {"goal": "目标", "motivation": "动机", "pain_point": "痛点"},
}
CARDS = {
    "en": [
        ("purchase", "goal", "Compare prices before ordering", 4),
        ("delivery", "pain_point", "Nobody called before the delivery", 6),
        ("use", "motivation", "The table feels solid", 5),
    ],
    "zh": [
        ("purchase", "goal", "下单之前先比较价格", 4),
        ("delivery", "pain_point", "送货之前没有人打电话", 6),
        ("use", "motivation", "桌子摸起来很结实", 5),
    ],
}
POINTS = {
    "consideration": (3.1, 2.6, 3.6, 6),
    "purchase": (3.4, 2.9, 3.9, 7),
    "delivery": (1.8, 1.4, 2.3, 6),
    "use": (4.2, 3.7, 4.6, 8),
    "loyalty": (4.0, 3.5, 4.5, 2),
}


class Names:
    def name(self, family, subtype=None, lang="en"):
        return NAMES[lang][family]


def _emotion(stage):
    mean, low, high, n = POINTS.get(stage, (None, None, None, 0))
    return {"mean": mean, "low": low, "high": high, "n": n}


def _map(language):
    stages = [
        {
            "id": stage.id,
            "name": stage.name,
            "question": stage.question,
            "n_people": 0,
            "emotion": _emotion(stage.id),
            "evidence_grade": "fair",
            "touchpoints": [],
            "cards": [{"family": family, "title": title} for at, family, title, _ in CARDS[language] if at == stage.id],
        }
        for stage in framework("six").stages
    ]
    people = [
        {"family": family, "title": title, "stage": stage, "case_id": f"P{number:02d}"}
        for stage, family, title, n in CARDS[language]
        for number in range(n)
    ]
    data = {"study": {"title": "Toy"}, "participants": {"n": 8}, "stages": stages}
    none = pd.DataFrame()
    return JourneyMap(data, none, pd.DataFrame(people), none, none, Names(), language)


@pytest.fixture(params=["en", "zh"])
def language(request):
    return request.param


@pytest.fixture
def journey(language):
    return _map(language)
