"""How many short answers a second pass through `Pseudonyms`, and whether long texts take time in proportion.

python benchmarks/privacy/speed.py
"""

from __future__ import annotations

import time

from cjm_research.corpora.privacy.pseudonyms import Pseudonyms

ANSWERS = {
    "en": (
        "The delivery was late and nobody called me back.",
        "it was fine",
        "I think the app is too slow on my phone",
        "Too expensive, I would rather use something else next time",
        "Search is bad",
    ),
    "zh": (
        "物流太慢了，客服也不回消息。",
        "价格可以再便宜一点",
        "界面不好看，经常闪退，希望改进",
        "挺好的",
        "老人不会用，字太小了看不清",
    ),
}
LONG = (
    "a",
    "7",
    "((((",
    "王",
    "在市区路号张小李老师叫",
    "1 ",
    "a at ",
    "@a.b-",
    "朋友",
    "路1号",
    "Aa ",
    "-1",
    "passport  ",
)
TIMES = 3_000


def main() -> None:
    for language, answers in ANSWERS.items():
        for again in (False, True):
            replace = Pseudonyms(look_again=again)
            replace.replace(answers[0], language)
            started = time.process_time()
            for _ in range(TIMES):
                for answer in answers:
                    replace.replace(answer, language, None, "d1")
            taken = time.process_time() - started
            print(
                f"{language}, second pass {'on ' if again else 'off'}: {TIMES * len(answers) / taken:9,.0f} answers/s"
            )
    for piece in LONG:
        taken = []
        for signs in (100_000, 200_000):
            started = time.process_time()
            Pseudonyms().replace(piece * (signs // len(piece)), "zh", None, "d1")
            taken.append(time.process_time() - started)
        print(f"{piece!r:30} 100,000 signs {taken[0]:6.2f} s   200,000 signs {taken[1]:6.2f} s")


if __name__ == "__main__":
    main()
