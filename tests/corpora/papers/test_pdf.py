"""PDFs written by hand, one made by a browser, and real ones."""

import zlib
from pathlib import Path

import pypdf
import pytest

from cjm_research.corpora.papers.pdf import PdfReader
from cjm_research.errors import ReadError

FILES = Path(__file__).parents[1] / "files"
DATA = Path(__file__).parents[4] / "shared" / "data" / "interviews-en" / "pdpilot"
SIZE = 10
STEP = 14


def to_unicode(text):
    """Return the table from glyph numbers to letters; here both are alike."""
    codes = sorted({ord(char) for char in text})
    pairs = b"".join(b"1 beginbfchar <%04X> <%04X> endbfchar\n" % (code, code) for code in codes)
    space = b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    return b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n" + space + pairs + b"endcmap end end"


def pdf_of(pages, extra=b"", resources=b""):
    """Return a PDF with the given (x, y from the top, words) on each page; Latin letters are half as wide as Hanzi."""
    n = len(pages)
    letters = to_unicode("DRAFT!" + "".join(words for texts in pages for _, _, words in texts))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (n, b" ".join(b"%d 0 R" % (7 + 2 * i) for i in range(n))),
        b"<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/DW 1000/W[32 255 500]/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Type/FontDescriptor/FontName/Any/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200"
        b"/CapHeight 700/StemV 80>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(letters), letters),
    ]
    for i, texts in enumerate(pages):
        drawn = b"".join(
            b"BT /F %d Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj ET\n"
            % (SIZE, x, 842 - y, words.encode("utf-16-be").hex().encode())
            for x, y, words in texts
        )
        drawn = zlib.compress(drawn + extra)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>%s>>/Contents %d 0 R>>"
            % (resources, 8 + 2 * i)
        )
        objects.append(b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    out = b"%PDF-1.5\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def column(*rows, x=72, top=100):
    """Return rows of one column, one below the other; None leaves a gap."""
    return [(x, top + STEP * i, row) for i, row in enumerate(rows) if row]


@pytest.fixture
def save(tmp_path):
    def write(*pages, **more):
        path = tmp_path / "talk.pdf"
        path.write_bytes(pdf_of(pages, **more))
        return PdfReader().read(path)

    return write


def said(reading):
    return [(turn.speaker, turn.text, turn.place) for turn in reading.sources[0].turns]


ENGLISH = column(
    "Interview on 14 March 2026",
    "Interviewer: Could you tell me how you found out about the delivery",
    "service?",
    "Mara: I had broken my arm and could carry nothing up the many stairs",
    "here. Note: I am not patient, and the first order took almost an hour",
    "because the app kept logging me out.",
    "Interviewer: What did you do then?",
    "Mara: I gave up.",
)


def test_rows_become_turns_with_page_and_line(save):
    assert said(save(ENGLISH, column("Interviewer: And then?", "Mara: Nothing."))) == [
        ("Interviewer", "Could you tell me how you found out about the delivery service?", "page 1, line 2"),
        (
            "Mara",
            "I had broken my arm and could carry nothing up the many stairs here. Note: I am not patient, and the "
            "first order took almost an hour because the app kept logging me out.",
            "page 1, line 4",
        ),
        ("Interviewer", "What did you do then?", "page 1, line 7"),
        ("Mara", "I gave up.", "page 1, line 8"),
        ("Interviewer", "And then?", "page 2, line 1"),
        ("Mara", "Nothing.", "page 2, line 2"),
    ]


def test_chinese_rows_join_without_a_blank(save):
    reading = save(
        column(
            "访谈时间：2026年3月14日",
            "访谈者：请您先说说是怎么知道这个送菜服务的，当时您想解决什么",
            "问题？",
            "李小满：我摔伤了胳膊，邻居告诉我可以在 App 上订菜，我只想第二天",
            "能收到。第一次下单花了一个小时。",
        )
    )
    assert said(reading) == [
        ("访谈者", "请您先说说是怎么知道这个送菜服务的，当时您想解决什么问题？", "page 1, line 2"),
        (
            "李小满",
            "我摔伤了胳膊，邻居告诉我可以在 App 上订菜，我只想第二天能收到。第一次下单花了一个小时。",
            "page 1, line 4",
        ),
    ]
    assert reading.sources[0].recorded_at == "2026-03-14"
    assert reading.counts == {"pages": 1}


def test_words_set_one_by_one_are_a_row(save):
    pieces = []
    for n, words in enumerate(("Interviewer: Why so late?", "Participant: Nobody told me.")):
        x = 72
        for word in words.split():
            pieces.append((x, 100 + STEP * n, word))
            x += (len(word) + 1) * SIZE / 2
    assert [turn[:2] for turn in said(save(pieces[::-1]))] == [
        ("Interviewer", "Why so late?"),
        ("Participant", "Nobody told me."),
    ]


def test_a_turn_goes_on_over_the_page(save):
    first = column(
        "Interviewer: Why?", "Participant: I had broken my arm and could carry nothing up the stairs, so that"
    )
    reading = save(first, column("somebody had to help.", "Interviewer: Oh."))
    assert [turn[:2] for turn in said(reading)] == [
        ("Interviewer", "Why?"),
        ("Participant", "I had broken my arm and could carry nothing up the stairs, so that somebody had to help."),
        ("Interviewer", "Oh."),
    ]


@pytest.mark.parametrize(
    ("header", "footer", "turn"),
    [
        ("Grocery study, talk 4", "Page {} of 3", "Interviewer: Why?"),
        ("送菜服务访谈", "第 {} 页，共 3 页", "访谈者：为什么？"),
    ],
    ids=["en", "zh"],
)
def test_running_headers_and_page_numbers_are_left_out_and_listed(save, header, footer, turn):
    words = turn.split("：" if "：" in turn else ": ")[1]
    pages = [[(72, 40, header), *column(turn, f"Mara: {words} {n}"), (280, 800, footer.format(n))] for n in (1, 2, 3)]
    reading = save(*pages)
    assert [turn[1] for turn in said(reading)] == [text for n in (1, 2, 3) for text in (words, f"{words} {n}")]
    assert [(part.place, part.what, part.why) for part in reading.skipped] == [
        ("pages 1–3", header, "a running header or page number"),
        ("pages 1–3", footer.format(1), "a running footer or page number"),
    ]


def test_turns_that_are_alike_at_the_top_of_pages_stay(save):
    pages = [column("Interviewer: Mhm.", f"Mara: It was {word}.") for word in ("late", "dear", "slow")]
    reading = save(*pages)
    assert [turn[0] for turn in said(reading)] == ["Interviewer", "Mara"] * 3
    assert reading.skipped == ()


def test_line_numbers_in_the_margin_go(save):
    rows = ["Interviewer: Why?", "Mara: It was late.", "Interviewer: Oh.", "Mara: 12 times.", "Mara: Yes.", "Mara: No."]
    numbers = [(40, 100 + STEP * i, str(i + 1)) for i in range(len(rows))]
    reading = save([*column(*rows), *numbers])
    assert [turn[1] for turn in said(reading)] == ["Why?", "It was late.", "Oh.", "12 times.\nYes.\nNo."]
    assert [(part.place, part.what, part.why) for part in reading.skipped] == [
        ("in the margin", "1 to 6", "numbers of lines in the margin")
    ]


def test_a_hyphen_goes_only_where_the_whole_word_stands_elsewhere(save):
    reading = save(
        column(
            "Interviewer: Tell me more about the delivery of your groceries?",
            "Participant: I had waited two hours in the cold, and then the deli-",
            "very was wrong. It was a well-known trick, so I used the well-",
            "known number and somebody was quick to answer me.",
        )
    )
    assert said(reading)[1][1] == (
        "I had waited two hours in the cold, and then the delivery was wrong. It was a well-known trick, so I used "
        "the well-known number and somebody was quick to answer me."
    )


def test_ligatures_and_radicals_are_plain_letters(save):
    reading = save(column("Interviewer: The ﬁrst oﬃce?", "受访者：⻋站的⻔⼝。"))
    assert [turn[1] for turn in said(reading)] == ["The first office?", "车站的门口。"]


def test_a_watermark_at_an_angle_is_left_out(save):
    tilted = b"BT /F 30 Tf 0.7 0.7 -0.7 0.7 200 400 Tm <004400520041004600540021> Tj ET"
    reading = save(column("Interviewer: Why?", "Participant: It was late."), extra=tilted)
    assert [turn[1] for turn in said(reading)] == ["Why?", "It was late."]
    assert [(part.what, part.why) for part in reading.skipped] == [
        ("DRAFT!", "words set at an angle, such as a watermark")
    ]


@pytest.mark.parametrize(
    ("heading", "rows", "words"),
    [
        (
            ("Time", "Speaker", "Text"),
            [
                ("00:01", ["Interviewer"], ["Why?"]),
                ("00:04", ["Mara", "Lind"], ["It was late, and nobody", "told me."]),
                ("00:09", ["Interviewer"], ["Oh."]),
            ],
            ["Why?", "It was late, and nobody told me.", "Oh."],
        ),
        (
            ("时间", "说话人", "内容"),
            [
                ("00:01", ["访谈", "者"], ["为什么？"]),
                ("00:04", ["李小", "满"], ["太晚了，也没有人通知", "我。"]),
                ("00:09", ["访谈", "者"], ["明白。"]),
            ],
            ["为什么？", "太晚了，也没有人通知我。", "明白。"],
        ),
    ],
    ids=["en", "zh"],
)
def test_tables_with_wrapped_cells(save, heading, rows, words):
    columns = (72, 125, 200)
    drawn = [(72, 80, "Talk on 14 March 2026")]
    drawn += [(x, 100, word) for x, word in zip(columns, heading, strict=True)]
    y = 100
    for time, who, said_words in rows:
        y += STEP
        drawn.append((columns[0], y, time))
        drawn += [(columns[1], y + STEP * i, word) for i, word in enumerate(who)]
        drawn += [(columns[2], y + STEP * i, word) for i, word in enumerate(said_words)]
        y += STEP * (max(len(who), len(said_words)) - 1)
    reading = save(drawn)
    turns = reading.sources[0].turns
    glue = " " if heading[0] == "Time" else ""
    assert [(turn.speaker, turn.text) for turn in turns] == [
        (glue.join(row[1]), text) for row, text in zip(rows, words, strict=True)
    ]
    assert [turn.start_seconds for turn in turns] == [1.0, 4.0, 9.0]
    assert turns[0].place == "page 1, line 3"
    assert reading.sources[0].recorded_at == "2026-03-14"


def test_a_scan_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf_of([[], []], resources=b"/XObject<<>>"))
    with pytest.raises(ReadError) as caught:
        PdfReader().read(path)
    assert str(caught.value) == (
        f"{path} has no text layer: its 2 pages are pictures, perhaps a scan. "
        "Run OCR first (for example OCRmyPDF) and add the result."
    )


def test_a_protected_pdf_is_refused(tmp_path):
    path = tmp_path / "talk.pdf"
    path.write_bytes(pdf_of([ENGLISH]))
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(path)
    with pytest.raises(ReadError) as caught:
        PdfReader().read(path)
    assert str(caught.value) == (f"{path} is protected by a password. Open it, remove the password and save it again.")


def test_a_file_that_is_no_pdf_is_refused(tmp_path):
    path = tmp_path / "talk.pdf"
    path.write_text("Interviewer: Why?")
    with pytest.raises(ReadError) as caught:
        PdfReader().read(path)
    assert str(caught.value) == f"{path} is no PDF: it does not begin as one. Export or save it again."


def test_letters_that_cannot_be_told_are_refused(tmp_path):
    path = tmp_path / "talk.pdf"
    path.write_bytes(pdf_of([column("\ue001\ue002\ue003\ue004 \ue005\ue006\ue007\ue008\ue009\ue00a")]))
    with pytest.raises(ReadError) as caught:
        PdfReader().read(path)
    assert str(caught.value) == (
        f"{path}: its fonts do not say which letters they show, so its words cannot be read. "
        "Export it again with embedded fonts, or run OCR first."
    )


def test_a_page_that_draws_without_end_is_refused(save, monkeypatch):
    monkeypatch.setattr("cjm_research.corpora.papers.pdf.MAX_STEPS", 1000)
    with pytest.raises(
        ReadError, match=r"talk\.pdf draws or packs far more than an interview does\. Save its text and add that\.$"
    ):
        save(ENGLISH, extra=b"0 0 m\n" * 2000)


def test_a_pdf_that_is_cut_off_ends_in_one_error_or_in_its_words(tmp_path):
    whole = pdf_of([ENGLISH])
    path = tmp_path / "talk.pdf"
    path.write_bytes(whole[:900])
    with pytest.raises(ReadError, match=r"talk\.pdf (is damaged or cut off \(|holds no text)"):
        PdfReader().read(path)


def test_a_list_of_coded_segments_is_not_an_interview(tmp_path):
    path = tmp_path / "codes.pdf"
    path.write_bytes(pdf_of([[(72, 100, "Document name"), (200, 100, "Code"), (300, 100, "Segment"), (72, 120, "P1")]]))
    with pytest.raises(ReadError) as caught:
        PdfReader().read(path)
    assert str(caught.value) == (
        f"{path} is a list of codes or coded segments from MAXQDA, not an interview. "
        "Add the project (.qdpx), or the transcripts."
    )


def test_a_transcript_that_a_browser_printed():
    reading = PdfReader().read(FILES / "browser.pdf")
    assert said(reading) == [
        (
            "Interviewer",
            "How did you find out about the delivery service, and what were you looking for?",
            "page 1, line 2",
        ),
        (
            "Mara Lind",
            "I had broken my arm. Note: I am not a patient person, so I tried three times until the office finally "
            "sent somebody.",
            "page 1, line 4",
        ),
        ("Interviewer", "What did you do then?", "page 1, line 7"),
        ("Mara Lind", "I waited.", "page 1, line 8"),
    ]
    assert reading.sources[0].recorded_at.startswith("2026-03-14")


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not here (../shared/data)")
def test_real_transcripts_have_two_speakers_and_no_line_numbers():
    for path in (DATA / "results" / "transcripts" / name for name in ("P1.pdf", "P5.pdf")):
        reading = PdfReader().read(path)
        turns = reading.sources[0].turns
        assert {turn.speaker for turn in turns} - {"Particpant"} == {"Dan", "Participant"}, path.name
        words = pypdf.PdfReader(path).pages[0].extract_text().split("\n1\n")[0]
        first = " ".join(words.replace("1/", " ").split())
        for turn in (turn for turn in turns if turn.place.startswith("page 1,")):
            assert turn.text.split("\n")[0][:60] in first, (path.name, turn.place)


@pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not here (../shared/data)")
def test_a_real_code_system_is_refused():
    with pytest.raises(ReadError, match=r"code-system\.pdf is a list of codes or coded segments from MAXQDA"):
        PdfReader().read(DATA / "results" / "code-system.pdf")
