"""Who is who across files, readings and decisions."""

from dataclasses import replace
from pathlib import Path

import pytest

from cjm_research.corpora import Reading, Source, Turn, build_corpus
from cjm_research.corpora.build import build
from cjm_research.corpora.decisions import Decisions
from cjm_research.corpora.people import full_name


def interview(source, *said, sha256="1", **more):
    turns = tuple(Turn(text, speaker) for speaker, text in said)
    return Reading(Path(source), "text", sources=(Source("interview", turns, **more),), source=source, sha256=sha256)


TALK = {
    "en": (("Interviewer", "Why?"), ("Bo Lim", "It was late.")),
    "zh": (("访谈者", "为什么？"), ("王秀英", "排队太久了。")),
}
AGAIN = {
    "en": (("Interviewer", "And now?"), ("Ann Roe", "No idea."), ("Dr. Bo  LIM (customer)", "Still late.")),
    "zh": (("访谈者", "现在呢？"), ("李建国", "不知道。"), ("王秀英", "还是很久。")),
}


def people(corpus):
    names = corpus.documents.set_index("document_id")["source"]
    spoke = corpus.turns[corpus.turns["case_id"] != ""]
    return {(names[turn.document_id], turn.case_id) for turn in spoke.itertuples()}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Bo Lim", "bo lim"), ("Dr. Ben  WALKER", "ben walker"), ("Bo", ""), ("Interviewee 2", ""), ("Speaker A", ""),
        ("王秀英", "王秀英"), ("李 雷", "李雷"), ("说话人 1", ""), ("王女士", ""), ("小王", ""), ("受访者", ""),
        ("My very long sentence about it", ""), ("And Then", ""), ("", ""),
    ],
)  # fmt: skip
def test_only_a_full_name_tells_who_somebody_is(label, name):
    assert full_name(label) == name


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_one_full_name_in_two_files_is_one_person(lang):
    corpus = build_corpus([interview("a.txt", *TALK[lang]), interview("b.txt", *AGAIN[lang])])
    assert people(corpus) == {("a.txt", "P01"), ("b.txt", "P01"), ("b.txt", "P02")}
    assert corpus.cases["case_id"].tolist() == ["P01", "P02"]


@pytest.mark.parametrize("label", ["Interviewee", "受访者", "Bo", "说话人 2", "Speaker 2"])
def test_a_label_that_is_no_full_name_is_another_person_in_another_file(label):
    talk = (("Ann Roe", "Why was it so?"), (label, "It was late, and nobody rang."))
    assert len(build_corpus([interview("a.txt", *talk), interview("b.txt", *talk)]).cases) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_person_is_known_again_in_a_later_add_through_the_key(lang):
    first = build([interview("a.txt", *TALK[lang])])
    later = build([interview("b.txt", *AGAIN[lang])], first.corpus, known=first.table)
    assert people(later.corpus) == {("a.txt", "P01"), ("b.txt", "P01"), ("b.txt", "P02")}
    assert "P01" in later.table.values()


def test_a_person_of_two_files_stays_when_one_of_them_changes():
    built = build([interview("a.txt", *TALK["en"], attributes={"Plan": "basic"}), interview("b.txt", *AGAIN["en"])])
    edited = interview("a.txt", ("Interviewer", "Why?"), ("Kim Fox", "I never came."), sha256="2")
    after = build([edited], built.corpus, known=built.table)
    assert people(after.corpus) == {("a.txt", "P03"), ("b.txt", "P01"), ("b.txt", "P02")}
    assert after.corpus.cases.set_index("case_id")["source"].to_dict() == {
        "P01": "b.txt",
        "P02": "b.txt",
        "P03": "a.txt",
    }


def test_reading_again_in_another_order_of_speaking_keeps_who_is_who():
    talk = (("Interviewer", "Why?"), ("Kim", "It was late."), ("Jo", "It was open."))
    built = build([interview("a.txt", *talk)])
    turned = interview("a.txt", talk[0], talk[2], talk[1], sha256="2")
    after = build([turned], built.corpus, known=built.table).corpus
    assert after.documents.loc[0, "text"].split("\n\n")[1:] == ["P02: It was open.", "P01: It was late."]


def test_what_the_key_knows_is_not_needed_to_keep_case_ids():
    other = (("Interviewer", "And now?"), ("Kim Fox", "No idea."))
    built = build_corpus([interview("a.txt", *TALK["en"]), interview("b.txt", *other)])
    edited = interview("a.txt", ("Interviewer", "Why?"), ("Bo Lim", "It was early."), sha256="2")
    assert people(build_corpus([edited], built)) == people(built)


@pytest.mark.parametrize(
    "told",
    [{"speaker 2": "interviewer", "speaker 1": "participant"}, {"Bo Lim": "interviewer", "interviewer": "participant"}],
)
def test_a_decision_about_roles_goes_before_what_was_found(told):
    corpus = build_corpus([interview("a.txt", *TALK["en"])], decisions=Decisions(roles={"a.txt": told}))
    assert corpus.documents.loc[0, "text"] == "P01: Why?\n\nInterviewer: It was late."


def test_a_number_is_the_place_in_speaking_and_a_label_is_as_it_is_written():
    talk = (("Speaker 2", "It was late."), ("Speaker 1", "And so?"), ("Speaker 2", "It was open."))
    by_number = build_corpus([interview("a.txt", *talk)], decisions=Decisions(roles={"a.txt": {"speaker 1": "other"}}))
    by_label = build_corpus([interview("a.txt", *talk)], decisions=Decisions(roles={"a.txt": {"Speaker 1": "other"}}))
    assert by_number.turns.sort_values("seq")["role"].tolist()[0] == "other"
    assert by_label.turns.sort_values("seq")["role"].tolist()[1] == "other"


@pytest.mark.parametrize(
    ("told", "decisions", "consent"),
    [
        (("", ""), Decisions(), "given"),
        (("refused", ""), Decisions(), "refused"),
        (("given", "refused"), Decisions(), "refused"),
        (("", ""), Decisions(consent_default="not recorded"), "not recorded"),
        (("refused", ""), Decisions(consent={"P01": "given"}), "given"),
    ],
)
def test_consent_is_as_decided_else_as_the_files_tell_else_the_default(told, decisions, consent):
    files = [interview(f"{n}.txt", *TALK["zh"], consent=word) for n, word in enumerate(told)]
    assert build_corpus(files, decisions=decisions).cases["consent"].tolist() == [consent]


def test_several_documents_in_one_file_have_names_and_ids_of_their_own():
    one = interview("crm.csv", *TALK["en"]).sources[0]
    sources = [
        replace(one, inside=name, recorded_at="2026-06-15", wave="spring") for name in ("Call 1", "a/../b:c", "Call 1")
    ]
    corpus = build_corpus([Reading(Path("crm.csv"), "csv", sources=tuple(sources), source="crm.csv", sha256="1")])
    names = sorted(corpus.documents["name"])
    assert names[1:] == ["crm.csv/Call 1.txt", "crm.csv/a_.._b_c.txt"]
    assert names[0].startswith("crm.csv/Call 1 (")
    assert set(corpus.documents["recorded_at"]) == {"2026-06-15"}
    assert set(corpus.documents["wave"]) == {"spring"}


def test_rows_in_another_order_give_the_same_pseudonyms():
    said = ["Ring 07700 900123.", "Ring 07700 900456.", "Mail a@example.org."]
    sources = [Source("survey", (Turn(text, question="What?"),), f"k{n}") for n, text in enumerate(said)]
    one, two = (
        build_corpus([Reading(Path("s.csv"), "csv", sources=tuple(order), source="s.csv", sha256="1")])
        for order in (sources, sources[::-1])
    )
    assert one.documents.equals(two.documents)
    assert one.replacements.equals(two.replacements)


@pytest.mark.parametrize(
    ("lang", "host", "said"),
    [("en", "Karin Delacroix", "{} rang me about it."), ("zh", "欧阳慧敏", "后来{}给我打了电话。")],
)
def test_who_interviewed_is_known_in_a_later_add_through_the_key(lang, host, said):
    (_, question), (speaker, answer) = TALK[lang]
    first = build(
        [interview("a.txt", (host, question), (speaker, answer))],
        decisions=Decisions(roles={"a.txt": {host: "interviewer"}}),
    )
    later = build([interview("b.txt", TALK[lang][0], ("Bo", said.format(host)))], first.corpus, known=first.table)
    texts = later.corpus.documents.set_index("source")["text"]
    assert host not in texts["b.txt"]
    assert said.format({"en": "Interviewer", "zh": "访谈者"}[lang]) in texts["b.txt"]
    assert len(later.corpus.cases) == 2
