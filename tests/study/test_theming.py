"""Themes of a study that people edit, that grow and that are found anew."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cjm_research.errors import CjmError, StudyError
from cjm_research.study.facade import Study

NAMES = {"en": {"en": "Nobody tells me when it comes"}, "zh": {"zh": "没人告诉我什么时候到"}}


@pytest.fixture
def study(sample, tmp_path):
    folder = sample.copy(tmp_path)
    return Study.open(folder)


def pain_points(study):
    frame = study.themes()
    return frame[(frame["family"] == "pain_point") & ~frame["rest"].astype(bool)]["theme_id"].tolist()


def test_every_coded_segment_lives_in_one_theme_of_its_family_and_is_counted(study):
    from cjm_research.study import pipeline

    members, themes = study.theming.members(), study.theming.table(hidden=True)
    coded = pipeline.coded_frame(study.config, study.store)
    homes = members[members["home"].astype(bool)]
    assert sorted(zip(homes["family"], homes["segment_id"], strict=True)) == sorted(
        zip(coded["family"], coded["segment_id"], strict=True)
    )
    counts = homes.groupby("theme_id").size()
    assert dict(zip(themes["theme_id"], themes["n_segments"], strict=True)) == counts.to_dict()
    named = themes[~themes["rest"].astype(bool)]
    assert named["stability"].between(0, 1).all()
    assert (homes["theme_id"].isin(named["theme_id"])).mean() >= 0.9
    assert not named.duplicated(["family", "title"]).any()


def test_names_are_in_the_language_of_the_study(study, sample):
    from cjm_research.themes.tokens import HAN

    titles = study.themes()["title"]
    assert titles.map(lambda title: bool(HAN.search(title))).mean() == (1.0 if sample.lang == "zh" else 0.0)


def test_edits_are_on_the_map_at_once_and_after_the_next_run(study, sample):
    first, second = pain_points(study)[:2]
    session = study.theming.session("Ana")
    session.merge(first, second)
    session.rename(first, NAMES[sample.lang])
    title = NAMES[sample.lang][sample.lang]
    merged = set(study.theming.members().query("theme_id == @first and home")["segment_id"])

    def on_the_map():
        cards = [card for stage in study.journey().data["stages"] for card in stage["cards"]]
        themes = [card for card in cards if card["lane"] != "opportunity"]
        return {card["title"] for card in themes if card["theme_id"] == first}, {c["theme_id"] for c in cards}

    titles, themes = on_the_map()
    assert titles == {title}
    assert second not in themes
    # A review of another family makes the next run find themes anew.
    goal = study.themes().query("family == 'goal'").iloc[0]["motto_segment_id"]
    review = study.review(coder="Ana")
    review.goto(goal)
    review.reject()
    study.run(progress=False)
    titles, themes = on_the_map()
    assert titles == {title}
    assert second not in themes
    assert merged <= set(study.theming.members().query("theme_id == @first and home")["segment_id"])
    assert len(study.theming.changes())
    study.theming.session("Ana").undo()
    study.theming.session("Ana").undo()
    assert second in pain_points(study)
    assert title not in set(study.themes()["title"])


def test_counts_are_of_all_who_take_part(study, sample):
    from cjm_research.widgets.theme_screen import Sheet, rows

    asked = study.journey().data["participants"]["n"]
    assert asked > study.segments()["case_id"].nunique()
    line = next(iter(rows(Sheet.of(study.theming.session("Ana"), sample.lang)).values()))
    assert str(asked) in str(line)


def test_hidden_themes_are_off_the_map_and_come_back(study):
    first = pain_points(study)[0]
    session = study.theming.session("Ana")
    session.hide(first)
    assert first not in set(study.journey().findings["theme_id"])
    assert first not in set(study.themes()["theme_id"])
    session.undo()
    assert first in set(study.journey().findings["theme_id"])


def test_a_new_file_is_placed_in_the_themes_there_are(study, sample, tmp_path):
    before = study.themes()
    told = study.segments()
    motto = told[told["segment_id"].isin(before["motto_segment_id"].head(8))]
    talk = "Interviewer: And then?\n\nP: " if sample.lang == "en" else "访谈者：然后呢？\n\n受访者："
    (tmp_path / "late.txt").write_text("\n\n".join(talk + text for text in motto["text"]), encoding="utf-8")
    study.add(tmp_path / "late.txt")
    placed = study.place(progress=False)
    assert len(placed.segments)
    assert set(placed.segments["theme_id"]) - {""} <= set(before["theme_id"])
    after = study.themes()
    assert dict(zip(after["theme_id"], after["title"], strict=True)) == dict(
        zip(before["theme_id"], before["title"], strict=True)
    )
    assert after["n_segments"].sum() == before["n_segments"].sum() + len(placed.segments)
    assert str(placed) == str(placed)
    assert study.place(progress=False).segments.empty


def test_who_says_it_counts_people_of_those_asked(study):
    attribute = next(iter(study.table("cases").iloc[-1]["attributes"]))
    found = study.theming.who(attribute)
    known = found.dropna(subset=["n_people"])
    assert (known["n_people"] <= known["n_asked"]).all()
    with pytest.raises(StudyError, match="wave"):
        study.theming.waves()


def test_curve_says_which_number_was_chosen_for_each_family(study):
    curve = study.theming.curve()
    assert curve.groupby("family")["chosen"].sum().eq(1).all()


def test_the_researcher_says_how_many_themes(study):
    with (study.folder.path / "study.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[settings.themes]\ncounts = {goal = 4}\n")
    again = Study.open(study.folder.path)
    again.run(progress=False)
    goals = again.themes().query("family == 'goal' and not rest")
    assert len(goals) == 4


class NamingServer(ThreadingHTTPServer):
    """Stands in for an endpoint; proposes one name for everything."""

    daemon_threads = True

    def __init__(self, name):
        super().__init__(("127.0.0.1", 0), Answer)
        self.name, self.asked = name, 0


class Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        content = json.dumps({"name": f"{self.server.name}{self.server.asked}"}, ensure_ascii=False)
        raw = json.dumps({"choices": [{"finish_reason": "stop", "message": {"content": content}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        """Print nothing."""


def test_an_endpoint_proposes_names_only_after_somebody_agreed(study, sample):
    name = {"en": "A proposed name ", "zh": "提议的主题名"}[sample.lang]
    with NamingServer(name) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        with (study.folder.path / "study.toml").open("a", encoding="utf-8") as stream:
            stream.write(f'\n[settings.endpoint]\nurl = "{url}"\nmodel = "stand-in"\n')
        again = Study.open(study.folder.path)
        with pytest.raises(CjmError):
            again.theming.proposed_names()
        assert server.asked == 0
        again.theming.name_plan().agree(by="Ana")
        found = again.theming.proposed_names()
        server.shutdown()
    before = again.themes()
    assert set(found["theme_id"]) == set(before.loc[~before["rest"].astype(bool), "theme_id"])
    assert found["name"].str.startswith(name.strip()).any()
    assert not before["title"].str.startswith(name.strip()).any()
