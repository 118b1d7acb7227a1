"""Names proposed by an endpoint: a stand-in server on this machine answers, and counts what it is asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pytest

from cjm_research.codes.endpoint import Agreement
from cjm_research.errors import CjmError
from cjm_research.settings import Settings
from cjm_research.themes.proposals import QUOTES, plan_names, propose, questions, reason

SAID = {
    "th-late": ("en", ["The parcel was late", "My parcel came two days late", "Late again"]),
    "th-refund": ("zh", ["退款流程太慢", "退款等了三个星期", "退款太慢了"]),
}


class StandIn(ThreadingHTTPServer):
    """The server; it answers what `answers` holds for the language of a request."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies = []
        self.answers = {"en": '{"name": "Parcels arrive late"}', "zh": '{"name": "退款迟迟不到账"}'}
        self.status = 200

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body)
        language = "zh" if "质性研究" in body.decode() else "en"
        choice = {"finish_reason": "stop", "message": {"content": self.server.answers[language]}}
        raw = json.dumps({"choices": [choice]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_):
        """Print nothing."""


@pytest.fixture
def server():
    with StandIn() as stand_in:
        thread = threading.Thread(target=stand_in.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield stand_in
        stand_in.shutdown()
        thread.join()


@pytest.fixture
def settings(server):
    return Settings.from_overrides({"endpoint": {"url": server.url, "model": "toy", "retries": 0}}).endpoint


@pytest.fixture
def rows():
    held = [
        {
            "theme_id": theme,
            "family": "pain_point",
            "segment_id": f"s-{theme}-{at}",
            "text": text,
            "language": language,
            "case_id": f"P{at + 1:02d}",
            "weight": 0.9 - 0.1 * at,
            "rest": False,
        }
        for theme, (language, said) in SAID.items()
        for at, text in enumerate(said)
    ]
    return pd.DataFrame(held)


@pytest.fixture
def cases():
    same = {"kind": "interview", "source": "a.txt", "attributes": {}}
    consent = {"P01": "given", "P02": "given", "P03": "withdrawn"}
    return pd.DataFrame([{"case_id": key, "consent": value, **same} for key, value in consent.items()])


def test_nothing_is_sent_before_somebody_agrees(server, settings, rows, cases):
    plan = plan_names(rows, settings, cases)
    assert server.bodies == []
    with pytest.raises(CjmError, match=r"Nothing was sent: nobody has agreed to ask http://127.*for 2 names"):
        propose(rows, settings, cases, None)
    changed = rows.assign(text=rows["text"] + "!")
    with pytest.raises(CjmError, match=r"what would be sent is not what was agreed"):
        propose(changed, settings, cases, plan.agree(by="Ana"))
    assert server.bodies == []


def test_plan_shows_what_is_sent_and_where_to(server, settings, rows, cases):
    plan = plan_names(rows, settings, cases)
    shown = plan.text("en")
    assert "The parcel was late" in shown
    assert server.url in shown
    assert (plan.n_segments, plan.n_requests, plan.n_left_out) == (4, 2, 2)
    assert "127.0.0.1" in plan.text("zh")
    assert isinstance(plan.agree(by="Ana"), Agreement)


def test_agreement_can_be_kept_by_a_study(settings, rows, cases):
    kept = []
    plan_names(rows, settings, cases, keep=kept.append).agree(by="Ana")
    assert [agreement.by for agreement in kept] == ["Ana"]


def test_proposals_come_in_the_language_of_the_theme_with_their_source(server, settings, rows, cases):
    agreement = plan_names(rows, settings, cases).agree(by="Ana")
    found = propose(rows, settings, cases, agreement)
    assert [(one.theme_id, one.language, one.name, one.refused) for one in found] == [
        ("th-late", "en", "Parcels arrive late", ""),
        ("th-refund", "zh", "退款迟迟不到账", ""),
    ]
    assert {one.source for one in found} == {"toy at 127.0.0.1"}


def test_only_the_words_of_people_who_consented_are_sent_without_ids(server, settings, rows, cases):
    propose(rows, settings, cases, plan_names(rows, settings, cases).agree(by="Ana"))
    sent = b"\n".join(server.bodies).decode()
    assert "My parcel came two days late" in sent
    assert "Late again" not in sent
    assert "退款太慢了" not in sent
    assert not any(mark in sent for mark in ("P01", "s-th", "th-late"))


def test_what_was_sent_is_byte_for_byte_what_was_planned(server, settings, rows, cases):
    plan = plan_names(rows.sample(frac=1, random_state=1), settings, cases)
    propose(rows, settings, cases, plan.agree(by="Ana"))
    assert server.bodies[0] == plan.first_request
    assert server.bodies == [one.body for one in questions(rows, settings, cases)]


@pytest.mark.parametrize(
    ("language", "answer", "expected"),
    [
        ("en", "Late parcels", "the answer is not the JSON that was asked for"),
        ("en", '{"name": 3}', "the answer is not the JSON that was asked for"),
        ("en", '{"name": "  "}', "the answer holds no name"),
        ("en", '{"name": "parcel, late, courier, wait"}', "the name is a list of words"),
        ("en", '{"name": "One two three four five six seven eight nine ten eleven"}',
         "the name is too long: 11 words, at most 10"),
        ("en", '{"name": "包裹迟到"}', "the name is not in English"),
        ("en", '{"name": "**Late** parcels"}', "the name has several lines or marks of formatting"),
        ("en", '{"name": "The parcels are late."}', "the name is a sentence of its own, not a phrase"),
        ("en", '{"name": "P01 waits for parcels"}', "the name holds a pseudonym or a placeholder"),
        ("zh", '{"name": "退款、流程、等待"}', "名称是罗列的词语"),
        ("zh", '{"name": "Slow refunds"}', "名称不是中文"),
        ("zh", '{"name": "退款流程实在是太慢了以至于大家都等得很着急"}', "名称太长：21 个字，最多 18 个"),
    ],
)  # fmt: skip
def test_answer_that_is_no_name_is_refused_with_the_reason(server, settings, rows, language, answer, expected):
    server.answers[language] = answer
    found = propose(rows, settings, None, plan_names(rows, settings, None).agree(by="Ana"))
    refused = {one.language: (one.name, one.refused) for one in found}
    assert refused[language] == ("", expected)
    other = "zh" if language == "en" else "en"
    assert refused[other][1] == ""


def test_name_within_thoughts_and_a_fence_is_found(server, settings, rows):
    server.answers["en"] = '<think>{"name": "no"}</think>```json\n{"name": "Late parcels"}\n```'
    found = propose(rows, settings, None, plan_names(rows, settings, None).agree(by="Ana"))
    assert found[0].name == "Late parcels"


def test_name_of_another_theme_of_the_family_is_refused(server, settings, rows):
    agreement = plan_names(rows, settings, None).agree(by="Ana")
    found = propose(rows, settings, None, agreement, names={"th-refund": {"en": "parcels arrive LATE"}})
    assert found[0].refused == "another theme of the family has this name"


def test_request_that_is_refused_is_said_to_be(server, settings, rows):
    server.status = 422
    found = propose(rows, settings, None, plan_names(rows, settings, None).agree(by="Ana"))
    assert [one.refused for one in found] == ["the endpoint refused to name this theme", "端点拒绝为这个主题命名"]


def test_only_the_nearest_quotes_are_sent_and_no_left_over_theme(settings, rows):
    many = pd.concat([rows.assign(segment_id=rows["segment_id"] + str(at)) for at in range(9)], ignore_index=True)
    many["rest"] = many["theme_id"] == "th-refund"
    asked = questions(many, settings, None)
    assert [(one.theme_id, one.n_quotes) for one in asked] == [("th-late", QUOTES)]


def test_nobody_who_consented_leaves_nothing_to_send(settings, rows, cases):
    with pytest.raises(CjmError, match=r"There is nothing to send: no theme has a segment of a person who consented\."):
        plan_names(rows, settings, cases.assign(consent="refused"))


def test_plain_phrase_is_not_refused():
    assert reason("Parking, and what it costs", "en") == reason("退款等得太久", "zh") == ""
