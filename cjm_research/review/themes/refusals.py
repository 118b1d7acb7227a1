"""Why an act on themes is refused, and what to do instead, in English and Chinese.

>>> refusal("zh", "no segment")
'没有指明任何片段。请至少指明一个。'
"""

from __future__ import annotations

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "empty name": "A theme cannot have an empty name. Pass a few words that say what its segments share.",
        "no name": "The name of a theme must be text, or text by language; found {found}. Pass a few words.",
        "no language": "No language of titles is called {wanted!r}. Known: {known}.",
        "no memo": "A note must be text; found {found}. Pass '' to take a note away.",
        "no id": "A theme is named by its id or its title; found {found}.",
        "no list": "Segments and themes are named by their ids, as text; found {found}.",
        "called": "{title!r} ({theme_id})",
        "several": "{n} themes are called {wanted!r}: {ids}. Pass the id.",
        "no themes": "No theme is called {wanted!r}: there are no themes yet. Run the study first.",
        "unknown": "No theme is called {wanted!r}. The nearest: {nearest}.",
        "merged": "{theme} is not there any more: {by} merged it into “{into}” ({into_id}) meanwhile. Name that one.",
        "rest": "{theme} holds what no theme took, so it cannot be {done}. Move its segments to a theme, or make a new "
        "one of them.",
        "taken": "Another theme of {family} is called {title!r} already ({theme_id}). Merge the two, or choose another "
        "name.",
        "nothing to merge": "There is nothing to merge into {theme}. Name at least one other theme.",
        "other family": "{theme} is a theme of {family}, {target} of {target_family}. Only themes of one family can be "
        "merged.",
        "empty part": "A part of {theme} to split off names no segment. Name at least one.",
        "not in it": "{n} of {of} segments to split off are not in {theme}, first {first!r}. It holds {own} segments; "
        "`session.members` lists them.",
        "twice": "The segment {segment!r} is in two parts. A segment can go to one.",
        "all of it": "The parts hold all {n} segments of {theme}. Leave at least one in it, or rename it.",
        "other titles": "There are {parts} parts and {titles} titles. Give every part a title, or none.",
        "no sub-themes": "{theme} has no sub-themes. Name the segments to split off.",
        "nowhere": "no theme",
        "there already": "All of these {n} segments are in {theme} already.",
        "no family": "No family is called {wanted!r}. Known: {known}.",
        "no segment": "No segment is named. Name at least one.",
        "unknown segment": "No such segment: {first!r} ({n} of {of}). `session.segments` lists them.",
        "not coded": "{n} of {of} segments are not coded as {family}, first {first!r}. Code them so in the review "
        "first.",
        "in none": "{n} of {of} segments are in no family, first {first!r}. Code them in the review first.",
        "second already": "The segment {segment!r} is in {theme} already.",
        "pinned already": "{theme} is already pinned.",
        "pinned not": "{theme} is not pinned.",
        "hidden already": "{theme} is already hidden.",
        "hidden not": "{theme} is not hidden.",
        "several families": "These segments are in themes of {families}. Pass family= to say which.",
        "renamed": "renamed",
        "to merge": "merged",
        "split": "split",
        "pinned": "pinned",
        "hidden": "hidden",
        "second": "a second theme",
        "and": ", ",
    },
    "zh": {
        "empty name": "主题的名称不能为空。请用几个词说明它的片段有什么共同之处。",
        "no name": "主题的名称应当是文字，或按语言给出的文字；收到的是 {found}。请写几个词。",
        "no language": "没有叫“{wanted}”的标题语言。已知的有：{known}。",
        "no memo": "备注应当是文字；收到的是 {found}。要删去备注，请传入 ''。",
        "no id": "请用编号或标题指明主题；收到的是 {found}。",
        "no list": "请用文字编号指明片段和主题；收到的是 {found}。",
        "called": "“{title}”（{theme_id}）",
        "several": "有 {n} 个主题叫“{wanted}”：{ids}。请用编号指明。",
        "no themes": "没有叫“{wanted}”的主题：还没有任何主题。请先运行研究。",
        "unknown": "没有叫“{wanted}”的主题。最接近的有：{nearest}。",
        "merged": "{theme}已不存在：其间 {by} 把它并入了“{into}”（{into_id}）。请改用后者。",
        "rest": "{theme}里是没有归入任何主题的片段，因此不能{done}。请把其中的片段移到某个主题，或用它们新建主题。",
        "taken": "{family} 中已有另一个主题叫“{title}”（{theme_id}）。请合并两者，或换一个名称。",
        "nothing to merge": "没有可以并入{theme}的主题。请至少再指明一个主题。",
        "other family": "{theme}是 {family} 的主题，{target}是 {target_family} 的主题。只有同一类的主题才能合并。",
        "empty part": "要从{theme}拆出的一部分没有指明片段。请至少指明一个。",
        "not in it": "要拆出的 {of} 个片段中有 {n} 个不在{theme}里，第一个是 {first}。"
        "它有 {own} 个片段，见 `session.members`。",
        "twice": "片段 {segment} 同时在两个部分里。一个片段只能归入一个部分。",
        "all of it": "这些部分包含了{theme}的全部 {n} 个片段。请至少留下一个，或改为给它改名。",
        "other titles": "有 {parts} 个部分，却有 {titles} 个标题。请给每个部分一个标题，或都不给。",
        "no sub-themes": "{theme}没有子主题。请指明要拆出的片段。",
        "nowhere": "“无主题”",
        "there already": "这 {n} 个片段都已在{theme}里。",
        "no family": "没有叫“{wanted}”的类别。已知的有：{known}。",
        "no segment": "没有指明任何片段。请至少指明一个。",
        "unknown segment": "没有这样的片段：{first}（{of} 个中的 {n} 个）。全部片段见 `session.segments`。",
        "not coded": "{of} 个片段中有 {n} 个没有编码为 {family}，第一个是 {first}。请先在复核中这样编码。",
        "in none": "{of} 个片段中有 {n} 个不属于任何类别，第一个是 {first}。请先在复核中编码。",
        "second already": "片段 {segment} 已在{theme}里。",
        "pinned already": "{theme}已经固定。",
        "pinned not": "{theme}没有固定。",
        "hidden already": "{theme}已经隐藏。",
        "hidden not": "{theme}没有隐藏。",
        "several families": "这些片段分属 {families} 的主题。请用 family= 指明是哪一类。",
        "renamed": "改名",
        "to merge": "合并",
        "split": "拆分",
        "pinned": "固定",
        "hidden": "隐藏",
        "second": "作为第二个主题",
        "and": "、",
    },
}


def refusal(language: str, key: str, **values: object) -> str:
    """Return a sentence, in English where a language has none.

    Parameters
    ----------
    language : str
        The first language of the session.
    key : str
        Which sentence.
    **values
        What it tells of.
    """
    return _SAID[language if language in _SAID else "en"][key].format(**values)
