"""Who interviews in real talks, judged by reading them; the header's hint is taken away."""

from dataclasses import replace
from pathlib import Path

import pytest

from cjm_research.corpora.speakers import roles_of
from cjm_research.corpora.transcripts.plain import TextReader

DATA = Path(__file__).parents[3] / "shared" / "data"
ROUND_TABLES = DATA / "interviews-zh" / "vcsum"
SHOWS = DATA / "interviews-en" / "gamedevs"
HOSTS = {"dev_102": 1, "dev_13": 1, "dev_153": 1, "dev_154": 1, "dev_166": 2, "dev_177": 1, "dev_188": 1, "dev_198": 1}


def interviewers(path):
    source = replace(TextReader().read(path).sources[0], hosts=())
    return [speaker for speaker, role in roles_of([source])[0].items() if role == "interviewer"]


@pytest.mark.skipif(not ROUND_TABLES.is_dir(), reason="the real data is not here (../shared/data)")
@pytest.mark.parametrize("name", HOSTS)
def test_the_host_of_a_real_round_table_is_found(name):
    assert f"说话人 {HOSTS[name]}" in interviewers(ROUND_TABLES / f"{name}.txt")


@pytest.mark.skipif(not SHOWS.is_dir(), reason="the real data is not here (../shared/data)")
@pytest.mark.parametrize("path", sorted(SHOWS.glob("202[012]/*/*.md")) or [SHOWS], ids=lambda path: path.parent.name)
def test_the_host_of_a_real_show_is_found_without_the_header(path):
    assert interviewers(path)[0] == "jonas rosland"
    assert len(interviewers(path)) <= 2
