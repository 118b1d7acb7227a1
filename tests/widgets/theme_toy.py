"""A toy study with themes in English and Chinese, and a session over it.

Loaded with ``runpy.run_path`` by the tests of this folder and by notebooks that run in a server of their own.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from cjm_research.review.themes.session import ThemeSession
from cjm_research.schema import complete
from cjm_research.themes.law.edits import Law, rest_id
from cjm_research.themes.law.standing import current

REST = rest_id("pain_point")

# theme key, family, title, words, stability, sub-themes, and (text, person) for each segment
_EN = (
    ("fee", "pain_point", "Delivery fee shown too late", ("delivery fee", "last page", "hidden"), 0.91,
     ("fee on the last page", "fee for carrying upstairs"),
     (("They hid the delivery fee until the very last page, I was furious.", "P01", 0),
      ("The fee for delivery only showed up when I had typed in my card.", "P02", 0),
      ("Nobody told me that carrying it upstairs costs another forty euros.", "P03", 1),
      ("On the last page it was suddenly thirty euros more expensive.", "P04", 0),
      ("The stairs fee came as a surprise, the driver just handed me a bill.", "P05", 1),
      ("I would have ordered elsewhere had I known the fee for delivery.", "P01", 0))),
    ("slow", "pain_point", "Pages take too long to load", ("load", "froze", "waiting"), 0.78, (),
     (("It took for ever to load, so I gave up twice. 😤", "P01", -1),
      ("The page with the fabrics froze on my phone every single time.", "P06", -1),
      ("I sat there waiting for the pictures and nothing happened.", "P02", -1))),
    ("call", "pain_point", "Nobody calls before the delivery", ("call", "courier", "before delivery"), 0.66, (),
     (("The courier never calls before he comes, so I was at work.", "P07", -1),
      ("Nobody called before the delivery, I found a note on the door.", "P08", -1))),
    ("manual", "pain_point", "Confusing assembly manual", ("manual", "screws", "assembly"), 0.41, (),
     (("The manual was so confusing that we put the legs on upside down.", "P03", -1),
      ("In the manual there were screws that were not in the box at all.", "P03", -1))),
    ("compare", "goal", "Compare prices before ordering", ("compare", "prices", "two shops"), 0.84, (),
     (("I want to compare prices in at least two shops before I order.", "P04", -1),
      ("Before ordering I wanted to know what the same sofa costs elsewhere.", "P09", -1),
      ("So I compare prices, um, every time I buy something this big.", "P05", -1))),
    ("sleep", "goal", "Find something to sleep on", ("sleep on", "guests", "bed"), 0.58, (),
     (("I wanted to find something we could both sleep on.", "P01", -1),
      ("It had to be something that guests can sleep on for a week.", "P10", -1))),
    ("home", "motivation", "Feel at home in the new flat", ("at home", "new flat"), 0.73, (),
     (("After the move I just wanted to feel at home again.", "P06", -1),
      ("A new flat without a sofa is not a home, it is a waiting room.", "P11", -1))),
)  # fmt: skip
_ZH = (
    ("fee", "pain_point", "付款时才看到服务费", ("服务费", "付款", "最后一步"), 0.91,
     ("最后一步多收服务费", "上门另外收费"),
     (("付款的时候才发现要多收服务费，真的很生气。", "P01", 0),
      ("前面都没写服务费，到最后一步才跳出来。", "P02", 0),
      ("上门还要另外收四十块，之前没有人告诉我。", "P03", 1),
      ("到付款那一页，突然贵了三十块。", "P04", 0),
      ("师傅上门以后才说要另外收费，我很意外。", "P05", 1),
      ("早知道有服务费，我就去别家了。", "P01", 0))),
    ("slow", "pain_point", "页面加载太慢", ("转圈", "加载", "没反应"), 0.78, (),
     (("页面老是转圈，我点了好几次都没反应😩。", "P01", -1),
      ("手机上图片半天加载不出来。", "P06", -1),
      ("一直在转圈，我等了五分钟就放弃了。", "P02", -1))),
    ("call", "pain_point", "上门之前不打电话", ("打电话", "上门", "快递"), 0.66, (),
     (("快递上门之前从来不打电话，我还在上班。", "P07", -1),
      ("没有人打电话，门上就贴了一张纸条。", "P08", -1))),
    ("manual", "pain_point", "看不懂安装说明", ("安装说明", "螺丝"), 0.41, (),
     (("安装说明完全看不懂，我们把腿装反了。", "P03", -1),
      ("说明书上画的螺丝，盒子里根本没有。", "P03", -1))),
    ("compare", "goal", "下单之前比较价格", ("比较", "价格", "两家"), 0.84, (),
     (("下单之前我想先在两家店比较价格。", "P04", -1),
      ("我想知道同样的沙发别的地方卖多少钱。", "P09", -1),
      ("这么贵的东西，我每次都要比较价格。", "P05", -1))),
    ("sleep", "goal", "找到能睡两个人的沙发", ("两个人", "客人", "沙发床"), 0.58, (),
     (("我想找一个我们两个人都能睡的沙发。", "P01", -1),
      ("客人来住一个星期，也要能睡得好。", "P10", -1))),
    ("home", "motivation", "在新房子里有家的感觉", ("家的感觉", "新房子"), 0.73, (),
     (("搬家以后，我只想重新有家的感觉。", "P06", -1),
      ("新房子没有沙发就不像家，像候车室。", "P11", -1))),
)  # fmt: skip
_REST = {
    "en": (("I also had to sign three times for one parcel.", "P12", "call", 0.55),
           ("The colour online was nothing like the real one.", "P09", "slow", 0.62)),
    "zh": (("一个包裹我签了三次名。", "P12", "call", 0.55), ("网上的颜色跟实物完全不一样。", "P09", "slow", 0.62)),
}  # fmt: skip
SAID = {"en": _EN, "zh": _ZH}
OTHER = {"en": "Other: pain points", "zh": "其他：痛点"}


def frames(lang, bilingual=False):
    """Return segments, themes and members of the toy study; bilingual themes hold both languages."""
    languages = [lang, *({"en", "zh"} - {lang})] if bilingual else [lang]
    segments, members = [], []
    for language in languages:
        for key, family, *_names, said in SAID[language]:
            for at, (text, person, part) in enumerate(said):
                segments.append(_segment(f"s-{language}-{key}-{at}", text, person, language))
                members.append((f"th-{key}", f"s-{language}-{key}-{at}", family, 0.9 - 0.05 * at, part, "", None))
        for at, (text, person, near, distance) in enumerate(_REST[language]):
            segments.append(_segment(f"s-{language}-rest-{at}", text, person, language))
            members.append((REST, f"s-{language}-rest-{at}", "pain_point", 0.3, -1, f"th-{near}", distance))
    columns = ["theme_id", "segment_id", "family", "weight", "subtheme", "nearest", "distance"]
    members = complete(pd.DataFrame(members, columns=columns), "members")
    segments = pd.DataFrame(segments)
    themes = [_theme(key, languages, segments, members) for key, *_rest in (*SAID[lang], ("rest",))]
    return {"segments": segments, "themes": complete(pd.DataFrame(themes), "themes"), "members": members}


def _segment(segment_id, text, person, language):
    return {
        "segment_id": segment_id, "document_id": f"d-{person}", "turn_id": f"t-{segment_id}", "case_id": person,
        "start": 0, "end": len(text), "text": text, "context": "", "language": language, "kind": "interview",
        "position": 0.5,
    }  # fmt: skip


def _theme(key, languages, segments, members):
    lang = languages[0]
    known = {language: next((row for row in SAID[language] if row[0] == key), None) for language in languages}
    titles = {language: row[2] if row else OTHER[language] for language, row in known.items()}
    row = known[lang]
    theme_id = REST if row is None else f"th-{key}"
    inside = members[members["theme_id"] == theme_id]
    people = segments.set_index("segment_id").loc[inside["segment_id"]]
    quotes = people.drop_duplicates("case_id").index[:3].tolist()
    parts = [
        {"subtheme": at, "title": title, "n_segments": int((inside["subtheme"] == at).sum()), "n_people": 2}
        for at, title in enumerate(row[5] if row else ())
    ]
    return {
        "theme_id": theme_id, "family": row[1] if row else "pain_point", "title": titles[lang], "language": lang,
        "words": list(row[3]) if row else [], "n_segments": len(inside), "n_people": people["case_id"].nunique(),
        "motto_segment_id": quotes[0], "titles": titles, "stability": row[4] if row else float("nan"),
        "n_documents": people["document_id"].nunique(), "rest": row is None, "quotes": quotes, "subthemes": parts,
    }  # fmt: skip


def session(store, lang="en", coder="Ana", bilingual=False):
    """Return a session over the toy study; what is done goes to the store."""
    held = frames(lang, bilingual)
    topics = _topics(held["members"])
    previous = held["members"][["theme_id", "family", "segment_id"]]
    languages = [lang, *({"en", "zh"} - {lang})] if bilingual else [lang]

    def load():
        law = Law.of(store.events())
        standing = current(held["themes"], held["members"], topics, previous, law, held["segments"], languages)
        return *standing, held["segments"]

    return ThemeSession(store, load, coder, languages)


def _topics(members):
    """Each theme as the topic that a fit found it as."""
    numbers = {theme_id: at for at, theme_id in enumerate(members["theme_id"].drop_duplicates())}
    topics = members.assign(topic=members["theme_id"].map(numbers), subtopic=members["subtheme"].clip(lower=0))
    topics.loc[topics["theme_id"] == REST, "topic"] = -1
    return topics[["family", "segment_id", "topic", "subtopic", "weight"]]


def large(n_themes=300, n_segments=20_000):
    """Frames of a large study; the first theme holds a tenth of all."""
    ids = [f"s{at:06d}" for at in range(n_segments)]
    homes = np.concatenate([np.zeros(n_segments // 10, dtype=int), np.arange(n_segments - n_segments // 10) % n_themes])
    segments = pd.DataFrame({
        "segment_id": ids, "case_id": [f"P{at % 400:03d}" for at in range(n_segments)], "text": "It is what it is.",
        "language": "en", "kind": "survey",
    })  # fmt: skip
    members = pd.DataFrame({
        "theme_id": [f"th{at:03d}" for at in homes], "segment_id": ids, "family": "goal", "weight": 0.5, "home": True,
        "subtheme": -1, "nearest": "", "distance": None, "by": "",
    })  # fmt: skip
    themes = pd.DataFrame({
        "theme_id": [f"th{at:03d}" for at in range(n_themes)], "family": "goal", "title": "A theme of middling length",
        "language": "en", "n_segments": 10, "n_people": 9, "motto_segment_id": ids[0], "named_by": "", "stability": 0.7,
        "n_documents": 9, "rest": False, "pinned": False, "hidden": False, "memo": "",
    })  # fmt: skip
    themes = themes.assign(**{column: [[] for _ in range(n_themes)] for column in ("words", "quotes", "subthemes")})
    themes["titles"] = [{} for _ in range(n_themes)]
    return SimpleNamespace(themes=themes, members=members, segments=segments)
