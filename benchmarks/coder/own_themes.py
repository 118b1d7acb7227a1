"""Answers with themes that people coded, for ``own_codes.py``; names and definitions of the themes are ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

MOST = 450
"""Answers of a study at most, so that the whole benchmark takes three minutes on one core."""

_INTENTS = {
    "atm_support": ("Cash machines", "Which cash machines can be used."),
    "beneficiary_not_allowed": ("Payee refused", "Money cannot be sent to this person or account."),
    "card_arrival": ("Card on its way", "The ordered card has not come yet."),
    "card_payment_fee_charged": ("Fee for a card payment", "A fee was taken when paying by card."),
    "contactless_not_working": ("Contactless fails", "Paying by holding the card to a reader does not work."),
    "exchange_charge": ("Cost of exchange", "What exchanging currencies costs."),
    "getting_spare_card": ("Second card", "The person wants one more card."),
    "pending_top_up": ("Top-up pending", "Money added to the account is not there yet."),
    "request_refund": ("Refund wanted", "The person wants money back for something bought."),
    "transfer_fee_charged": ("Fee for a transfer", "A fee was taken for sending money."),
}
_PROCTORING = {
    "monitor_students": ("Watching", "Students are watched during the exam by a person, a camera or a recording."),
    "don't_know": ("No idea", "The person does not know how it works."),
    "restrict_activities": ("Locking down", "The tool blocks what can be done on the computer during the exam."),
    "harmful_to_students": ("Harm to students", "Proctoring harms students: stress, anxiety, unfairness."),
}
_NOTEBOOKS = {
    "setup": ("Setting up", "Installing, configuring and starting the software."),
    "reuse": ("Reuse", "Using code or notebooks again elsewhere, as modules or scripts."),
    "collab": ("Working together", "Several people work on the same notebook or share it with each other."),
    "disseminate": ("Showing others", "Publishing or presenting results to other people."),
    "language": ("Languages", "Programming languages and their kernels."),
    "version": ("Versions", "Keeping track of changes, for example with git."),
    "ux": ("Ease of use", "How the interface looks, feels and responds."),
}
_COMPLAINTS = {
    "劳动和社会保障": ("劳动和社会保障", "工资、社保、退休、劳动纠纷。"),
    "城乡建设": ("城乡建设", "房屋、小区、拆迁、道路施工、市政设施。"),
    "教育文体": ("教育文体", "学校、招生、老师、培训和文化体育。"),
    "卫生计生": ("卫生计生", "医院、医生、看病和生育政策。"),
    "交通运输": ("交通运输", "公交、出租车、快递、车站和收费站。"),
    "商贸旅游": ("商贸旅游", "商家、电梯、传销、景区和消费纠纷。"),
    "环境保护": ("环境保护", "污染、噪音、废气和垃圾。"),
}
THEMES: dict[str, tuple[str, str]] = {**_INTENTS, **_PROCTORING, **_NOTEBOOKS, **_COMPLAINTS}
"""Theme to name and definition."""


@dataclass(frozen=True)
class Study:
    """Answers, and the themes that people found in each.

    Attributes
    ----------
    name, language : str
        Of the study.
    texts : list of str
        The answers.
    said : list of set of str
        The themes of each.
    themes : tuple of str
        Those that serve as own codes.
    """

    name: str
    language: str
    texts: list[str]
    said: list[set[str]]
    themes: tuple[str, ...]


def studies(folder: Path) -> Iterator[Study]:
    """Yield the studies of a folder of labelled files, those that are missing left out."""
    for name, read, themes in (
        ("banking intents", _banking, _INTENTS),
        ("exam proctoring", _proctoring, _PROCTORING),
        ("notebook users", _notebooks, _NOTEBOOKS),
        ("citizens' complaints", _complaints, _COMPLAINTS),
    ):
        path = next((path for path in (folder / part for part in _PLACES[name]) if path.is_file()), None)
        if path is None:
            continue
        texts, said = read(pd.read_csv(path))
        yield Study(name, "zh" if name == "citizens' complaints" else "en", texts, said, tuple(themes))


_PLACES = {
    "banking intents": ("banking77/banking_data/test.csv",),
    "exam proctoring": ("exam_proctoring_twocoder_long.csv",),
    "notebook users": ("jupyter_ux2015_long.csv",),
    "citizens' complaints": ("zh_citizen_complaints_labelled.csv",),
}


def _banking(table: pd.DataFrame) -> tuple[list[str], list[set[str]]]:
    # Four intents that are not asked for lie beside those that are.
    others = ("cash_withdrawal_charge", "order_physical_card", "declined_transfer", "top_up_limits")
    rows = table[table["category"].isin([*_INTENTS, *others])].groupby("category").head(MOST // 14)
    return rows["text"].tolist(), [{category} for category in rows["category"]]


def _proctoring(table: pd.DataFrame) -> tuple[list[str], list[set[str]]]:
    """What the first coder said; codes below another count as the one above."""
    rows = table[(table["coder"] == "primary") & (table["text"].str.len() < 400)].drop_duplicates("text")
    said = [{code.split("->")[0] for code in codes.split("|") if code} for codes in rows["codes"].fillna("")]
    return rows["text"].tolist(), said


def _notebooks(table: pd.DataFrame) -> tuple[list[str], list[set[str]]]:
    """Answers to a question that a person gave only one answer to, since themes are given per person and question."""
    rows = table[table["respondent_level_themes"].notna() & table["text"].str.len().between(15, 300)]
    alone = table.groupby(["respondent", "question"])["text"].transform("size") == 1
    rows = rows[alone.loc[rows.index]].drop_duplicates("text").sample(MOST, random_state=0)
    return rows["text"].tolist(), [set(themes.split(",")) for themes in rows["respondent_level_themes"]]


def _complaints(table: pd.DataFrame) -> tuple[list[str], list[set[str]]]:
    rows = table.drop_duplicates("留言主题").sample(MOST, random_state=0)
    return rows["留言主题"].tolist(), [{theme} for theme in rows["一级分类"]]
