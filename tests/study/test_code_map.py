import re

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import StudyError
from cjm_research.study.code_map import code_map, propose, write_code_map
from cjm_research.study.folder import StudyFolder

BOOK = Codebook.framework()


def frames(*codes, codings=()):
    return pd.DataFrame({"code": list(codes)}, dtype=object), pd.DataFrame({"code": list(codings)}, dtype=object)


@pytest.fixture
def folder(tmp_path):
    return StudyFolder(tmp_path)


def table(folder):
    return (folder.path / "code-map.csv").read_text("utf-8-sig").splitlines()


@pytest.mark.parametrize(
    ("code", "family", "subtype", "sure"),
    [
        ("Pain points > Price", "pain_point", "financial", True),
        ("痛点 > 价格", "pain_point", "financial", True),
        ("Pain points > Delivery", "pain_point", "functional", False),
        ("用户痛点 > 物流", "pain_point", "functional", False),
        ("Emotional pain point", "pain_point", "emotional", True),
        ("needs", "goal", "explicit", False),
        ("隐含目标", "goal", "implicit", True),
        ("2. Goals > a sofa by spring", "goal", "explicit", False),
        ("动机 > 内在动机", "motivation", "intrinsic", True),
        ("Motivation > External", "motivation", "extrinsic", True),
        ("Website", "", "", True),
        ("Problem solving", "", "", True),
        ("网站", "", "", True),
        ("Goals > Pain points", "", "", True),
    ],
)
def test_a_family_is_proposed_where_the_name_says_it_plainly(code, family, subtype, sure):
    assert propose(code, BOOK) == (family, subtype, "" if sure else "check the sub-type / 请核对子类")


def test_every_name_of_the_codebook_is_understood_in_both_languages():
    for code in BOOK.codes:
        for name in code.name.values():
            assert propose(f"Study > {name}", BOOK) == (code.family, code.subtype, "")


def test_the_table_is_written_for_excel_with_its_proposals(folder):
    codes = frames("Pain points > Price", "网站", codings=["网站", "网站", "旧代码"])
    path = write_code_map(folder, *codes)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert table(folder) == [
        "code,n_codings,family,subtype,note",
        "Pain points > Price,0,pain_point,financial,",
        "旧代码,1,,,",
        "网站,2,,,",
    ]
    assert code_map(folder).to_dict("records")[0] == {
        "code": "Pain points > Price",
        "n_codings": 0,
        "family": "pain_point",
        "subtype": "financial",
        "note": "",
    }


def test_a_study_without_codes_gets_no_table(folder):
    assert write_code_map(folder, *frames()) is None
    assert list(folder.path.iterdir()) == []
    assert code_map(folder).empty


def test_what_was_filled_in_stays_when_codes_are_added(folder):
    write_code_map(folder, *frames("Pain points > Price", "网站", codings=["网站"]))
    file = folder.path / "code-map.csv"
    filled = (
        file.read_text("utf-8-sig")
        .replace("网站,1,,,", "网站,1,goal,implicit,我们商量过")
        .replace("financial", "emotional")
    )
    file.write_text(filled, "utf-8-sig")
    write_code_map(folder, *frames("Pain points > Price", "网站", "New", codings=["网站", "网站", "New"]))
    assert table(folder)[1:] == [
        "Pain points > Price,0,pain_point,emotional,",
        "网站,2,goal,implicit,我们商量过",
        "New,1,,,",
    ]


def test_writing_again_touches_nothing(folder):
    codes = frames("网站", codings=["网站"])
    path = write_code_map(folder, *codes)
    before = path.stat().st_mtime_ns
    write_code_map(folder, *codes)
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("gb18030", ","), ("utf-8", ";"), ("utf-16", "\t")],
    ids=["gbk", "semicolons", "unicode text"],
)
def test_a_table_saved_by_excel_is_read(folder, encoding, mark):
    rows = [["code", "n_codings", "family", "subtype", "note"], ["我们的网站太慢了", "3", "痛点", "功能痛点", "看过"]]
    text = "\r\n".join(mark.join(row) for row in rows) + "\r\n"
    (folder.path / "code-map.csv").write_bytes(text.encode(encoding))
    assert code_map(folder)[["code", "n_codings", "family", "subtype"]].values.tolist() == [
        ["我们的网站太慢了", 3, "pain_point", "functional"]
    ]


@pytest.mark.parametrize("code", ["Too dear", "太贵"])
def test_capitals_in_the_header_and_spaces_around_a_code_do_not_matter(folder, code):
    file = folder.path / "code-map.csv"
    file.write_text(f"Code;N_codings;Family;SUBTYPE;Note;谁\n {code} ;1;goal;explicit;;Li\n", "utf-8-sig")
    assert code_map(folder)[["code", "family"]].values.tolist() == [[code, "goal"]]
    write_code_map(folder, *frames(code, codings=[code]))
    assert code_map(folder)["code"].tolist() == [code]


@pytest.mark.parametrize(
    ("family", "subtype", "found"),
    [
        ("Pain points", "Financial pain point", ("pain_point", "financial")),
        ("目标", "explicit", ("goal", "explicit")),
        ("stage", "purchase", ("stage", "purchase")),
        ("", "", ("", "")),
    ],
)
def test_families_may_be_called_by_their_names(folder, family, subtype, found):
    (folder.path / "code-map.csv").write_text(f"code,family,subtype\nA,{family},{subtype}\n", "utf-8")
    assert code_map(folder)[["family", "subtype"]].values.tolist() == [list(found)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "code,family,subtype\nA,goal,explicit\n价格,pain,financial\n",
            "{file}, row 3 (code '价格'): the family is 'pain'. Expected goal, motivation, pain_point, stage, "
            "or nothing if it is not taken over.",
        ),
        (
            "code,family,subtype\nA,goal,\n",
            "{file}, row 2 (code 'A'): the subtype is ''. Expected for goal one of explicit, implicit.",
        ),
        (
            "code,family,subtype\nA,,\nA,,\n",
            "{file}, row 3: the code 'A' is there already. Remove one of the two rows.",
        ),
        (
            "code,subtype\nA,\n",
            "{file}: the column 'family' is missing from its first row. Expected code, n_codings, family, subtype, "
            "note; put it back, or remove the file to have it written anew.",
        ),
    ],
)
def test_a_wrong_row_is_told_with_its_number(folder, rows, expected):
    file = folder.path / "code-map.csv"
    file.write_text(rows, "utf-8")
    with pytest.raises(StudyError, match=f"^{re.escape(expected.format(file=file))}$"):
        code_map(folder)
