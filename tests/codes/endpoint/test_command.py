"""`cjm suggest --coder endpoint`: the plan first, its code second, and no answer asked for twice."""

from __future__ import annotations

import pandas as pd
import pytest

from cjm_research.cli.endpoint import EndpointRun, run_for
from cjm_research.errors import CjmError, UnknownNameError

ROWS = pd.DataFrame(
    {
        "id": ["9", "1", "4"],
        "text": ["The ferry was two hours late.", "我想不打电话就能订船舱。", "It was fine."],
        "context": ["What went wrong?", "您有什么建议？", ""],
        "lang": ["en", "zh", "en"],
    }
)


@pytest.fixture
def run(server, tmp_path):
    def made(send="", **changes):
        settings = {"url": server.url, "model": "tiny", "retries": 0, **changes}
        return EndpointRun(tmp_path / "out.csv", settings, send=send, progress=False)

    return made


@pytest.fixture
def code(run, capsys):
    with pytest.raises(CjmError) as caught:
        run()(ROWS)
    capsys.readouterr()
    return str(caught.value).split("--send ")[1].split()[0]


def test_without_its_code_the_plan_is_printed_and_nothing_is_sent(server, run, capsys):
    with pytest.raises(
        CjmError, match=r"^Nothing was sent\. If you agree to the plan above, add --send [0-9a-f]{8} to"
    ):
        run()(ROWS)
    shown = capsys.readouterr().out
    assert f"POST {server.url}/chat/completions" in shown
    assert "It was fine." in shown
    assert "NOTHING IN THEM IS REPLACED" in shown
    assert server.bodies == []


def test_with_its_code_the_table_is_coded(server, run, code):
    asking = run(send=code)
    found = asking(ROWS).set_index("id")
    assert found.loc["9", ["pain_point", "pain_point_score", "stage", "emotion"]].tolist() == [
        "experiential", 0.8, "use", 2.0,
    ]  # fmt: skip
    assert found.at["9", "reason"] == "pain_point: “two hours late”"
    assert found.at["1", "goal"] == "explicit"
    assert found.at["1", "reason"] == "goal: 「我想不打电话就能订船舱」"
    assert found.loc["4", ["goal", "pain_point", "reason", "tier"]].tolist() == ["", "", "", "endpoint"]
    assert asking.finish().startswith("3 segments asked in 3 requests")
    assert not asking.kept.exists()


@pytest.mark.parametrize("changes", [{"model": "larger"}, {"batch": 2}])
def test_the_code_of_another_plan_sends_nothing(server, run, code, changes):
    with pytest.raises(CjmError, match=r"is not the code of this plan\. Read it, then see its end\.$"):
        run(send=code, **changes)(ROWS)
    with pytest.raises(CjmError, match="is not the code of this plan"):
        run(send=code)(ROWS.assign(text="Something else."))
    assert server.bodies == []


def test_stopped_work_goes_on_where_it_was(server, run, code):
    server.first({}, {"status": 401, "raw": b"expired"})
    with pytest.raises(CjmError, match="HTTP 401"):
        run(send=code)(ROWS)
    kept = run(send=code).kept
    kept.write_text(kept.read_text("utf-8") + '{"mark": "half a li', "utf-8")
    found = run(send=code)(ROWS).set_index("id")
    assert found["pain_point"].to_dict() == {"9": "experiential", "1": "", "4": ""}
    assert [told["text"] for told in server.asked].count("It was fine.") == 1
    assert len(server.bodies) == 4


def test_a_segment_without_an_answer_says_why(server, run, code):
    server.always(content=lambda asked: "no")
    found = run(send=code)(ROWS).set_index("id")
    assert found.at["4", "reason"] == "the answer is not the JSON that was asked for"
    assert found.at["1", "reason"] == "回答不是所要求的 JSON"
    assert found["emotion"].isna().all()


def test_a_mostly_chinese_table_is_told_about_in_chinese(server, run, capsys):
    with pytest.raises(CjmError):
        run()(ROWS[ROWS["lang"] == "zh"])
    assert "以下是将要发送的内容；您同意之前不会发送任何内容。" in capsys.readouterr().out


def test_the_endpoint_is_asked_only_when_it_is_named(tmp_path):
    assert run_for("framework", tmp_path / "out.csv", "", "", "", "") is None
    with pytest.raises(UnknownNameError, match=r"^--url, --model, --key-env and --send belong to --coder endpoint\."):
        run_for("framework", tmp_path / "out.csv", "http://127.0.0.1:1/v1", "", "", "")
    with pytest.raises(UnknownNameError, match=r"^`cjm suggest` knows no coder 'loud'\. Known: endpoint, framework\.$"):
        run_for("loud", tmp_path / "out.csv", "", "", "", "")
