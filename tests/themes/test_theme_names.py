import numpy as np
import pandas as pd
import pytest

from cjm_research.settings import Settings
from cjm_research.themes.names import name_subthemes, name_themes

SETTINGS = Settings.default().themes
SAID = {
    "en": {
        "manual": [
            "The assembly manual is confusing",
            "I think it was a really confusing assembly manual",
            "The manual was confusing, um, for the shelf",
            "Confusing assembly manual",
        ],
        "courier": [
            "The courier never calls before delivery",
            "Nobody called before the delivery",
            "A delivery came without a call",
            "I waited for the delivery and nobody called",
        ],
        "prices": [
            "I want to compare prices on two sites",
            "First I compare prices, then I order",
            "To compare prices takes me an evening",
            "We compare prices before we order",
        ],
    },
    "zh": {
        "manual": ["安装说明看不懂", "那个安装说明写得太乱", "安装说明看了三遍还是看不懂", "安装说明太乱"],
        "courier": ["快递员从来不打电话", "快递员没有打电话就放门口了", "快递送到了也不打电话", "快递员不打电话"],
        "prices": ["下单之前想先比较价格", "我会在两个网站比较价格", "比较价格很花时间", "先比较价格再下单"],
    },
}


def rows_of(languages=("en",), family="pain_point"):
    rows = [
        {
            "theme_id": f"th-{theme}",
            "family": family,
            "segment_id": f"s-{language}-{theme}-{number}",
            "text": text,
            "language": language,
            "case_id": f"P{number + 1:02d}",
            "weight": 0.9 - 0.1 * number,
            "rest": False,
        }
        for language in languages
        for theme, said in SAID[language].items()
        for number, text in enumerate(said)
    ]
    return pd.DataFrame(rows)


def named(rows, languages=("en",), **more):
    return name_themes(rows, SETTINGS, languages, **more).set_index("theme_id")


@pytest.mark.parametrize(
    ("language", "theme", "expected"),
    [
        ("en", "manual", "Confusing manual"),
        ("en", "prices", "Compare prices"),
        ("zh", "prices", "比较价格再下单"),
        ("zh", "manual", "安装说明太乱"),
    ],
)
def test_name_is_a_phrase_that_the_segments_share(language, theme, expected):
    assert named(rows_of([language]), [language]).at[f"th-{theme}", "title"] == expected


@pytest.mark.parametrize(("language", "words"), [("en", ("call",)), ("zh", ("电话",))], ids=["english", "chinese"])
def test_name_of_a_pain_point_keeps_its_negation(language, words):
    title = named(rows_of([language]), [language]).at["th-courier", "title"].lower()
    assert any(word in title for word in words)
    assert any(word in title for word in ("never", "nobody", "without", "不", "没"))


def test_theme_in_two_languages_is_named_in_each_by_its_own_segments():
    table = named(rows_of(["en", "zh"]), ["zh", "en"])
    assert table.at["th-prices", "titles"] == {"en": "Compare prices", "zh": "比较价格再下单"}
    assert table.at["th-prices", "title"] == "比较价格再下单"
    assert named(rows_of(["en", "zh"]), ["en", "zh"]).at["th-prices", "title"] == "Compare prices"


def test_title_is_in_the_language_of_the_theme_if_the_first_of_the_study_is_not_in_it():
    table = named(rows_of(["zh"]), ["en", "zh"])
    assert table.at["th-prices", "title"] == "比较价格再下单"
    assert table["language"].eq("zh").all()


@pytest.mark.parametrize("languages", [["en"], ["zh"], ["en", "zh"]], ids=["english", "chinese", "both"])
def test_names_do_not_depend_on_the_order_of_rows(languages):
    rows = rows_of(languages)
    shuffled = rows.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(name_themes(rows, SETTINGS, languages), name_themes(shuffled, SETTINGS, languages))


@pytest.mark.parametrize(
    ("language", "given"), [("en", "Shopping around"), ("zh", "货比三家")], ids=["english", "chinese"]
)
def test_name_that_a_person_gave_stands_and_is_given_to_no_other(language, given):
    rows = rows_of([language])
    free = named(rows, [language])
    held = {"th-prices": {language: given}, "th-courier": {language: free.at["th-manual", "title"]}}
    table = named(rows, [language], given=held)
    assert table.at["th-prices", "title"] == given
    assert table.at["th-courier", "title"] == free.at["th-manual", "title"]
    assert table.at["th-manual", "title"].casefold() != free.at["th-manual", "title"].casefold()


def test_names_within_a_family_differ_even_where_the_segments_do_not():
    rows = rows_of(["en"])
    twin = rows.assign(theme_id=rows["theme_id"] + "-2", segment_id=rows["segment_id"] + "-2")
    titles = named(pd.concat([rows, twin], ignore_index=True))["title"].str.casefold()
    assert titles.is_unique


def test_same_name_may_stand_in_two_families():
    rows = rows_of(["en"], "goal")
    other = rows.assign(theme_id=rows["theme_id"] + "-2", family="motivation")
    table = named(pd.concat([rows, other], ignore_index=True))
    assert table.at["th-prices", "title"] == table.at["th-prices-2", "title"] == "Compare prices"


@pytest.mark.parametrize(("language", "opening"), [("en", "Other: "), ("zh", "其他：")], ids=["english", "chinese"])
def test_what_is_left_over_says_so(language, opening):
    rows = rows_of([language])
    rows["rest"] = rows["theme_id"] == "th-manual"
    title = named(rows, [language]).at["th-manual", "title"]
    assert title.startswith(opening)
    assert len(title) > len(opening) + 2


def test_praise_does_not_name_a_pain_point():
    said = ["The great checkout page, but the checkout page is slow", "Checkout page is slow", "Slow checkout page"]
    rows = pd.DataFrame({"theme_id": "th1", "family": "pain_point", "text": said, "language": "en", "weight": 0.5})
    rows = rows.assign(segment_id=["s1", "s2", "s3"], case_id=["P01", "P02", "P03"], rest=False)
    assert named(rows)["title"].tolist() == ["Slow checkout page"]


@pytest.mark.parametrize(
    ("texts", "language"),
    [(["[phone-1]", "P03", "um"], "en"), (["嗯，就是", "[电话-1]", "P02"], "zh"), (["12", "…", "no"], "en")],
    ids=["english", "chinese", "numbers"],
)
def test_theme_without_words_still_gets_a_name(texts, language):
    rows = pd.DataFrame({"theme_id": "th1", "family": "goal", "text": texts, "language": language, "weight": 0.5})
    rows = rows.assign(segment_id=["s1", "s2", "s3"], case_id="P01", rest=False)
    title = named(rows, [language])["title"].item()
    assert title
    assert "P0" not in title
    assert "[" not in title


def test_names_hold_no_pseudonym_and_no_placeholder():
    said = ["P03 lost the blue parcel", "P03 lost the blue parcel in [place-2]", "The blue parcel of P04 got lost"]
    rows = pd.DataFrame({"theme_id": "th1", "family": "pain_point", "text": said, "language": "en", "weight": 0.5})
    rows = rows.assign(segment_id=["s1", "s2", "s3"], case_id=["P01", "P02", "P03"], rest=False)
    assert named(rows)["title"].item() in ("Lost blue parcel", "Blue parcel lost", "Lost the blue parcel")


def test_quotes_are_of_different_people_and_the_motto_comes_first():
    rows = rows_of(["en"])
    rows.loc[rows["theme_id"] == "th-manual", "case_id"] = ["P01", "P01", "P02", "P03"]
    row = named(rows).loc["th-manual"]
    assert row["quotes"] == ["s-en-manual-0", "s-en-manual-2", "s-en-manual-3"]
    assert row["motto_segment_id"] == row["quotes"][0]


def test_motto_is_neither_a_word_nor_a_speech():
    said = ["Slow.", "The kettle takes a very long time to boil", "slow and " * 60]
    rows = pd.DataFrame({"theme_id": "th1", "family": "pain_point", "text": said, "language": "en"})
    rows = rows.assign(segment_id=["s1", "s2", "s3"], case_id="P01", rest=False, weight=[0.9, 0.8, 0.7])
    assert named(rows)["motto_segment_id"].item() == "s2"


def test_distinctive_words_are_no_stop_words_in_either_script():
    rows = rows_of(["en", "zh"])
    traditional = {"说": "說", "装": "裝", "钱": "錢", "乱": "亂", "还": "還"}
    rows["text"] = ["".join(traditional.get(sign, sign) for sign in text) for text in rows["text"]]
    words = {word for row in named(rows, ["en", "zh"])["words"] for word in row}
    assert words.isdisjoint({"the", "i", "was", "的", "了", "还是", "還是", "那个"})
    assert {"compare prices", "電話"} & words or {"compare prices", "电话"} <= words


def test_phrases_are_held_against_the_vectors_of_the_segments():
    rows = rows_of(["en"])
    axes = {"th-manual": 0, "th-courier": 1, "th-prices": 2}
    vectors = np.eye(3, dtype=np.float32)[[axes[key] for key in rows["theme_id"]]]
    asked = []

    def embed(texts):
        asked.extend(texts)
        # One phrase alone lies where the manual is talked of; all others lie where the courier is.
        near = [0 if text == "Assembly manual" else 1 for text in texts]
        return np.eye(3, dtype=np.float32)[near]

    title = named(rows, embed=embed, vectors=vectors).at["th-manual", "title"]
    assert title == "Assembly manual" != named(rows).at["th-manual", "title"]
    assert len(asked) <= 30 * 3


def test_subthemes_are_named_against_each_other_and_unlike_their_theme():
    rows = rows_of(["en"])
    rows["subtheme"] = rows["theme_id"].map({"th-manual": 0, "th-courier": 1, "th-prices": 0})
    rows.loc[rows["theme_id"] != "th-prices", "theme_id"] = "th-all"
    found = name_subthemes(rows, SETTINGS, ["en"], titles={"th-all": "Confusing manual"})
    assert found["th-prices"] == []
    assert [entry["subtheme"] for entry in found["th-all"]] == [0, 1]
    assert [entry["n_people"] for entry in found["th-all"]] == [4, 4]
    assert "manual" in found["th-all"][0]["title"].lower()
    assert found["th-all"][0]["title"] != "Confusing manual"


def test_no_rows_give_no_names():
    assert name_themes(rows_of(["en"]).head(0), SETTINGS, ["en"]).empty


@pytest.mark.parametrize(
    ("language", "said", "expected"),
    [
        ("en", ["The lift is stuck", "Muddy boots at noon", "My umbrella broke", "Salt in the soup"],
         "Other: single remarks"),
        ("zh", ["电梯卡住了", "靴子上都是泥", "我的雨伞坏了", "汤里放多了盐"], "其他：零散的说法"),
    ],
    ids=["english", "chinese"],
)  # fmt: skip
def test_left_over_segments_that_share_nothing_are_called_so(language, said, expected):
    rows = pd.DataFrame({"theme_id": "th1", "family": "pain_point", "text": said, "language": language, "weight": 0.1})
    rows = rows.assign(segment_id=["s1", "s2", "s3", "s4"], case_id=["P01", "P02", "P03", "P04"], rest=True)
    assert named(rows, [language])["title"].tolist() == [expected]


@pytest.mark.parametrize(
    ("language", "said", "denied"),
    [
        (
            "en",
            ["The workload is heavy", "Heavy workload in May", "So much heavy workload", "Not too heavy workload"],
            "not",
        ),
        ("zh", ["学习任务繁重", "任务非常繁重", "学习任务较重很繁重", "任务不太繁重"], "不"),
    ],
)
def test_what_one_denies_is_not_denied_in_the_name_of_all(language, said, denied):
    rows = rows_of([language])
    rows.loc[rows["theme_id"] == "th-manual", "text"] = said
    assert denied not in named(rows, [language]).at["th-manual", "title"].lower()


def test_a_name_stands_for_a_theme_only_where_enough_is_said_in_its_language():
    rows = rows_of(["en", "zh"])
    few = rows[~((rows["theme_id"] == "th-manual") & (rows["language"] == "zh") & (rows["weight"] < 0.9))]
    more = pd.concat([few, rows[(rows["theme_id"] == "th-manual") & (rows["language"] == "en")].assign(
        segment_id=lambda own: own["segment_id"] + "-more")], ignore_index=True)  # fmt: skip
    found = named(more, ["zh", "en"]).loc["th-manual"]
    assert found["title"] == found["titles"]["en"]
    assert (
        named(rows, ["zh", "en"]).at["th-manual", "title"] == named(rows, ["zh", "en"]).at["th-manual", "titles"]["zh"]
    )
