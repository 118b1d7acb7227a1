"""Names that an endpoint proposes, when the researcher turned it on, saw what is sent and agreed.

A proposal is shown beside the name of a theme with where it comes from; it is never applied by itself, and an answer
that is no name is refused with the reason. Plan, agreement and connection are those of the coder "endpoint": what was
agreed to is sent, byte for byte, and nothing else.

>>> reason("Parking, tickets, queues, staff", "en")
'the name is a list of words'
>>> reason("退款流程太慢", "zh")
''
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cjm_research.codes.endpoint.client import Client, Reply, RequestRefused
from cjm_research.codes.endpoint.consent import Agreement
from cjm_research.codes.endpoint.plan import Plan
from cjm_research.codes.endpoint.route import check_name, key_of, route_of
from cjm_research.codes.endpoint.summary import Summary
from cjm_research.errors import CjmError, StudyError
from cjm_research.schema import CONSENTED, check
from cjm_research.settings import Endpoint
from cjm_research.themes.chinese import HAN
from cjm_research.themes.tokens import HIDDEN

if TYPE_CHECKING:
    import pandas as pd

QUOTES = 12
"""Most segments of one theme that are sent: those nearest to its middle."""

_LONGEST = {"en": 10, "zh": 18}
_TOKENS = 1000
_SEPARATORS = re.compile(r"[,;/|、，；·]")
_MARKS = re.compile(r"[\n\r*_#`{}<>]")
_THINKING = re.compile(r"<think>.*?</think>", flags=re.S)
_SHAPE = {"name": {"type": "string"}}


@dataclass(frozen=True)
class Proposal:
    """What an endpoint proposed for a theme, or why that is not shown.

    Attributes
    ----------
    theme_id, language : str
        Which name it would be.
    name : str
        "" if it was refused.
    source : str
        The model and the machine, such as "qwen3:8b at localhost".
    refused : str
        Why, in the language of the theme; "" if it was not.
    """

    theme_id: str
    language: str
    name: str
    source: str
    refused: str = ""


@dataclass(frozen=True)
class Question:
    """One request: name this theme in this language.

    Attributes
    ----------
    theme_id, language, family : str
        Of the theme.
    body : bytes
        What is sent, exactly.
    n_quotes, n_characters : int
        How much of it was said by people.
    """

    theme_id: str
    language: str
    family: str
    body: bytes = field(repr=False)
    n_quotes: int
    n_characters: int


def questions(rows: pd.DataFrame, settings: Endpoint, cases: pd.DataFrame | None) -> list[Question]:
    """Return what would be asked about the themes, in the order of their ids; nothing is sent.

    Parameters
    ----------
    rows : DataFrame
        As `names.name_themes` takes them; themes of what is left over are passed by.
    settings : settings.Endpoint
        ``model`` and ``structured``.
    cases : DataFrame or None
        Contract "cases": segments of people who did not consent are left out. None for loose texts.
    """
    kept = _with_consent(rows[~rows["rest"].astype(bool)], cases)
    found = []
    for (theme_id, language), own in kept.groupby(["theme_id", "language"], sort=True):
        own = own.assign(_far=-own["weight"].round(9)).sort_values(["_far", "segment_id"], kind="stable")
        quotes = own["text"].head(QUOTES).tolist()
        family = str(own["family"].iloc[0])
        body = _body(quotes, family, str(language), settings)
        found.append(Question(str(theme_id), str(language), family, body, len(quotes), sum(map(len, quotes))))
    return found


def plan_names(
    rows: pd.DataFrame,
    settings: Endpoint,
    cases: pd.DataFrame | None,
    language: str = "en",
    keep: Callable[[Agreement], object] | None = None,
) -> Plan:
    """Return the plan for asking an endpoint about names; nothing is sent.

    Parameters
    ----------
    rows, settings, cases
        As for `questions`.
    language : {"en", "zh"}
        In which the plan is shown.
    keep : callable, optional
        Called with the agreement when it is given, so that a study can record it.

    Returns
    -------
    Plan
        ``plan.agree(by="…")`` is what `propose` wants.

    Raises
    ------
    StudyError
        If url or model is missing or wrong, or key_env is no name of a variable.
    CjmError
        If there is nothing to ask about.
    """
    route = route_of(settings.url)
    check_name(settings.key_env)
    if not settings.model.strip():
        raise StudyError(
            "No model is named: model in [settings.endpoint] is empty. Expected the name by which the endpoint knows "
            "it; Ollama lists its models with `ollama list`."
        )
    asked = questions(rows, settings, cases)
    if not asked:
        raise CjmError("There is nothing to send: no theme has a segment of a person who consented.")
    left = len(rows) - len(_with_consent(rows, cases))
    return Plan(
        route=route,
        settings=settings,
        n_segments=sum(one.n_quotes for one in asked),
        n_requests=len(asked),
        n_characters=sum(one.n_characters for one in asked),
        n_bytes=sum(len(one.body) for one in asked),
        n_left_out=left,
        first_request=asked[0].body,
        digest=_digest(asked, route.url, route.proxy, settings.model),
        is_study=cases is not None,
        codebook_version="",
        language=language,
        keep=keep,
    )


def propose(
    rows: pd.DataFrame,
    settings: Endpoint,
    cases: pd.DataFrame | None,
    agreement: Agreement | None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    summary: Summary | None = None,
) -> list[Proposal]:
    """Ask an endpoint for a name of each theme in each of its languages.

    Parameters
    ----------
    rows, settings, cases
        Those of the plan.
    agreement : Agreement or None
        To the plan; nothing is sent without it, or if anything of it has changed.
    names : mapping of str to mapping of str to str, optional
        The names that themes have, by theme and language; none of another theme of the family is proposed again.
    summary : Summary, optional
        Counts requests and repeats.

    Returns
    -------
    list of Proposal
        One per theme and language, refused ones too, by theme and language.

    Raises
    ------
    CjmError
        If nobody agreed to send this, before anything is sent; or if the endpoint fails.
    """
    asked = questions(rows, settings, cases)
    route = route_of(settings.url)
    digest = _digest(asked, route.url, route.proxy, settings.model)
    if agreement is None or agreement.plan.digest != digest or agreement.plan.settings != settings:
        why = "nobody has agreed" if agreement is None else "what would be sent is not what was agreed"
        raise CjmError(
            f"Nothing was sent: {why} to ask {settings.url or 'an endpoint that is not named yet'} (model "
            f"{settings.model!r}) for {len(asked)} names. See the plan with plan_names(…), then agree with "
            "plan.agree(by='your name')."
        )
    client = Client(route, settings, key_of(settings.key_env), summary or Summary())
    source = f"{settings.model} at {route.host}"
    found: list[Proposal] = []
    for one in asked:
        said = _ask(client, one)
        name, why = _read(said, one.language) if isinstance(said, Reply) else ("", said)
        why = why or reason(name, one.language, _others(one, asked, names or {}, found))
        found.append(Proposal(one.theme_id, one.language, "" if why else name, source, why))
    return found


def reason(name: str, language: str, taken: Set[str] = frozenset()) -> str:
    """Return why a proposed name is refused, in its language; "" if nothing speaks against it.

    Parameters
    ----------
    name : str
        As the model gave it, spaces at the ends taken off.
    language : {"en", "zh"}
        In which it should be.
    taken : set of str
        Names of other themes of the family, case-folded.
    """
    words = _told(language)["refused"]
    size = len(HAN.findall(name)) if language == "zh" else len(name.split())
    if not any(char.isalnum() for char in name):
        return words["empty"]
    if _MARKS.search(name):
        return words["lines"]
    if size > _LONGEST[language] or len(name) > 90:
        return words["long"].format(size=max(size, 1), most=_LONGEST[language])
    if bool(HAN.search(name)) != (language == "zh"):
        return words["script"]
    if HIDDEN.search(name):
        return words["hidden"]
    if len(_SEPARATORS.findall(name)) > 1:
        return words["list"]
    if name.rstrip("”’\"'").endswith((".", "。", "!", "！", "?", "？")):
        return words["sentence"]
    return words["taken"] if name.casefold() in taken else ""


def _others(
    one: Question, asked: Sequence[Question], names: Mapping[str, Mapping[str, str]], found: Sequence[Proposal]
) -> frozenset[str]:
    family = {other.theme_id for other in asked if other.family == one.family} - {one.theme_id}
    held = {name.casefold() for key in family for name in names.get(key, {}).values()}
    return frozenset(held | {other.name.casefold() for other in found if other.theme_id in family and other.name})


def _ask(client: Client, one: Question) -> Reply | str:
    try:
        return client.ask(one.body)
    except RequestRefused:
        return _told(one.language)["refused"]["refused"]


def _read(reply: Reply, language: str) -> tuple[str, str]:
    words = _told(language)["refused"]
    content = _THINKING.sub("", reply.content)
    start, end = content.find("{"), content.rfind("}")
    try:
        answer = json.loads(content[start : end + 1]) if 0 <= start < end else None
    except (ValueError, RecursionError):
        answer = None
    name = answer.get("name") if isinstance(answer, dict) else None
    if not isinstance(name, str):
        return "", words["cut" if reply.cut else "unusable"]
    return name.strip().strip('"“”「」').strip(), ""


def _body(quotes: Sequence[str], family: str, language: str, settings: Endpoint) -> bytes:
    words = _told(language)
    told = {"family": words["families"].get(family, family), "quotes": list(quotes)}
    body: dict[str, Any] = {
        "max_tokens": _TOKENS,
        "messages": [
            {"role": "system", "content": words["system"].strip()},
            {"role": "user", "content": json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)},
        ],
        "model": settings.model,
        "seed": 0,
        "stream": False,
        "temperature": 0,
    }
    if settings.structured:
        schema = {"type": "object", "properties": _SHAPE, "required": ["name"], "additionalProperties": False}
        held = {"name": "name", "schema": schema, "strict": True}
        body["response_format"] = {"json_schema": held, "type": "json_schema"}
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _digest(asked: Sequence[Question], url: str, proxy: str, model: str) -> str:
    sha = hashlib.sha256("\n".join((url, proxy, model)).encode())
    for one in asked:
        sha.update(hashlib.sha256(one.body).digest())
    return sha.hexdigest()


def _with_consent(rows: pd.DataFrame, cases: pd.DataFrame | None) -> pd.DataFrame:
    if cases is None:
        return rows
    consented = cases.loc[check(cases, "cases")["consent"].isin(CONSENTED), "case_id"]
    return rows[rows["case_id"].isin(consented)]


def _told(language: str) -> dict[str, Any]:
    return _words()["zh" if language == "zh" else "en"]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("cjm_research.themes").joinpath("naming/proposals.toml").read_text("utf-8"))
