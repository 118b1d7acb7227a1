"""Patients' comments, English: does the emotion rank them as the human coder of their sentiment did?

Each comment has a sentiment from 1 (best) to 5, given by a person, and the score that the respondent gave to the
service (1 best to 5; "do not know" and missing ones are left out, with all who gave none). Patients' comments were
among the sources of training (other comments), TF-IDF learns from all services but the one it is scored on.
"""

from __future__ import annotations

from data import numbered, read, sample
from measures import Sheet, drawn, spearman
from reading import cut
from reading import read as read_texts
from rivals import by_ridge, feeling_by_cues, vader

from cjm_research.embeddings.base import Embedder


def measure(embedder: Embedder, limit: int) -> Sheet:
    """Return Spearman's correlation with the human sentiment, by method."""
    table = read("nhs_fft_v6_long.csv")
    given = table["FFT categorical answer"].isin(list("12345"))
    table = sample(table[given & (table["Comment sentiment"] != "")], limit, "FFT answer", "nhs_fft")
    texts = table["FFT answer"].tolist()
    sentiment = table["Comment sentiment"].astype(float).to_numpy()
    person = table["Comment ID"].str.replace(r"\s*-\s*Q\d+$", "", regex=True)
    weights, segments = drawn(numbered(person)), cut(texts, table["FFT question"].tolist(), "en")

    sheet = Sheet("NHS comments")
    scores = {
        "ours": -read_texts(embedder, segments).emotion,
        "ours, without the question": -read_texts(embedder, segments.unasked()).emotion,
        "respondent's own score": table["FFT categorical answer"].astype(float).to_numpy(),
        "cues alone": -feeling_by_cues(segments),
        "TF-IDF + ridge": by_ridge(texts, sentiment, numbered(table["Service type 1"]), "en"),
    }
    judged = vader(segments)
    if judged is not None:
        scores["VADER"] = -judged
    for method, values in scores.items():
        sheet.add("sentiment", method, "Spearman", spearman(weights, sentiment, values), len(texts))
    sheet.notes.append("Patients' comments were among the sources of training; no comment measured here was.")
    return sheet
