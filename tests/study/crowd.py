"""Invented people for tests of consent, privacy and withdrawal: an interview of two, one of one, and a survey of four.

Loaded with ``runpy.run_path`` by the tests of this folder.
"""

NAMES = {
    "en": {"both 1": "Beatrix Holloway", "both 2": "Kimberly Okafor", "solo": "Tamsin Wetherby"},
    "zh": {"both 1": "林晓满", "both 2": "周以安", "solo": "郑若溪"},
}
SAID = {
    "en": {
        "both 1": (
            "The checkout kept crashing, so I lost my whole basket twice.",
            "I wanted to pay with my card and it never worked on the first try.",
        ),
        "both 2": (
            "Honestly the courier threw the parcel over the fence and I was furious.",
            "In the end I ordered again because delivery is free and saves me a trip.",
        ),
        "solo": (
            "The size chart is wrong, so I had to send the zebra boots back.",
            "I wanted a quick reorder button because I am always short of time.",
            "Somebody phoned me back from 415-555-0163 about it.",
        ),
        "R2": ("The photos were tiny and blurry on my old phone.",),
        "R3": ("Nobody answered the chat for an hour,\nso I gave up and wrote to mara.quill@example.org instead.",),
        "R4": ("I wanted to see the real delivery date before paying.",),
        "R5": ("The app logged me out in the middle of the order.",),
    },
    "zh": {
        "both 1": ("付款的时候一直闪退，购物车里的东西都没了，真的很生气。", "我想用银行卡付款，可是第一次总是失败。"),
        "both 2": ("快递员把包裹直接扔过了围墙，我当时特别恼火。", "后来我还是又买了一次，因为送货免费，能省一趟路。"),
        "solo": (
            "尺码表是错的，我只好把斑马靴子寄回去，太麻烦了。",
            "我想要一个快速下单的按钮，因为我总是没有时间。",
            "后来有人用13800138123给我回了电话。",
        ),
        "R2": ("照片太小了，在我的旧手机上根本看不清。",),
        "R3": ("客服一个小时都没有人回答，\n我就放弃了，后来写信到mara.quill@example.org。",),
        "R4": ("我想在付款之前就看到真正的送货日期。",),
        "R5": ("下单下到一半，软件突然让我重新登录。",),
    },
}
ASKED = {
    "en": ("What was hard?", "And for you?", "Why did you stay with them?", "How do you mean?"),
    "zh": ("哪里不方便？", "那您呢？", "为什么后来还用？", "能具体说说吗？"),
}


def talk(lang, *who):
    """Return the transcript of an interview of these people, each with all that they said, in turn."""
    host, mark = ("Interviewer", ": ") if lang == "en" else ("访谈者", "：")
    lines = []
    for at in range(max(len(SAID[lang][key]) for key in who)):
        for n, key in enumerate(who):
            if at < len(SAID[lang][key]):
                asked = ASKED[lang][(2 * at + n) % len(ASKED[lang])]
                lines += [f"{host}{mark}{asked}", f"{NAMES[lang][key]}{mark}{SAID[lang][key][at]}"]
    return "\n\n".join(lines) + "\n"


def survey(lang):
    """Return a survey of four rows, the second one over two lines."""
    head = "id,Customer,What was hard?" if lang == "en" else "编号,客户,哪里不方便？"
    rows = [
        f'{n},{"new" if n % 2 else "old"},"{SAID[lang][key][0]}"' for n, key in enumerate(("R2", "R3", "R4", "R5"), 1)
    ]
    return "\r\n".join([head, *rows]) + "\r\n"


def write(folder, lang):
    """Write the files and return their paths."""
    solo = {"en": "talk-tamsin.txt", "zh": "访谈-郑若溪.txt"}[lang]
    texts = {"both.txt": talk(lang, "both 1", "both 2"), solo: talk(lang, "solo"), "survey.csv": survey(lang)}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return [folder / name for name in texts]


def study_of(folder, lang, *paths):
    """Make a study with these files, all that `write` makes by default; the small embedder makes its runs short."""
    from cjm_research.study.facade import Study

    made = Study.new(folder / "corpora" / "shop", languages=(lang,))
    toml = made.folder.path / "study.toml"
    toml.write_text(toml.read_text("utf-8") + '\n[settings.embeddings]\nembedder = "tfidf"\n', "utf-8")
    study = Study.open(made.folder.path)
    study.add(*(paths or write(folder, lang)))
    return study


def who_said(study, lang):
    """Return the case id behind each key of `SAID`."""
    documents = study.table("documents").set_index("document_id")["text"]
    rows = study.table("turns").query("case_id != ''")
    words = {documents[row.document_id][row.start : row.end]: row.case_id for row in rows.itertuples()}
    return {
        key: next(words[text] for text in said if text in words) for key, said in SAID[lang].items() if key != "R3"
    } | {"R3": next(case_id for text, case_id in words.items() if SAID[lang]["R3"][0][:12] in text)}
