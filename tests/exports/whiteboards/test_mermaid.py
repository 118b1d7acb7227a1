from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from cjm_research.exports.whiteboards.mermaid import MermaidExporter, escaped

_PARSE = """
import { JSDOM } from 'jsdom';
globalThis.window = new JSDOM('').window;
globalThis.document = window.document;
const mermaid = (await import('mermaid')).default;
const text = JSON.parse(process.argv[1]);
mermaid.initialize({ startOnLoad: false });
const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
const db = diagram.db;
console.log(JSON.stringify([db.getDiagramTitle(), db.getTasks().map(t => [t.section, t.task, t.score, t.people])]));
"""


def _text(journey, folder) -> str:
    (path,) = MermaidExporter().write(journey, folder)
    assert path.name == "journey.mmd"
    return path.read_text("utf-8")


def parse(text: str) -> SimpleNamespace:
    """Read a journey diagram by the grammar of Mermaid 12: what its lexer would not take is an error."""
    head, *lines = text.rstrip("\n").split("\n")
    assert head == "journey"
    assert not re.search(r"%%\{", text)
    read = SimpleNamespace(title="", sections=[], tasks=[])
    for line in map(str.strip, lines):
        if line.startswith("%%"):
            continue
        word, _, rest = line.partition(" ")
        if word == "title":
            assert re.fullmatch(r"[^#\n;]+", rest)
            read.title = rest
        elif word == "section":
            assert re.fullmatch(r"[^#:\n;]+", rest)
            read.sections.append(rest)
        else:
            found = re.fullmatch(r"([^#:\n;]+): (\d): ([^#\n;,:]+)", line)
            assert found, line
            assert not re.match(r"(title|section|journey|acctitle|accdescr)\b", line, re.IGNORECASE)
            read.tasks.append((read.sections[-1], found[1], int(found[2]), found[3]))
    return read


def test_stages_are_sections_and_rated_cards_of_each_family_are_tasks(journey, tmp_path):
    read = parse(_text(journey, tmp_path))
    assert read.sections == [stage["name"][journey.language] for stage in journey.data["stages"]]
    assert read.title.startswith(journey.data["study"]["title"])
    families = {"Goal", "Motivation", "Pain point"} if journey.language == "en" else {"目标", "动机", "痛点"}
    assert {actor for *_, actor in read.tasks} == families
    assert len({(section, actor) for section, _, _, actor in read.tasks}) == len(read.tasks) > 5
    assert all(1 <= score <= 5 for _, _, score, _ in read.tasks)


def test_score_is_the_mean_over_people_and_stands_exactly_in_a_comment(english, tmp_path):
    text = _text(english, tmp_path)
    found = re.search(r"%% card=(\w+) mean=(\S+) n_people=(\d+) segments=(.*)\n    (.*): (\d): Goal", text)
    rows = english.evidence[english.evidence["card_id"] == found[1]].dropna(subset=["emotion"])
    mean = rows.groupby("case_id")["emotion"].mean().mean()
    assert float(found[2]) == pytest.approx(mean)
    assert int(found[6]) == int(mean + 0.5)
    assert found[4].split() == sorted(rows["segment_id"])


def test_stage_without_rated_card_is_named_in_the_title(make, tmp_path):
    titles = {}
    for language in ("en", "zh"):
        journey = make(language)
        journey.evidence.loc[journey.evidence["stage"] == "purchase", "emotion"] = None
        titles[language] = parse(_text(journey, tmp_path)).title
    assert titles["en"].endswith("(no emotion rated: Purchase, Loyalty)")
    assert titles["zh"].endswith("（没有情绪评分：购买、忠诚）")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sign up: step 2; # 3", "Sign up：step 2；＃ 3"),
        ("title of it", "\u200btitle of it"),
        ("Journey there", "\u200bJourney there"),
        ("%%{init: {}}%%", "％％{init：{}}％％"),
        ("two\nlines", "two lines"),
        ("", "\u200b"),
        ("付款：很慢；真的", "付款：很慢；真的"),
    ],
)
def test_signs_of_the_grammar_are_written_full_width(text, expected):
    assert escaped(text) == expected


def test_odd_texts_keep_the_grammar(odd, tmp_path):
    text = _text(odd, tmp_path)
    read = parse(text)
    assert len(read.sections) == len(odd.data["stages"])
    assert read.tasks
    assert not re.search("[\x00-\x09\x0b-\x1f<>]", text)


def test_mermaid_itself_reads_the_same(either, tmp_path):
    modules = Path.cwd() / "node_modules"
    if not shutil.which("node") or not all((modules / name).is_dir() for name in ("mermaid", "jsdom")):
        pytest.skip("needs node and, in the working folder, what `npm install mermaid jsdom` puts there")
    text = _text(either, tmp_path)
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _PARSE, json.dumps(text)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-800:]
    title, tasks = json.loads(done.stdout)
    read = parse(text)
    assert title == read.title
    assert [(section, task, score, people[0]) for section, task, score, people in tasks] == read.tasks
