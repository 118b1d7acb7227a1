"""What recorders and transcribing services write around the words: marks, adverts, summaries of their own.

None of it was said by anybody, so none of it may be coded. It is left out and listed.

>>> mark_of("Transcribed by https://otter.ai"), mark_of("It was late.")
('mark of the transcribing service', '')
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cjm_research.corpora.labels import TIME
from cjm_research.corpora.transcripts.layouts import Head, Line

SERVICE = "mark of the transcribing service"
RECORDER = "mark of the recorder"
_HEADING = "heading of the recorder"
_TOOLS = r"otter|zoom|fireflies|teams|rev\b|descript|sonix|trint|happy ?scribe|notta|tactiq|fathom|grain|gemini|copilot"
_MACHINES = r"AI|人工智能|智能|机器|通义|听悟|讯飞|飞书|妙记|腾讯|系统自动"
_MARKS = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for pattern, why in (
        (r"^\W{0,4}(?:end of (?:the )?(?:interview|transcript|recording|audio)|"
         r"(?:本次)?(?:访谈|采访|录音|转写|文字记录)(?:到此)?(?:结束|完毕))\W{0,4}$", "end of the transcript"),
        (r"^[(\[]?transcribed (by|with|using)\b.{0,200}$", SERVICE),
        (r"^\(?this file is longer than .{0,200}unlimited.{0,200}$", SERVICE),
        (rf"^(generated|created|powered|made|recorded|summari[sz]ed) (by|with|using) .{{0,30}}"
         rf"({_TOOLS}|\bAI\b).{{0,80}}$", SERVICE),
        (r"^(transcription|transcript|recording) (is provided|ended|started|stopped)\b.{0,200}$", RECORDER),
        (rf"^meeting ended after {TIME}.{{0,20}}$", RECORDER),
        (r"^this editable transcript was computer[- ]generated.{0,200}$", RECORDER),
        (r"^people can also change the text after it was created\.?$", RECORDER),
        (r"^[^:：]{1,60} (started|stopped) (the )?(transcription|recording)\.?$", RECORDER),
        (r"^(you should review|get tips and learn how|please provide feedback about using) gemini.{0,200}$", SERVICE),
        (r"^AI[- ]generated (content|notes?|summary) (may|might|can) be (incorrect|inaccurate|wrong).{0,80}$", SERVICE),
        (r"^[^:：，。]{1,30}?\s*已?(启动|开始|停止|结束)了?(转录|听录)$", RECORDER),
        (r"^[^:：，。]{1,30}?\s*已(启动|开始|停止|结束)了?(录制|录音|转写|云录制)$", RECORDER),
        (rf"^(会议|转录(内容)?|录制|录音)(已?在|于)\s*{TIME}\s*后?(结束|停止).{{0,20}}$", RECORDER),
        (r"^此可编辑的?(转录|文字|转写).{0,40}(计算机|自动)生成.{0,80}$", RECORDER),
        (r"^用户也可以在(内容)?创建后.{0,40}$", RECORDER),
        (rf"^[-—*（(\s]*(本|以上|该|此|内容由|文字由|由).{{0,24}}({_MACHINES}).{{0,30}}"
         r"(生成|转写|转录|整理|识别|提供)[^？?]{0,40}$", SERVICE),
        (r"^[-—*（(\s]*来自.{0,6}(讯飞听见|通义听悟|飞书妙记|腾讯会议).{0,10}$", SERVICE),
        (r"^(关键词|关键字|keywords?|summary keywords)\s*[:：].{0,2000}$", "keywords made by the recorder"),
        (r"^(关键词|关键字|文字记录|转写结果|发言人|目录|keywords?|summary keywords|speakers)$", _HEADING),
        (r"^\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?.{0,20}\|.{0,80}$", "date and length of the recording"),
        (r"^(音频|录音|文件|音频文件)(名称|标题|时长)\s*[:：].{0,200}$", "details of the recording"),
        (r"^-{3,}$|^\*{3,}$|^={3,}$|^_{3,}$", "a rule between parts"),
    )
)  # fmt: skip
_SUMMARY = re.compile(
    r"(?:meeting |ai |quick |smart )?(?:summary|recap|overview|outline|chapters|highlights|notes)|"
    r"(?:suggested )?next steps|action items|key (?:takeaways|points)|takeaways|details|decisions|"
    r"agenda|invited|attachments|attendees|(?:智能|会议|全文|AI|录音|内容|发言|发言人)?(?:纪要|总结|摘要|概要|概述|章节|要点)|"
    r"章节(?:速览|概要)|智能速览|问答回顾|要点回顾|待办|待办事项|行动项|思维导图|会议议程|议程|金句|精彩片段|参会人|参会人员|参加者|与会者",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:meeting |ai |quick |smart )(?:summary|recap|notes)|(?:suggested )?next steps|action items|key takeaways|"
    r"(?:智能|会议|全文|AI)(?:纪要|总结|摘要|概要|概述|章节|要点)|章节速览|问答回顾|要点回顾|待办|待办事项|思维导图",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(
    r"(?:full |meeting |interview )?(?:transcript|transcription)|verbatim|"
    r"文字记录|(?:语音|智能|录音)?转写(?:文本|内容|结果|原文)?|转录(?:内容|文本|文稿)?|转写文稿|原文|"
    r"对话内容|逐字稿|文字稿|访谈记录|访谈内容|会议原文|录音文字",
    re.IGNORECASE,
)
_TIMED = frozenset({"chat", "time-first", "name-time", "name-over"})
_MOST = 0.3  # heads below the heading of a transcript, as a share of all
_FEW = 0.1  # heads after a summary at the end, as a share of those before it


def mark_of(text: str) -> str:
    """Return why a line is no speech but a mark of a recorder or a service; empty if it is none."""
    text = text.strip()
    return next((why for pattern, why in _MARKS if pattern.match(text)), "") if 0 < len(text) < 2500 else ""


def beside_the_talk(lines: Sequence[Line], heads: Sequence[Head | None]) -> dict[int, str]:
    """Return which lines belong to a summary, an agenda or a list of people around a transcript, and why.

    Parameters
    ----------
    lines : sequence of Line
    heads : sequence of Head or None
        What each line would be the beginning of (`layouts.head_of`).

    Returns
    -------
    dict of int to str
        Index of a line to the reason; empty where no heading tells such a part.
    """
    titles = [re.sub(r"^\W+|\W+$", "", line.text) if len(line.text) < 60 else "" for line in lines]
    starts = [i for i, title in enumerate(titles) if _TRANSCRIPT.fullmatch(title)]
    spoken = [i for i, head in enumerate(heads) if head]
    begin = next((i for i in starts if sum(at > i for at in spoken) >= max(2, _MOST * len(spoken))), -1)
    out: dict[int, str] = {}
    if begin >= 0:
        out = dict.fromkeys(range(begin + 1), "before the transcript")
    else:
        first = next((i for i, title in enumerate(titles) if _SUMMARY.fullmatch(title)), -1)
        timed = [i for i in spoken if (head := heads[i]) and head.layout in _TIMED]
        if first >= 0 and len(timed) >= 3 and timed[0] > first:
            out = dict.fromkeys(range(first, timed[0]), "summary made by the recorder")
    return out | _tail(titles, spoken, begin)


def _tail(titles: list[str], spoken: list[int], begin: int) -> dict[int, str]:
    """Find a summary after the last words: almost nobody speaks any more below its heading."""
    for i, title in enumerate(titles):
        if i > begin and _TAIL.fullmatch(title):
            before = sum(begin < at < i for at in spoken)
            if before >= 4 and sum(at > i for at in spoken) <= _FEW * before:
                return dict.fromkeys(range(i, len(titles)), "summary made by the recorder")
    return {}
