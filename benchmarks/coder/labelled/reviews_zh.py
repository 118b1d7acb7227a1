"""Reviews of deliveries (good or bad) and restaurants (stars), Chinese: does the emotion rank them?

Reviews of both kinds were among the sources of training. Delivery reviews with a coded sentence are left out; of the
few restaurant reviews (long ones) nearly each holds a coded sentence, so there the sentence is left out and the rest
read, by every method alike. TF-IDF learns from the labels of four fifths.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from data import read, sample, trained
from measures import Sheet, auc, drawn, f1, mean, spearman
from reading import cut
from reading import read as read_texts
from rivals import FOLDS, by_logistic, by_ridge, families_by_cues, feeling_by_cues

from cjm_research.embeddings.base import Embedder
from cjm_research.schema import FAMILIES

ASAP = tuple(f"zh-asap/data/{part}_sample.csv" for part in ("train", "dev", "test"))
DELIVERY, RESTAURANT = "外卖评价", "餐厅点评"


def measure_deliveries(embedder: Embedder, limit: int) -> Sheet:
    """Return how well emotion and pain points tell bad orders from good ones, by method."""
    table = sample(read("zh_waimai_10k.csv").drop_duplicates("review"), limit, "review", "waimai")
    texts, bad = table["review"].tolist(), (table["label"] == "0").to_numpy()
    segments = cut(texts, [DELIVERY] * len(texts), "zh")
    weights, said = drawn(np.arange(len(texts))), read_texts(embedder, segments)
    felt, words = feeling_by_cues(segments), families_by_cues(segments)[:, FAMILIES.index("pain_point")]
    learned = by_logistic(texts, bad, np.arange(len(texts)), "zh")[:, 1]

    sheet = Sheet("deliveries (zh)")
    for method, ranked, found in (
        ("ours, emotion", -said.emotion, said.emotion < 3),
        ("ours, pain_point", *said.of("pain_point")),
        ("cues alone, good and bad", -felt, felt < 0),
        ("cues alone, pain_point", words, words > 0),
        ("TF-IDF + logistic", learned, learned >= 0.5),
    ):
        sheet.add("bad review", method, "AUC", auc(weights, bad, ranked), len(texts))
        sheet.add("bad review", method, "F1 as given", f1(weights, bad, found), len(texts))
    for name, rows in (("good", ~bad), ("bad", bad)):
        carried = said.of("pain_point")[1][rows]
        sheet.add(f"{name} reviews", "ours, pain_point", "share", mean(weights[:, rows], carried), int(rows.sum()))
    sheet.notes.append(
        "Delivery reviews were among the sources of training; no review measured here was. "
        "F1 as given: emotion below 3, a pain point carried, more bad words than good, 0.5 of TF-IDF."
    )
    return sheet


def measure_restaurants(embedder: Embedder, limit: int) -> Sheet:
    """Return Spearman's correlation of the emotion with the stars, by method."""
    table = sample(pd.concat([read(name) for name in ASAP], ignore_index=True), limit, "reviewbody")
    whole = [text.replace("\\n", "\n").replace("\\", "") for text in table["reviewbody"]]
    segments, seen = cut(whole, [RESTAURANT] * len(whole), "zh"), trained("asap_reviews")
    n_segments = len(segments.texts)
    segments = segments.only([not seen(text) for text in segments.texts])
    texts, stars = segments.joined(""), table["star"].astype(float).to_numpy()
    folds = np.arange(len(texts)) % FOLDS
    weights, said = drawn(np.arange(len(texts))), read_texts(embedder, segments)

    sheet = Sheet("restaurants (zh)")
    scores = {
        "ours, emotion": said.emotion,
        "ours, pain_point (turned round)": -said.of("pain_point")[0],
        "cues alone": feeling_by_cues(segments),
        "TF-IDF + ridge": by_ridge(texts, stars, folds, "zh"),
    }
    for method, values in scores.items():
        sheet.add("stars", method, "Spearman", spearman(weights, stars, values), len(texts))
    sheet.notes.append(
        f"{len(segments.texts)} of {n_segments} segments: the others were read in training. Most reviews give four "
        "or five stars, so little is there to be ranked."
    )
    return sheet
