"""A codebook as the text of a ``codebook.toml`` that people read and edit; `Codebook.load` reads the same book back.

The comment at the top and the title of the file that is replaced stay; a file that held nothing but own codes holds
nothing else afterwards, as long as the framework's codes are the shipped ones.

>>> import tomllib
>>> text = text_of(Codebook.framework())
>>> text.splitlines()[0][:31], tomllib.loads(text)["families"][0]["family"]
('# The codebook of this study: w', 'goal')
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from cjm_research.codes.codebook import Code, Codebook
from cjm_research.codes.own_code import OwnCode

_HEAD = """\
# The codebook of this study: what each code stands for, what belongs to it and what does not, with examples.
# It may be edited by hand or in the codebook editor; every version is kept in the study's history.
# 本研究的编码手册：每个代码指什么、哪些归入、哪些不归入，附例句。
# 可以手改，也可以在编码手册编辑器里改；每个版本都留在历史里。
"""
_RULES = ("include", "exclude", "examples")


def text_of(book: Codebook, before: str = "") -> str:
    """Return the text of the file.

    Parameters
    ----------
    book : Codebook
    before : str
        The text that it takes the place of, "" if none.
    """
    raw = _parsed(before)
    parts = [_head(before) or _HEAD]
    own_alone = bool(raw.get("own")) and not raw.keys() & {"families", "codes"}
    if not (own_alone and book.framework_version == Codebook.framework().framework_version):
        if isinstance(raw.get("title"), dict | str):
            parts.append(f"title = {_value(raw['title'])}\n")
        parts += [_family(book, family) for family in book.families()]
        parts += [_code(code) for code in book.codes]
    parts += [_own(code) for code in book.own]
    return "\n".join(parts)


def _head(text: str) -> str:
    """Return the comment at the top of a text."""
    lines = []
    for line in text.removeprefix("\ufeff").splitlines():
        if not line.lstrip().startswith("#"):
            break
        lines.append(line.rstrip() + "\n")
    return "".join(lines)


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _family(book: Codebook, family: str) -> str:
    said = {"family": family, "name": book.family_names[family], "definition": book.family_definitions[family]}
    return _entries("[[families]]", said)


def _code(code: Code) -> str:
    head = _entries("[[codes]]", {"family": code.family, "subtype": code.subtype, "name": code.name})
    return head + _tables("codes", code)


def _own(code: OwnCode) -> str:
    # The family of a code that stands under another is that code's.
    plain = {"family": "" if code.parent else code.family, "parent": code.parent}
    plain |= {"color": code.color, "retired": code.retired}
    head = _entries("[[own]]", {"id": code.id, "name": code.name} | {key: said for key, said in plain.items() if said})
    return head + _tables("own", code)


def _tables(name: str, code: Code | OwnCode) -> str:
    parts = {part: getattr(code, part) for part in ("definition", *_RULES)}
    return "".join("\n" + _entries(f"[{name}.{part}]", said) for part, said in parts.items() if said)


def _entries(header: str, said: Mapping[str, Any]) -> str:
    return "".join([f"{header}\n", *(f"{key} = {_value(value)}\n" for key, value in said.items())])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(said)}" for key, said in value.items()) + " }"
    if isinstance(value, tuple | list):
        whole = "[" + ", ".join(_value(line) for line in value) + "]"
        lines = "".join(f"    {_value(line)},\n" for line in value)
        return whole if len(whole) <= 110 else f"[\n{lines}]"
    # A string of JSON is one of TOML, save that TOML wants the sign of deletion escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(key: str) -> str:
    return key if key.isascii() and key.isalnum() else _value(key)
