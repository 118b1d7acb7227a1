"""The documents are executed: what they show works as it stands."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from cjm_research import registry
from cjm_research.corpora.build import build_corpus
from cjm_research.schema import check

ROOT = Path(__file__).parents[1]


def _blocks(name):
    found = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), flags=re.S)
    names = {}
    for block in found:
        if "class " in block:
            exec(block, names)
    return names


@pytest.fixture(scope="module")
def shown():
    return _blocks("CONTRIBUTING.md")


@pytest.mark.parametrize("text", ["Interviewer|Why?\nAnna|Because.\n", "访谈者|为什么？\n小陈|因为方便。\n"])
def test_the_reader_that_is_shown_reads(shown, tmp_path, text):
    (tmp_path / "a.sonix").write_text(text, "utf-8")
    reading = shown["SonixReader"]().read(tmp_path / "a.sonix")
    from dataclasses import replace

    corpus = build_corpus([replace(reading, source="a.sonix", sha256="0")])
    assert corpus.turns["role"].sort_values().tolist() == ["interviewer", "participant"]


def test_the_coder_that_is_shown_codes(shown):
    segments = pd.DataFrame({"segment_id": ["s1", "s2"], "text": ["It is expensive.", "挂号太贵了。"]})
    found = check(shown["PriceCoder"](None).suggest(segments, None), "suggestions")
    assert found["decision"].tolist() == ["look", "look"]


def test_the_exporter_that_is_shown_writes(shown, tmp_path):
    journey = SimpleNamespace(data={"stages": [{"cards": [{"title": "One"}]}, {"cards": [{"title": "二"}]}]})
    (path,) = shown["TitlesExporter"]().write(journey, tmp_path / "out")
    assert path.read_text("utf-8") == "One\n二"


def test_every_file_that_is_written_is_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    for word in (
        "report.html",
        "map.svg",
        "map.png",
        "journey.xlsx",
        "journey.pptx",
        "findings.docx",
        "journey.json",
        "corpus/",
    ):
        assert word in readme
    for name in registry.names("exporter"):
        assert f"`{name}`" in readme, name


def test_every_layer_is_in_the_architecture():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for path in (ROOT / "cjm_research").iterdir():
        if not path.name.startswith("__") and path.suffix in ("", ".py"):
            assert f"`{path.stem}`" in text, path.name


def test_links_of_the_documents_lead_somewhere():
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)", (ROOT / name).read_text("utf-8")):
            assert (ROOT / target).exists(), f"{name}: {target}"


def test_the_front_door_holds_these_names_and_opens_fast():
    script = (
        "import sys, cjm_research as cjm; assert all(hasattr(cjm, n) for n in ('open', 'new')); "
        "print(sorted(cjm.__all__)); print(sorted({'pandas', 'spacy', 'bertopic', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names, loaded = done.stdout.splitlines()
    assert names == str(
        ["BoardView", "CardsView", "Codebook", "CodebookView", "ColumnsView", "EditsView", "ExportView", "GridView",
         "JourneyMap", "PriorityView", "PrivacyView", "ReviewSession", "ReviewView", "SegmentMap", "Settings",
         "SettleView", "SpeakersView", "Study", "ThemesView", "__version__", "agreement_intervals", "agreement_trend",
         "coverage_table", "driver_effects", "emotion_curve", "new", "open", "people_by_theme", "priority_quadrant",
         "priority_ranks", "saturation_curve", "suggest_table", "theme_bars", "theme_by_group", "themes_over_waves",
         "topic_curve"]
    )  # fmt: skip
    assert loaded == "[]"
