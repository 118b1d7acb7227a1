"""Before anything is sent a person sees what and where to; agreement holds for exactly that."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.endpoint import EndpointCoder, agreement_in, agreement_payload, is_agreed, plan_of
from cjm_research.codes.endpoint.consent import ACT, TAKEN_BACK
from cjm_research.errors import CjmError, StudyError
from cjm_research.settings import Settings


def events(*acts):
    rows = [{"event_id": n, "created_at": "", "actor": "Ana", "act": act, "payload": payload}
            for n, (act, payload) in enumerate(acts, 1)]  # fmt: skip
    return pd.DataFrame(rows, columns=["event_id", "created_at", "actor", "act", "payload"])


def test_the_plan_says_where_what_and_how_much(server, settings, segments, cases, book):
    plan = plan_of(segments, book, settings(), cases)
    shown = repr(plan)
    n = segments["text"].str.len().sum() + segments["context"].str.len().sum()
    assert shown.startswith("What would be sent. Nothing is sent before you agree.")
    assert f"Address: POST {server.url}/chat/completions\n" in shown
    assert f"Machine: 127.0.0.1, port {server.server_address[1]}: this machine." in shown
    assert "Model: tiny\n" in shown
    assert "Key: none is sent\n" in shown
    assert f"Sent: 5 segments in 5 requests: {n} characters of text and context ({plan.n_bytes:,} bytes" in shown
    assert "names and the like replaced" in shown
    assert server.bodies == []


def test_the_plan_is_told_in_chinese_too(settings, segments, cases, book):
    shown = plan_of(segments, book, settings(), cases, language="zh").text()
    assert shown.startswith("以下是将要发送的内容；您同意之前不会发送任何内容。")
    assert "：本机。" in shown
    assert "5 个片段，5 次请求" in shown
    assert 'plan.agree(by="您的姓名")' in shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_request_is_shown_in_full(settings, segments, cases, book, language):
    given = segments if language == "en" else segments[segments["language"] == "zh"]
    plan = plan_of(given, book, settings(), cases, language=language)
    shown = "\n".join(line.removeprefix("  |").removeprefix(" ") for line in plan.text().split("\n"))
    body = json.loads(plan.first_request)
    for message in body.pop("messages"):
        assert message["content"] in shown
    assert json.dumps(body, ensure_ascii=False, sort_keys=True) in shown


def test_another_machine_and_an_open_way_are_named_as_such(settings, segments, cases, book):
    shown = str(plan_of(segments, book, settings(url="http://192.0.2.7/v1"), cases))
    assert "Machine: 192.0.2.7, port 80: ANOTHER MACHINE. What people said leaves this one." in shown
    assert "Way: NOT ENCRYPTED (http)" in shown
    zh = plan_of(segments, book, settings(url="http://192.0.2.7/v1"), cases).text("zh")
    assert "另一台机器。受访者的话会离开本机。" in zh
    assert "未加密" in zh


def test_a_model_that_runs_elsewhere_behind_this_machine_is_named_as_such(settings, segments, cases, book):
    assert "this machine" in str(plan_of(segments, book, settings(model="big:120b-cloud"), cases))
    assert "big:120b-cloud runs elsewhere" in str(plan_of(segments, book, settings(model="big:120b-cloud"), cases))
    assert "big:120b-cloud 在别处运行" in plan_of(segments, book, settings(model="big:120b-cloud"), cases).text("zh")


def test_a_key_is_named_and_never_shown(settings, segments, cases, book, monkeypatch):
    monkeypatch.setenv("CJM_TEST_KEY", "sk-12345")
    plan = plan_of(segments, book, settings(key_env="CJM_TEST_KEY"), cases)
    assert "Key: from the environment variable CJM_TEST_KEY, which is set" in str(plan)
    assert "Authorization: Bearer (the key)" in str(plan)
    assert "sk-12345" not in str(plan) + plan._repr_html_() + repr(plan.agree("Ana")) + str(agreement_payload(plan))


def test_words_cannot_break_out_of_the_page_or_steer_the_terminal(settings, segments, cases, book):
    evil = segments.assign(text="<script>alert(1)</script> \x1b[2J \x9b2J gone")
    plan = plan_of(evil, book, settings(model="<b>m</b>\x1b[2J"), cases)
    assert "<script>" not in plan._repr_html_()
    assert "<b>m</b>" not in plan._repr_html_()
    assert not {"\x1b", "\x9b"} & set(str(plan))
    assert "2J gone" in str(plan)


def test_only_people_who_consented_are_in_the_plan(server, settings, segments, cases, book):
    cases.loc[cases["case_id"] == "P01", "consent"] = "refused"
    cases.loc[cases["case_id"] == "P02", "consent"] = "not recorded"
    plan = plan_of(segments, book, settings(), cases)
    assert (plan.n_segments, plan.n_left_out) == (2, 3)
    assert "Left out: 3 segments of people whose consent is not given" in str(plan)
    assert "3 个片段，受访者未给出知情同意" in plan.text("zh")
    coder = EndpointCoder(settings=settings(), agreement=plan.agree("Ana"))
    coder.suggest(segments[segments["case_id"] == "P03"], book)
    assert len(server.asked) == 2
    with pytest.raises(CjmError, match=r"^Nothing was sent: 3 of 5 segments are not in what was agreed\."):
        coder.suggest(segments, book)
    assert len(server.asked) == 2


def test_without_anybody_who_consented_there_is_no_plan(settings, segments, cases, book):
    with pytest.raises(CjmError, match=r"^There is nothing to send: none of 5 segments is of a person who consented\."):
        plan_of(segments, book, settings(), cases.assign(consent="refused"))


def test_a_table_of_loose_texts_is_said_to_go_as_it_stands(settings, segments, book):
    plan = plan_of(segments, book, settings(), None)
    assert "NOTHING IN THEM IS REPLACED" in str(plan)
    assert str(plan).endswith(f"or on the command line --send {plan.code}")
    assert "未作任何替换" in plan_of(segments, book, settings(), None).text("zh")


def test_off_by_default(segments, cases, book):
    assert Settings.default().coder.coder == "framework"
    with pytest.raises(StudyError, match=r"^No endpoint is named: url in \[settings\.endpoint\] is empty\."):
        plan_of(segments, book, Settings.default().endpoint, cases)


def test_a_plan_needs_a_model_and_an_agreement_a_name(settings, segments, cases, book):
    with pytest.raises(StudyError, match=r"^No model is named: model in \[settings\.endpoint\] is empty\."):
        plan_of(segments, book, settings(model=" "), cases)
    with pytest.raises(CjmError, match=r"^Nobody is named who agrees\. Say who: plan\.agree\(by='Ana'\)\.$"):
        plan_of(segments, book, settings(), cases).agree(by=" ")


def test_the_plan_does_not_depend_on_the_order_of_rows(settings, segments, cases, book):
    plan = plan_of(segments, book, settings(), cases)
    shuffled = plan_of(segments.sample(frac=1, random_state=1), book, settings(), cases)
    assert shuffled == plan
    assert shuffled.digest == plan.digest


def test_an_agreement_in_the_events_holds_for_that_plan_alone(settings, segments, cases, book):
    plan = plan_of(segments, book, settings(), cases)
    kept = events(("accept", {"segment_id": "s1"}), (ACT, json.loads(json.dumps(agreement_payload(plan)))))
    assert is_agreed(kept, plan)
    assert agreement_in(kept, plan).by == "Ana"
    assert not is_agreed(events(), plan)
    other_book = Codebook(book.codes[:-1], book.family_names, book.family_definitions)
    for other in (
        plan_of(segments, book, settings(model="other"), cases),
        plan_of(segments, book, settings(url="http://192.0.2.7/v1"), cases),
        plan_of(segments.assign(context="Why?"), book, settings(), cases),
        plan_of(segments.iloc[:4], book, settings(), cases),
        plan_of(segments, other_book, settings(), cases),
    ):
        assert not is_agreed(kept, other)


def test_an_agreement_can_be_taken_back_and_given_again(settings, segments, cases, book):
    plan = plan_of(segments, book, settings(), cases)
    payload = agreement_payload(plan)
    assert not is_agreed(events((ACT, payload), (TAKEN_BACK, payload)), plan)
    assert is_agreed(events((ACT, payload), (TAKEN_BACK, payload), (ACT, payload)), plan)


def test_a_study_may_keep_the_agreement_as_it_is_given(settings, segments, cases, book):
    kept = []
    plan = replace(plan_of(segments, book, settings(), cases), keep=kept.append)
    agreement = plan.agree(by="Ana")
    assert kept == [agreement]
    assert (kept[0].by, kept[0].plan) == ("Ana", plan)


def test_an_event_holds_no_word_of_anybody(settings, segments, cases, book):
    kept = json.dumps(agreement_payload(plan_of(segments, book, settings(), cases)), ensure_ascii=False)
    assert not any(text in kept for text in segments["text"])


def test_what_decides_stands_at_the_end_where_a_terminal_stops(settings, segments, cases, book):
    lines = str(plan_of(segments, book, settings(), cases)).split("\n")
    assert lines[-1] == 'To agree: plan.agree(by="your name")'
    assert [line.split(":")[0] for line in lines[-9:-2]] == [
        "Address", "Machine", "Way", "Model", "Key", "Sent", "Words",
    ]  # fmt: skip
