"""The coder sends nothing before agreement, trusts no answer further than it can check, and loses nothing told."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from cjm_research import registry
from cjm_research.codes.base import Coder
from cjm_research.codes.codebook import Codebook
from cjm_research.codes.endpoint import EndpointCoder
from cjm_research.errors import CjmError
from cjm_research.schema import FAMILIES, STAGES, SUBTYPES, check

KINDS = sorted([*FAMILIES, "emotion", "stage", "touchpoint", "channel", "interaction"])
ASKED = [*FAMILIES, "emotion", "stage"]
INVENTED = {"en": "the worst trip of my life", "zh": "这辈子最糟的一次"}
MISQUOTED = {"en": "quote not in the segment", "zh": "引文不在片段中"}
UNUSABLE = {"en": "the answer is not the JSON that was asked for", "zh": "回答不是所要求的 JSON"}
LATE = {"en": "s1", "zh": "s4"}


def answered(segments, code="pain_point/experiential", quote=None):
    entries = [
        {"at": told["at"], "codes": [{"code": code, "quote": quote or told["text"], "score": 1}], "emotion": 2}
        for told in segments
    ]
    return json.dumps({"answers": entries})


def row(found, segment_id, kind):
    return found.set_index(["segment_id", "kind"]).loc[(segment_id, kind)]


def only(segments, language):
    return segments[segments["language"] == language]


def test_it_is_a_coder_by_its_name():
    coder = registry.get("coder", "endpoint")()
    assert isinstance(coder, Coder)
    assert coder.name == "endpoint"


def test_nothing_is_sent_before_agreement(server, settings, segments, cases, book):
    coder = EndpointCoder(settings=settings())
    coder.plan(segments, book, cases)
    message = (
        r"^Nothing was sent: nobody has agreed to send 5 segments to http://127\.0\.0\.1:\d+/v1 \(model 'tiny'\)\. "
    )
    with pytest.raises(CjmError, match=message + r"See what would be sent .*plan\.agree\(by='your name'\)"):
        coder.suggest(segments, book)
    with pytest.raises(CjmError, match=message):
        next(coder.suggest_batches(segments, book))
    assert server.bodies == []


def test_nothing_is_sent_that_was_not_agreed_to(server, agreed, settings, segments, cases, book):
    coder = agreed()
    elsewhere = replace(coder, settings=settings(model="larger"))
    other = Codebook(book.codes[:-1], book.family_names, book.family_definitions)
    for wrong, given, codes in (
        (coder, segments.assign(text="Something else."), book),
        (coder, segments.assign(context="What did you hide?"), book),
        (elsewhere, segments, book),
        (coder, segments, other),
    ):
        with pytest.raises(CjmError, match=r"^Nothing was sent: "):
            wrong.suggest(given, codes)
    assert server.bodies == []


@pytest.mark.parametrize("batch", [1, 2, 50])
def test_suggestions_keep_their_contract(agreed, segments, book, batch):
    found = check(agreed(batch=batch).suggest(segments, book), "suggestions")
    assert found.groupby("segment_id")["kind"].apply(sorted).map(KINDS.__eq__).all()
    assert found["score"].between(0, 1).all()
    assert set(found["decision"]) == {"look", "no"}
    assert set(found.loc[found["kind"] == "stage", "value"]) <= {*STAGES, "none"}
    for family in FAMILIES:
        rows = found[found["kind"] == family]
        assert set(rows.loc[rows["decision"] == "look", "value"]) <= set(SUBTYPES[family])
    assert found["detail"].map(lambda detail: detail["tier"] == "endpoint").all()


@pytest.mark.parametrize(
    ("key", "family", "subtype", "reason", "stage"),
    [
        ("s1", "pain_point", "experiential", "“two hours late”", "use"),
        ("s2", "goal", "explicit", "“I want to book a cabin”", "purchase"),
        ("s4", "pain_point", "experiential", "「晚点两个小时」", "use"),
        ("s5", "goal", "explicit", "「我想不打电话就能订船舱」", "purchase"),
    ],
)
def test_a_good_answer_becomes_suggestions_to_look_at(agreed, segments, book, key, family, subtype, reason, stage):
    found = agreed().suggest(segments, book)
    code = row(found, key, family)
    assert (code["value"], code["decision"], code["score"], code["reason"]) == (subtype, "look", 0.8, reason)
    start, end = code["detail"]["quote"]
    text = segments.set_index("segment_id").at[key, "text"]
    assert text[start:end] == reason[1:-1]
    assert row(found, key, "stage")["value"] == stage
    assert row(found, key, "emotion")["decision"] == "look"


def test_never_sure_however_sure_the_model_says_it_is(server, agreed, segments, book):
    server.always(content=answered)
    found = agreed().suggest(segments, book)
    assert row(found, "s1", "pain_point")[["score", "decision"]].tolist() == [1.0, "look"]
    assert "sure" not in set(found["decision"])


def test_a_segment_without_codes_has_no_value_filled_in(agreed, segments, book):
    found = agreed().suggest(segments, book)
    for family in FAMILIES:
        assert row(found, "s3", family)[["value", "score", "decision", "reason"]].tolist() == ["", 0.0, "no", ""]
    assert row(found, "s3", "stage")[["value", "decision"]].tolist() == ["none", "no"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_invented_quote_drops_its_code_and_is_counted(server, agreed, segments, book, language):
    server.always(content=lambda asked: answered(asked, quote=INVENTED[language]))
    coder = agreed()
    found = coder.suggest(only(segments, language), book)
    code = row(found, LATE[language], "pain_point")
    assert code[["value", "decision", "reason"]].tolist() == ["", "no", MISQUOTED[language]]
    assert coder.summary.n_misquoted == len(only(segments, language))
    assert coder.summary.n_codes == 0
    assert INVENTED[language] not in found.to_json(force_ascii=False)


def test_a_code_that_nobody_knows_is_dropped_and_counted(server, agreed, segments, book):
    server.always(content=lambda asked: answered(asked, code="pain_point/cosmic"))
    coder = agreed()
    assert (coder.suggest(segments, book).query("kind == 'pain_point'")["decision"] == "no").all()
    assert coder.summary.n_unknown == 5


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("batch", [1, 3])
def test_a_bad_answer_costs_its_segment_alone(server, agreed, segments, book, language, batch):
    bad = LATE[language]
    text = segments.set_index("segment_id").at[bad, "text"]

    def content(asked):
        return "Sorry, I cannot." if any(s["text"] == text for s in asked) else answered(asked)

    server.always(content=content)
    coder = agreed(batch=batch)
    found = coder.suggest(segments, book)
    for kind in ASKED:
        assert row(found, bad, kind)[["decision", "reason"]].tolist() == ["no", UNUSABLE[language]]
    others = found[(found["segment_id"] != bad) & (found["kind"] == "pain_point")]
    assert (others["decision"] == "look").all()
    assert (coder.summary.n_segments, coder.summary.n_bad, coder.summary.n_codes) == (5, 1, 4)


def test_an_answer_cut_off_says_so(server, agreed, segments, book):
    server.always(content=lambda asked: '{"answers": [{"at"', finish="length")
    found = agreed().suggest(segments, book)
    assert row(found, "s1", "goal")["reason"] == "the answer was cut off before its end"
    assert row(found, "s4", "goal")["reason"] == "回答未完就被截断"


@pytest.mark.parametrize("place", [0, 2])
def test_a_segment_that_the_endpoint_refuses_costs_no_other(server, agreed, segments, book, place):
    server.first(*[{}] * place, {"status": 400, "raw": b"content filter"})
    coder = agreed()
    parts = list(coder.suggest_batches(segments, book))
    found = pd.concat(parts)
    key = f"s{place + 1}"
    assert row(found, key, "goal")[["decision", "reason"]].tolist() == ["no", "the endpoint refused this segment"]
    assert [part["segment_id"].iloc[0] for part in parts] == ["s1", "s2", "s3", "s4", "s5"]
    assert coder.summary.n_bad == 1


@pytest.mark.parametrize("n", [1, 5])
def test_an_endpoint_that_refuses_everything_marks_no_segment(server, agreed, segments, book, n):
    server.always(status=400, raw=b"unknown field: seed")
    coder, parts = agreed(), []
    with pytest.raises(
        CjmError, match=r"HTTP 400, it says: unknown field: seed\. See what it says; a smaller batch or"
    ):
        parts.extend(coder.suggest_batches(segments.iloc[:n], book))
    assert parts == []
    assert len(server.bodies) == min(n, 3)
    assert coder.summary.n_bad == 0


def test_what_was_coded_before_an_error_stays_and_the_rest_is_asked_later(server, agreed, segments, book):
    server.first({}, {}, {"status": 401, "raw": b"expired"})
    coder, kept = agreed(), []
    with pytest.raises(CjmError, match="HTTP 401, it says: expired"):
        kept.extend(coder.suggest_batches(segments, book))
    assert [part["segment_id"].iloc[0] for part in kept] == ["s1", "s2"]
    done = pd.concat(kept)["segment_id"]
    kept.extend(coder.suggest_batches(segments[~segments["segment_id"].isin(done)], book))
    whole = pd.concat(kept).sort_values(["segment_id", "kind"], ignore_index=True)
    pd.testing.assert_frame_equal(whole, agreed().suggest(segments, book))
    assert [s["text"] for s in server.asked[:6]].count(segments["text"][2]) == 2


def test_a_passing_error_changes_nothing(server, agreed, segments, book):
    expected = agreed().suggest(segments, book)
    server.first({"status": 500}, {"status": 429})
    coder = agreed()
    pd.testing.assert_frame_equal(coder.suggest(segments, book), expected)
    assert (coder.summary.n_requests, coder.summary.n_retries) == (7, 2)


def test_progress_is_told_request_by_request(agreed, segments, book):
    calls = []
    list(agreed(batch=2).suggest_batches(segments, book, lambda *done: calls.append(done)))
    assert calls == [(2, 5), (3, 5), (5, 5)]


def test_the_first_request_is_the_one_that_was_shown(server, agreed, segments, book):
    coder = agreed()
    coder.suggest(segments, book)
    assert server.bodies[0] == coder.agreement.plan.first_request


def test_requests_are_the_same_bytes_whatever_the_order_of_rows(server, agreed, segments, book):
    agreed(batch=2).suggest(segments, book)
    first, server.bodies = server.bodies, []
    agreed(batch=2).suggest(segments.sample(frac=1, random_state=2), book)
    assert server.bodies == first
    body = json.loads(first[0])
    assert (body["temperature"], body["seed"], body["stream"], body["model"]) == (0, 0, False, "tiny")
    assert list(body) == sorted(body)


@pytest.mark.parametrize(("language", "word"), [("en", "You code what people said"), ("zh", "你像一位细心的研究者")])
def test_each_language_is_asked_about_in_its_own_words(server, agreed, segments, book, language, word):
    agreed(batch=50).suggest(segments, book)
    assert len(server.bodies) == 2
    body = next(json.loads(raw) for raw in server.bodies if word in raw.decode())
    known = set(only(segments, language)["text"])
    assert {s["text"] for s in json.loads(body["messages"][1]["content"])["segments"]} == known
    for code in book.codes:
        assert code.definition[language] in body["messages"][0]["content"]


def test_nothing_but_text_and_context_of_a_segment_is_sent(server, agreed, segments, book):
    agreed().suggest(segments, book)
    for told in server.asked:
        assert set(told) == {"at", "context", "text"}
    for raw in server.bodies:
        assert not any(name in raw.decode() for name in ("P01", "P03", "ts1", '"s1"', '"d1"'))


def test_the_schema_can_be_left_out_for_servers_that_refuse_it(server, agreed, segments, book):
    agreed(structured=False).suggest(segments, book)
    assert "response_format" not in json.loads(server.bodies[0])
    agreed().suggest(segments, book)
    schema = json.loads(server.bodies[-1])["response_format"]["json_schema"]["schema"]
    codes = schema["properties"]["answers"]["items"]["properties"]["codes"]["items"]["properties"]["code"]["enum"]
    assert codes == [f"{code.family}/{code.subtype}" for code in book.codes]


def test_the_version_names_model_and_prompt(agreed, monkeypatch):
    before = agreed().version
    assert before.startswith("endpoint-1-tiny-")
    assert agreed(model="larger").version.startswith("endpoint-1-larger-")
    monkeypatch.setattr("cjm_research.codes.endpoint.prompt.SEED", 7)
    assert agreed().version != before


def test_the_summary_is_told_in_both_languages(agreed, segments, book):
    coder = agreed()
    coder.suggest(segments, book)
    assert str(coder.summary).startswith("5 segments asked in 5 requests (0 of them repeats): 4 codes suggested; 0")
    assert coder.summary.text("zh").startswith("共询问 5 个片段，发送 5 次请求（其中重试 0 次）：得到 4 条建议；")


def test_a_key_in_the_place_of_its_name_is_shown_nowhere(settings, segments, cases, book):
    coder = EndpointCoder(settings=settings(key_env="sk-live-1234"))
    assert repr(coder) == "EndpointCoder('tiny', not agreed)"
    with pytest.raises(CjmError, match="keys stay out of files") as caught:
        coder.plan(segments, book, cases)
    assert "1234" not in str(caught.value)


def test_a_key_that_is_not_set_stops_before_anything_is_sent(server, agreed, segments, book, monkeypatch):
    monkeypatch.delenv("CJM_TEST_KEY", raising=False)
    with pytest.raises(CjmError, match=r"^The environment variable CJM_TEST_KEY that key_env names is not set\."):
        agreed(key_env="CJM_TEST_KEY").suggest(segments, book)
    assert server.bodies == []


def test_the_input_is_not_changed_and_nothing_gives_nothing(server, agreed, segments, book):
    before = segments.copy(deep=True)
    agreed().suggest(segments, book)
    pd.testing.assert_frame_equal(segments, before)
    n = len(server.bodies)
    check(agreed().suggest(segments.iloc[:0], book), "suggestions")
    assert len(server.bodies) == n
