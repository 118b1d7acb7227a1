"""Citizens' messages to their authorities, Chinese, with seven themes: pain points, their sub-types, and the vectors.

Every message complains, so the share that carries a pain point is recall; what that is worth is told by the same share
among praised orders in `reviews_zh`. The themes test the vectors alone: how well a simple classifier tells them apart,
beside character TF-IDF and word lists written for this script. Citizens' messages were among the sources of training
(other messages); their themes were not.
"""

from __future__ import annotations

import numpy as np
from data import read, sample
from measures import Sheet, drawn, macro_f1, mean
from reading import Read, cut, vectors
from reading import read as read_texts
from rivals import families_by_cues, hits, in_folds, logistic, tfidf
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from cjm_research.embeddings.base import Embedder
from cjm_research.schema import FAMILIES, SUBTYPES

TEXT, SUBJECT, THEME = "留言详情", "留言主题", "一级分类"
WORDS = {
    "交通运输": ("公交", "出租", "地铁", "高速", "滴滴", "车站", "快递", "铁路", "客运", "的士", "驾校", "运输"),
    "劳动和社会保障": (
        "工资",
        "社保",
        "养老",
        "退休",
        "劳动",
        "公积金",
        "工伤",
        "就业",
        "拖欠",
        "职工",
        "低保",
        "仲裁",
    ),
    "卫生计生": ("医院", "医生", "医疗", "疫苗", "生育", "计生", "独生子女", "药", "卫生院", "患者", "护士", "病"),
    "商贸旅游": ("消费", "商场", "景区", "旅游", "传销", "市场", "门票", "价格", "超市", "欺诈", "商家", "电梯"),
    "城乡建设": ("小区", "物业", "拆迁", "违建", "施工", "房", "停车", "道路", "供水", "燃气", "开发商", "路灯"),
    "教育文体": ("学校", "老师", "教育", "学生", "补课", "幼儿园", "培训", "考试", "教师", "招生", "小学", "中学"),
    "环境保护": ("污染", "噪音", "噪声", "废气", "垃圾", "排放", "臭", "粉尘", "环保", "油烟", "污水", "养殖"),
}
NEIGHBOURS = 10


def measure(embedder: Embedder, limit: int) -> Sheet:
    """Return recall of pain points, shares of goals and sub-types, and how well vectors tell the themes apart."""
    table = sample(read("zh_citizen_complaints_labelled.csv"), limit, TEXT, "citizen_messages")
    texts, subjects, themes = table[TEXT].tolist(), table[SUBJECT].tolist(), table[THEME].to_numpy()
    segments = cut(texts, subjects, "zh")
    weights, said, n = drawn(np.arange(len(texts))), read_texts(embedder, segments), len(texts)

    sheet = Sheet("complaints (zh)")
    counted = families_by_cues(segments)
    for family in ("pain_point", "goal"):
        name = "recall" if family == "pain_point" else "share"
        sheet.add(family, "ours", name, mean(weights, said.of(family)[1]), n)
        sheet.add(family, "cues alone", name, mean(weights, counted[:, FAMILIES.index(family)] > 0), n)
        share = mean(weights, said.share[:, FAMILIES.index(family)])
        sheet.add(family, "ours", "share of a message's segments", share, n)
    sheet.tables["complaints (zh): sub-type of the strongest pain point (ours), by theme"] = _mix(said, themes, weights)
    _themes(sheet, weights, embedder, [f"{a}。{b}" for a, b in zip(subjects, texts, strict=True)], themes)
    sheet.notes += [
        f"{n} messages are {len(segments.texts)} segments. Citizens' messages were among the sources of training; "
        "no message measured here was, and no theme.",
        f"Themes: five folds, {NEIGHBOURS} nearest neighbours by cosine, or logistic regression; neither was tuned.",
    ]
    return sheet


def _mix(said: Read, themes: np.ndarray, weights: np.ndarray) -> dict[str, dict[str, str]]:
    """Return for each theme the shares of the sub-types among the messages that carry a pain point."""
    carried, best = said.of("pain_point")[1], said.subtypes["pain_point"].argmax(axis=1)
    found = {}
    for theme in [*sorted(set(themes.tolist())), "all"]:
        rows = carried & ((themes == theme) | (theme == "all"))
        found[theme] = {"messages": str(int(rows.sum()))}
        for column, subtype in enumerate(SUBTYPES["pain_point"]):
            values = mean(weights[:, rows], best[rows] == column) if rows.any() else np.full(2, np.nan)
            low, high = np.nanquantile(values[1:], [0.025, 0.975]) if rows.any() else (np.nan, np.nan)
            found[theme][subtype] = f"{values[0]:.2f} [{low:.2f}, {high:.2f}]"
    return found


def _themes(sheet: Sheet, weights: np.ndarray, embedder: Embedder, texts: list[str], themes: np.ndarray) -> None:
    alone, names = np.arange(len(texts)), np.array(sorted(set(themes.tolist())))
    own = vectors(embedder, cut(texts, [""] * len(texts), "zh"))
    near = KNeighborsClassifier(NEIGHBOURS, metric="cosine", weights="distance")
    listed = np.stack([hits(texts, WORDS[name]) for name in names], axis=1)
    guesses = {
        "our vectors, neighbours": in_folds(make_pipeline(near), own, themes, alone),
        "our vectors, logistic": in_folds(make_pipeline(StandardScaler(), logistic(0.01)), own, themes, alone),
        "TF-IDF, neighbours": in_folds(make_pipeline(tfidf("zh"), near), texts, themes, alone),
        "TF-IDF, logistic": in_folds(make_pipeline(tfidf("zh"), logistic(10.0)), texts, themes, alone),
        "word lists": listed,
    }
    for method, scores in guesses.items():
        found = names[scores.argmax(axis=1)]
        sheet.add("theme (7)", method, "accuracy", mean(weights, found == themes), len(texts))
        sheet.add("theme (7)", method, "macro-F1", macro_f1(weights, themes, found), len(texts))
