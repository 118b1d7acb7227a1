"""A study's own codes: suggested by `run` for every segment, gone with the code, reviewed like the others."""

import pytest

from cjm_research.study.facade import Study
from cjm_research.study.pipeline import codebook

LATE = {
    "en": ["The parcel came two days late.", "They delivered my bed after the promised day."],
    "zh": ["快递晚到了两天，一直没有消息。", "说好周五送到的床，下周一才来。"],
}
OTHER = {
    "en": ["The chair looks lovely in our kitchen.", "I paint at home on Sundays.", "The staff in the shop were kind."],
    "zh": ["这把椅子放在厨房里很好看。", "我星期天在家里画画。", "店里的工作人员非常亲切。"],
}
ASKED = {"en": "Interviewer: What happened then?\nAda: {}\n", "zh": "访谈者：后来怎么样了？\n小陈：{}\n"}
CODE = {
    "en": """
[[own]]
id = "late"
name = { en = "Late delivery" }
definition = { en = "The goods come later than promised." }
examples = { en = ["My order arrived a week late.", "The delivery was delayed.", "They came days after the date."] }
""",
    "zh": """
[[own]]
id = "late"
name = { zh = "送货迟" }
definition = { zh = "货物比说好的时间晚到。" }
examples = { zh = ["我的订单晚了一个星期才到。", "配送又延误了。", "过了说好的日子好几天才送来。"] }
""",
}


@pytest.fixture(params=["en", "zh"])
def study(request, tmp_path):
    made = Study.new(tmp_path / "study", languages=(request.param,))
    path = tmp_path / "talk.txt"
    path.write_text("".join(map(ASKED[request.param].format, LATE[request.param] + OTHER[request.param])), "utf-8")
    made.add(path)
    made.folder.codebook.write_text(CODE[request.param], encoding="utf-8")
    made.store.set("test.language", request.param)
    return made.run(progress=False)


@pytest.mark.model
def test_own_codes_are_suggested_reviewed_and_go_with_the_code(study):
    found = study.suggestions().query("kind == 'code:late'").merge(study.segments(), on="segment_id")
    assert len(found) == len(study.segments())
    is_late = found["text"].isin(LATE[study.store.get("test.language")])
    assert is_late.sum() == 2
    assert found.loc[is_late, "score"].min() > found.loc[~is_late, "score"].max()
    assert set(found["decision"]) <= {"look", "no"}
    assert (found.loc[found["decision"] == "look", "reason"] != "").all()

    before = study.suggestions().query("kind == 'goal'")
    session = study.review(coder="AB")
    session.change({}, own=["late"])
    assert study.table("codings").query("kind == 'code:late'")["value"].tolist() == ["late"]

    study.folder.codebook.unlink()
    with pytest.warns(UserWarning, match="the code 'late' was removed"):
        assert codebook(study.folder, study.store).own == ()
    study.run(progress=False)
    after = study.suggestions()
    assert not after["kind"].str.startswith("code:").any()
    assert after.query("kind == 'goal'")["version"].tolist() == before["version"].tolist()
