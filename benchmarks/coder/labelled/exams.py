"""A survey on exam proctoring, English, coded by two researchers: benefits, drawbacks, reasons.

Two questions. Which family is the strongest in answers to a question for benefits or motives, and to one for drawbacks
or for reasons against? And in answers that both researchers coded: does a pain point stand where they gave a code that
names a drawback, a motivation where one names a benefit? Which of their codes do so is told by the word stems below,
written for this script.

A trap of this set: the second researcher coded only a part of the answers to some questions, and an empty cell there
means "not coded", not "no code". Only questions that both coded nearly throughout are compared, and of these only
answers with codes of both. The survey was not among the sources of training.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from data import numbered, read, sample
from measures import Sheet, auc, drawn, kappa, mean
from reading import Read, cut
from reading import read as read_texts
from rivals import by_logistic, families_by_cues

from cjm_research.embeddings.base import Embedder
from cjm_research.schema import FAMILIES

EXPECTED = {
    "motivation": "motivation",
    "benefit": "motivation",
    "pain_point": "pain_point",
    "pain_or_barrier": "pain_point",
}
"""What the answers to a question of that label should mostly be."""
THROUGHOUT = 0.8
"""The share of answers with codes of both, from which a question counts as coded by both."""
DRAWBACK = re.compile(
    r"\bharm|invas|invad|intrus|privacy|discomfort|uncomfort|concern|stress|anxi|glitch|issue|unreliab|inaccura|"
    r"inconsist|false_pos|too_many|mistrust|lack_of_trust|does_not|could_not|not_eliminate|not_prevent|cheating_too|"
    r"not_in_control|workaround|difficult|limited|distract|\bcost|poor|awkward|misunder|\bconfus|not_worth|not_enough|"
    r"not_paid|unable|ineffective|forcing|vulnerable|\bguilt|low_band"
)
NO_DRAWBACK = re.compile(r"lack_of_concern|unconcern|no_privacy|no_benefit|privacy_policy|mindful|avoids_|stop_cheat")
BENEFIT = re.compile(
    r"stop_cheat|reduce|deter|limits_|prevent_cheat|ensure|integrity|fairness|\bease|easy|easily|convenien|flexib|saves|"
    r"accountab|control_test|controlled_test|safety|secur|useful|effective|verify|outweigh|avoids_|on_schedule|stabil|"
    r"can_be_done|provide_record|accessib|grading|familiar"
)
NO_BENEFIT = re.compile(r"no_benefit|ineffective|security_software|no_verifying|not_")


@dataclass(frozen=True)
class Answers:
    """Answers, what our coder and the rivals make of them; columns are the families."""

    table: pd.DataFrame
    weights: np.ndarray
    ours: Read
    unasked: Read
    cues: np.ndarray
    people: np.ndarray


def measure(embedder: Embedder, limit: int) -> Sheet:
    """Return the strongest family by question, and agreement with both researchers."""
    table = sample(_answers(), limit, "text", "exam_proctoring")
    segments = cut(table["text"].tolist(), table["question_text"].tolist(), "en")
    people = numbered(table["respondent"])
    read_both = (read_texts(embedder, part) for part in (segments, segments.unasked()))
    answers = Answers(table, drawn(people), *read_both, families_by_cues(segments), people)
    sheet = Sheet("exam proctoring")
    _by_question(sheet, answers)
    title = "exam proctoring: share of answers that carry each family (ours), by label of the question"
    sheet.tables[title] = _shares(answers)
    for codes, pattern, but, family in (
        ("a drawback", DRAWBACK, NO_DRAWBACK, "pain_point"),
        ("a benefit", BENEFIT, NO_BENEFIT, "motivation"),
    ):
        _by_codes(sheet, answers, codes, pattern, but, family)
    sheet.notes.append("Not among the sources of training. TF-IDF reads the answer alone, from other respondents.")
    return sheet


def _answers() -> pd.DataFrame:
    """Return one row an answer: question, question_text, question_label, respondent, text, primary, secondary."""
    table = read("exam_proctoring_twocoder_long.csv")
    key = ["question", "question_text", "question_label", "respondent", "text"]
    codes = table.pivot_table(index=key, columns="coder", values="codes", aggfunc="first", fill_value="")
    return codes.reset_index()


def _by_question(sheet: Sheet, answers: Answers) -> None:
    wanted = answers.table["question_label"].map(EXPECTED).fillna("").to_numpy()
    rows = np.flatnonzero(wanted != "")
    wanted, weights = wanted[rows], answers.weights[:, rows]
    texts, drawback = answers.table["text"].iloc[rows].tolist(), wanted == "pain_point"
    learned = by_logistic(texts, drawback, answers.people[rows], "en")
    pain, drive = FAMILIES.index("pain_point"), FAMILIES.index("motivation")
    counted = answers.cues[rows]
    for method, chances in (
        ("ours", answers.ours.families[rows]),
        ("ours, without the question", answers.unasked.families[rows]),
        ("cues alone", counted),
    ):
        top = chances == chances.max(axis=1, keepdims=True)
        right = np.where(drawback, top[:, pain], top[:, drive]) / top.sum(axis=1)
        sheet.add("benefit or drawback", method, "strongest of 3 is right", mean(weights, right), len(rows))
        apart = auc(weights, drawback, chances[:, pain] - chances[:, drive])
        sheet.add("benefit or drawback", method, "AUC", apart, len(rows))
    right = (learned[:, 1] >= 0.5) == drawback
    sheet.add("benefit or drawback", "TF-IDF + logistic", "right of 2", mean(weights, right), len(rows))
    sheet.add("benefit or drawback", "TF-IDF + logistic", "AUC", auc(weights, drawback, learned[:, 1]), len(rows))


def _shares(answers: Answers) -> dict[str, dict[str, str]]:
    found = {}
    for label in sorted(set(answers.table["question_label"])):
        rows = (answers.table["question_label"] == label).to_numpy()
        found[label] = {"answers": str(int(rows.sum()))}
        for column, family in enumerate(FAMILIES):
            values = mean(answers.weights[:, rows], answers.ours.carried[rows, column])
            found[label][family] = _share(values)
        nothing = ~answers.ours.carried[rows].any(axis=1)
        found[label]["none"] = _share(mean(answers.weights[:, rows], nothing))
    return found


def _share(values: np.ndarray) -> str:
    low, high = np.nanquantile(values[1:], [0.025, 0.975])
    return f"{values[0]:.2f} [{low:.2f}, {high:.2f}]"


def _by_codes(
    sheet: Sheet, answers: Answers, codes: str, pattern: re.Pattern[str], but: re.Pattern[str], family: str
) -> None:
    table = answers.table
    both = (table["primary"] != "") & (table["secondary"] != "")
    share = both.groupby(table["question"]).transform("mean")
    rows = np.flatnonzero(both & (share >= THROUGHOUT))
    marks = [_names(table[coder].iloc[rows], pattern, but) for coder in ("primary", "secondary")]
    weights, column = answers.weights[:, rows], FAMILIES.index(family)
    asked, counted = f"codes that name {codes}", answers.cues[rows, column]
    learned = by_logistic(table["text"].iloc[rows].tolist(), marks[0], answers.people[rows], "en")[:, 1]
    sheet.add(asked, "the two researchers", "kappa", kappa(weights, *marks), len(rows))
    agreed = marks[0] == marks[1]
    for method, ranked, found in (
        (f"ours, {family}", answers.ours.families[rows, column], answers.ours.carried[rows, column]),
        (
            f"ours, {family}, without the question",
            answers.unasked.families[rows, column],
            answers.unasked.carried[rows, column],
        ),
        ("cues alone", counted, counted > 0),
        ("TF-IDF + logistic", learned, learned >= 0.5),
    ):
        sheet.add(
            asked, method, "kappa", (kappa(weights, marks[0], found) + kappa(weights, marks[1], found)) / 2, len(rows)
        )
        same = auc(weights[:, agreed], marks[0][agreed], ranked[agreed])
        sheet.add(asked, method, "AUC", same, int(agreed.sum()))


def _names(codes: pd.Series, pattern: re.Pattern[str], but: re.Pattern[str]) -> np.ndarray:
    """Return whether one of the codes, as the researcher named it, speaks of what the pattern says."""
    return np.array([any(pattern.search(code) and not but.search(code) for code in row.split("|")) for row in codes])
