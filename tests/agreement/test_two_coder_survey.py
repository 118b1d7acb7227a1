"""Open answers that two coders coded, some only in part (Balash and others, USENIX Security 2023)."""

import re
from pathlib import Path

import pandas as pd
import pytest

from cjm_research.agreement import agreement_sheet

FOLDER = Path(__file__).parents[3] / "shared/data/surveys/exam-proctoring/data/qualitative-data"
PARTLY = {"N2", "N3", "N4", "Q5"}
KAPPAS = {"N2": 0.8387, "N3": 0.8292, "N4": 0.7962, "Q5": 0.7800, "Q8": 0.8191, "Q11": 0.7565, "Q12": 0.7492,
          "Q14": 0.8010, "Q16": 0.8668, "Q18": 0.9181, "Q26": 0.9253, "Q28": 0.7278, "Q31": 0.8108,
          "Q32": 0.9604}  # fmt: skip
"""Over the codes of the answers that both coded, each answer and code a judgement; from the pairs of csv files."""

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the survey is not here (../shared/data)")


def coded(rows):
    """Return the codes of every answered row: respondent to set of codes."""
    found = {}
    for respondent, answer, *codes in rows:
        if respondent and answer and str(respondent) != "ResponseId":
            found.setdefault(str(respondent), {str(code).strip() for code in codes[:8] if code and str(code).strip()})
    return found


def ratings_of(primary, secondary, question):
    """Return ratings; who coded most answers went through all, so a blank of theirs is a judgement, else it is not."""
    coders = {"primary": primary, "secondary": secondary}
    judged = {}
    for coder, said in coders.items():
        marked = [respondent for respondent, codes in said.items() if codes]
        judged[coder] = set(said) if len(marked) > len(said) / 2 else set(marked)
    both = judged["primary"] & judged["secondary"]
    codes = sorted(set().union(*(said[respondent] for said in coders.values() for respondent in both)))
    rows = [(f"{question} {respondent}", respondent, coder, code, str(int(code in said[respondent])))
            for coder, said in coders.items() for respondent in sorted(judged[coder]) for code in codes]  # fmt: skip
    return pd.DataFrame(rows, columns=["segment_id", "document_id", "coder", "code", "value"])


def from_csv():
    for path in sorted((FOLDER / "irr_inputs").glob("*(primary).csv")):
        pair = [path, path.with_name(path.name.replace("primary", "secondary"))]
        rows = [pd.read_csv(one, dtype=str).fillna("").to_numpy().tolist() for one in pair]
        yield re.search(r"- (\w+) \(", path.name)[1], *map(coded, rows)


def from_workbooks():
    import openpyxl

    for path in sorted(FOLDER.glob("*.xlsx")):
        book = openpyxl.load_workbook(path, data_only=True, read_only=True)
        for name in book.sheetnames:
            question = re.fullmatch(r"(\w+) \(primary\)", name)
            second = f"{question[1]} (secondary)" if question else ""
            if second in book.sheetnames and question[1] != "Q3":  # one coder alone
                rows = [book[sheet].iter_rows(min_row=2, max_col=10, values_only=True) for sheet in (name, second)]
                yield question[1], *map(coded, rows)
        book.close()


@pytest.mark.parametrize("source", [from_csv, from_workbooks], ids=["csv", "xlsx"])
def test_kappas_and_what_was_only_partly_double_coded(source):
    found = {
        question: agreement_sheet(ratings_of(one, other, question), rounds=20) for question, one, other in source()
    }
    assert set(found) == set(KAPPAS)
    kappas = {question: float(sheet.table["kappa"].iloc[0]) for question, sheet in found.items()}
    assert {question for question, sheet in found.items() if sheet.double_coded["partly"].iloc[0]} == PARTLY
    assert min(kappas.values()) == pytest.approx(0.73, abs=0.005)
    assert max(kappas.values()) == pytest.approx(0.96, abs=0.005)
    if source is from_csv:
        assert {question: round(kappa, 4) for question, kappa in kappas.items()} == KAPPAS
    for question in PARTLY:
        assert "partly double-coded" in found[question].readings("en")["warnings"].iloc[0]
