"""How a plan is shown, on a terminal and in a notebook, in English and Chinese: what is sent, where to, by which way.

The model's instructions and the segments are shown with their line breaks; they and the rest of the first request are
complete. The key is named, never shown.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

from cjm_research.codes.endpoint.client import headers

if TYPE_CHECKING:
    from cjm_research.codes.endpoint.plan import Plan

_WORDS = {
    "en": {
        "title": "What would be sent. Nothing is sent before you agree.",
        "address": "Address",
        "machine": "Machine",
        "here": "{host}, port {port}: this machine. Whether the server there passes it on is up to that server.",
        "cloud": " The name of the model says that it does: {model} runs elsewhere.",
        "there": "{host}, port {port}: ANOTHER MACHINE. What people said leaves this one.",
        "way": "Way",
        "inside": "inside this machine, by no proxy",
        "encrypted": "encrypted (https)",
        "open": "NOT ENCRYPTED (http): whoever carries it can read it",
        "proxy": ", by the proxy {proxy} that the environment names",
        "model": "Model",
        "key": "Key",
        "no key": "none is sent",
        "key set": "from the environment variable {name}, which is set",
        "key unset": "from the environment variable {name}, which is NOT set",
        "sent": "Sent",
        "much": (
            "{n_segments:,} segments in {n_requests:,} requests: {n_characters:,} characters of text and context "
            "({n_bytes:,} bytes with the instructions)"
        ),
        "words": "Words",
        "study": "as the study holds them, names and the like replaced; no ids, no names of people or files",
        "table": "as they stand in the table: NOTHING IN THEM IS REPLACED; no ids, no other columns",
        "left": "Left out",
        "without": "{n_left_out:,} segments of people whose consent is not given",
        "first": "The first request, in full; the others hold other segments, with instructions in their language",
        "rest": "and with them",
        "agree": "To agree",
        "how": 'plan.agree(by="your name")',
        "how table": 'plan.agree(by="your name"), or on the command line --send {code}',
        "hidden": "(the key)",
        "colon": ": ",
    },
    "zh": {
        "title": "以下是将要发送的内容；您同意之前不会发送任何内容。",
        "address": "地址",
        "machine": "机器",
        "here": "{host}，端口 {port}：本机。那里的服务是否再转发，由该服务决定。",
        "cloud": "从模型名称看会转发：{model} 在别处运行。",
        "there": "{host}，端口 {port}：另一台机器。受访者的话会离开本机。",
        "way": "途径",
        "inside": "在本机内部，不经代理",
        "encrypted": "加密（https）",
        "open": "未加密（http）：传输途中任何人都能读到",
        "proxy": "，经环境变量所指的代理 {proxy}",
        "model": "模型",
        "key": "密钥",
        "no key": "不发送",
        "key set": "取自环境变量 {name}（已设置）",
        "key unset": "取自环境变量 {name}（尚未设置）",
        "sent": "数量",
        "much": (
            "{n_segments:,} 个片段，{n_requests:,} 次请求：原话与上下文共 {n_characters:,} 个字符"
            "（连同说明共 {n_bytes:,} 字节）"
        ),
        "words": "文字",
        "study": "与研究中所存相同，姓名等已替换；不含编号、人名和文件名",
        "table": "与表格中完全相同，未作任何替换；不含编号和其他列",
        "left": "不发送",
        "without": "{n_left_out:,} 个片段，受访者未给出知情同意",
        "first": "第一次请求的全文；其余各次是别的片段，说明用片段所用的语言",
        "rest": "同时发送",
        "agree": "若同意",
        "how": 'plan.agree(by="您的姓名")',
        "how table": 'plan.agree(by="您的姓名")，或在命令行加 --send {code}',
        "hidden": "（密钥）",
        "colon": "：",
    },
}
_CLOUD = ("-cloud", ":cloud")
"""How Ollama names models that a server on this machine hands on to its maker's machines."""


def facts(plan: Plan, language: str) -> list[tuple[str, str]]:
    """Return what is to be known before one agrees, as names and sentences.

    Parameters
    ----------
    plan : Plan
        Any.
    language : {"en", "zh"}
        Of both.
    """
    words, route, name = _words(language), plan.route, plan.settings.key_env
    machine = words["here" if route.here else "there"].format(host=route.host, port=route.port)
    if route.here and plan.model.endswith(_CLOUD):
        machine += words["cloud"].format(model=plan.model)
    way = words["inside"] if route.here else words["encrypted" if route.encrypted else "open"]
    way += words["proxy"].format(proxy=route.proxy) if route.proxy else ""
    key = words["key set" if plan.key_is_set else "key unset"].format(name=name) if name else words["no key"]
    rows = [
        (words["address"], f"POST {route.url}"),
        (words["machine"], machine),
        (words["way"], way),
        (words["model"], plan.model),
        (words["key"], key),
        (words["sent"], words["much"].format(**vars(plan))),
        (words["words"], words["study" if plan.is_study else "table"]),
    ]
    left = [(words["left"], words["without"].format(**vars(plan)))] if plan.n_left_out else []
    how = words["how" if plan.is_study else "how table"].format(code=plan.code)
    return [*rows, *left, (words["agree"], how)]


def request(plan: Plan, language: str) -> str:
    """Return the whole first request as one reads it: headers, each message with its line breaks, then the rest."""
    words = _words(language)
    body = json.loads(plan.first_request)
    messages = body.pop("messages")
    lines = [f"{name}: {value}" for name, value in headers(words["hidden"] if plan.settings.key_env else "").items()]
    for message in messages:
        lines += ["", f"[{message['role']}]", message["content"]]
    lines += ["", f"[{words['rest']}]", json.dumps(body, ensure_ascii=False, sort_keys=True)]
    return "\n".join(lines)


def text(plan: Plan, language: str) -> str:
    """Return the plan for a terminal."""
    words = _words(language)
    told = facts(plan, language)
    shown = "\n".join(f"  | {line}".rstrip() for line in _printable(request(plan, language)).split("\n"))
    rows = [_printable(f"{name}{words['colon']}{value}") for name, value in told]
    # What is long comes first, so that what decides stands at the end, where a terminal stops.
    parts = [words["title"], "", f"{words['first']}{words['colon'].rstrip()}", shown, "", *rows[:-1], "", rows[-1]]
    return "\n".join(parts)


def page(plan: Plan, language: str) -> str:
    """Return the plan for a notebook."""
    words = _words(language)
    cell = "<tr><th style='text-align:left;vertical-align:top'>{}</th><td style='text-align:left'>{}</td></tr>"
    told = [(html.escape(name), html.escape(_printable(value))) for name, value in facts(plan, language)]
    rows = "".join(cell.format(*row) for row in told)
    shown = f"<pre style='white-space:pre-wrap'>{html.escape(_printable(request(plan, language)))}</pre>"
    title, first = html.escape(words["title"]), html.escape(words["first"])
    return f"<p><b>{title}</b></p><table>{rows}</table><details open><summary>{first}</summary>{shown}</details>"


def _printable(text: str) -> str:
    """Return the text without signs that steer what shows it: a terminal, or the direction of writing."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def _words(language: str) -> dict[str, str]:
    return _WORDS["zh" if language == "zh" else "en"]
