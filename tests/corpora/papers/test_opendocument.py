"""OpenDocument transcripts, written by hand as the format asks, and real ones."""

import zipfile
from pathlib import Path

import pytest

from cjm_research.corpora.papers.opendocument import OdtReader
from cjm_research.errors import ReadError

DATA = Path(__file__).parents[4] / "shared" / "data" / "interviews-en" / "serdif" / "data"
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
STYLES = (
    '<office:automatic-styles><style:style style:name="B" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
)


@pytest.fixture
def save(tmp_path):
    def write(body, **parts):
        path = tmp_path / "talk.odt"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(
                "content.xml",
                f"<office:document-content {NAMES}>{STYLES}<office:body><office:text>{body}</office:text>"
                "</office:body></office:document-content>",
            )
            for name, xml in parts.items():
                archive.writestr(f"{name}.xml", xml)
        return OdtReader().read(path)

    return write


def p(text):
    return f"<text:p>{text}</text:p>"


def said(reading):
    return [(turn.speaker, turn.text, turn.place) for turn in reading.sources[0].turns]


def test_paragraphs_headings_and_lists_in_order(save):
    reading = save(
        "<text:h>Talk on 14 March 2026</text:h>"
        + p("Interviewer: Why?")
        + f"<text:list><text:list-item>{p('Participant: It was late.')}</text:list-item></text:list>"
        + f"<text:section>{p('Interviewer: Oh.')}</text:section>"
    )
    assert said(reading) == [
        ("Interviewer", "Why?", "paragraph 2"),
        ("Participant", "It was late.", "paragraph 3"),
        ("Interviewer", "Oh.", "paragraph 4"),
    ]
    assert reading.counts == {"paragraphs": 4}
    assert reading.sources[0].recorded_at == "2026-03-14"


def test_blanks_tabs_and_line_breaks_count_as_the_format_says(save):
    reading = save(
        p('访谈者：为什么<text:s text:c="3"/>呢？') + p("受访者：<text:tab/>太晚了。<text:line-break/>真的\n 太晚。")
    )
    assert [turn[:2] for turn in said(reading)] == [("访谈者", "为什么   呢？"), ("受访者", "太晚了。\n真的 太晚。")]


def test_bold_names_through_automatic_styles(save):
    lines = [("王敏", "为什么？"), ("李强", "太晚了。"), ("王敏", "明白。"), ("李强", "是的。")]
    reading = save("".join(p(f'<text:span text:style-name="B">{name}</text:span> {words}') for name, words in lines))
    assert [turn[:2] for turn in said(reading)] == lines


def test_tables_of_time_speaker_and_words(save):
    def row(*cells):
        return (
            "<table:table-row>"
            + "".join(f"<table:table-cell>{p(c)}</table:table-cell>" for c in cells)
            + ("</table:table-row>")
        )

    reading = save(
        "<table:table>"
        + f"<table:table-header-rows>{row('时间', '说话人', '内容')}</table:table-header-rows>"
        + row("00:01", "访谈者", "为什么？")
        + row("00:04", "受访者", "太晚了。")
        + "</table:table>"
    )
    turns = reading.sources[0].turns
    assert [(turn.speaker, turn.text, turn.start_seconds, turn.place) for turn in turns] == [
        ("访谈者", "为什么？", 1.0, "paragraph 2"),
        ("受访者", "太晚了。", 4.0, "paragraph 3"),
    ]


def test_what_is_not_read_is_listed(save):
    reading = save(
        "<text:tracked-changes><text:changed-region><text:deletion>"
        + p("too dear")
        + "</text:deletion></text:changed-region></text:tracked-changes>"
        + p(f"Interviewer: Why?<office:annotation>{p('check')}</office:annotation>")
        + p(f"Participant: It was late<text:note><text:note-body>{p('laughs')}</text:note-body></text:note>.")
        + p(f"<draw:frame><draw:text-box>{p('a box')}</draw:text-box></draw:frame>"),
        styles=f"<office:document-styles {NAMES}><style:footer>{p('Page 1')}</style:footer></office:document-styles>",
    )
    assert [turn[:2] for turn in said(reading)] == [("Interviewer", "Why?"), ("Participant", "It was late.")]
    assert [(part.place, part.what, part.why) for part in reading.skipped] == [
        ("paragraph 1", "too dear", "a tracked deletion"),
        ("paragraph 1", "check", "a comment"),
        ("paragraph 2", "laughs", "a footnote"),
        ("paragraph 3", "a box", "a text box"),
        ("page's footer", "Page 1", "in the page's footer"),
    ]


@pytest.mark.parametrize(
    ("who", "rows", "answer"),
    [
        ("Participant: P4", ["1. It was quick.", "2 -- Very.", "2. It was clear.", "1 -- nan"], "Very."),
        ("受访者：P4", ["1、速度很快。", "2 -- 非常快。", "2、内容清楚。", "1 -- 无"], "非常快。"),
    ],
    ids=["en", "zh"],
)
def test_a_questionnaire_keeps_rating_comment_and_question(save, who, rows, answer):
    rows = [*rows, "3. I liked it." if answer.isascii() else "3、我喜欢。", "4.0 -- ..."]
    reading = save(
        p("Timestamp: 11/18/2021 12:31:56")
        + p(who)
        + "".join(p(text if text[1] in ".、" and text[2:3] != "0" else f"<text:tab/>{text}") for text in rows)
    )
    source = reading.sources[0]
    questions = [row[2:].strip() for row in rows[::2]]
    assert (source.kind, source.respondent, source.recorded_at) == ("survey", "P4", "2021-11-18T12:31:56")
    assert [(turn.text, turn.question, turn.role) for turn in source.turns] == [(answer, questions[0], "participant")]
    assert source.attributes == dict(zip(questions, ["2", "1", "4"], strict=True))
    assert reading.n_blanks == 2


def test_a_session_along_tasks_takes_the_tasks_for_the_moderators_words(save):
    rows = [
        "1 Open the page.", "\tOkay, I click here.", "\t(The participant reads.)", "\tMODERATOR: Take your time.",
        "2 Log in.", "    2.a Was it clear?", "\tYes, it was.", "3 Say what you liked.", "\tThe colours.",
    ]  # fmt: skip
    reading = save("".join(p(row.replace("\t", "<text:tab/>").replace("    ", '<text:s text:c="4"/>')) for row in rows))
    assert said(reading) == [
        ("MODERATOR", "Open the page.", "paragraph 1"),
        ("Participant", "Okay, I click here.", "paragraph 2"),
        ("MODERATOR", "Take your time.\nLog in.\nWas it clear?", "paragraph 4"),
        ("Participant", "Yes, it was.", "paragraph 7"),
        ("MODERATOR", "Say what you liked.", "paragraph 8"),
        ("Participant", "The colours.", "paragraph 9"),
    ]
    assert [(part.place, part.why) for part in reading.skipped] == [("paragraph 3", "a note of the transcriber")]


def test_a_protected_document_is_refused(save):
    with pytest.raises(
        ReadError, match=r"talk\.odt is protected by a password\. Open it, remove the password and save"
    ):
        save(p("x"), **{"META-INF/manifest": "<manifest:encryption-data/>"})


def test_a_spreadsheet_under_a_false_name_is_refused(tmp_path):
    path = tmp_path / "talk.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:body><office:spreadsheet/></office:body>"
            "</office:document-content>",
        )
    with pytest.raises(ReadError) as caught:
        OdtReader().read(path)
    assert str(caught.value) == f"{path} is no text document (it holds no text body). Save it as .odt again."


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not here (../shared/data)")
def test_real_sessions_have_a_moderator_and_a_participant():
    for path in sorted((DATA / "transcripts" / "raw").glob("*.odt")):
        reading = OdtReader().read(path)
        assert {turn.role for turn in reading.sources[0].turns} == {"interviewer", "participant"}, path.name
        assert len(reading.sources[0].turns) >= 50, path.name


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not here (../shared/data)")
def test_real_questionnaires_have_every_answer_or_blank():
    for path in sorted((DATA / "PSSUQ" / "comments").glob("*.odt")):
        reading = OdtReader().read(path)
        source = reading.sources[0]
        assert source.respondent == path.name.split("_")[0]
        assert len(source.turns) + reading.n_blanks == 19, path.name
