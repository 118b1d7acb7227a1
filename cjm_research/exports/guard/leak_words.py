"""What the leak check says, English and Chinese."""

from __future__ import annotations

WORDS = {
    "en": {
        "head": "Nothing was written: {n} place{s} in the files would tell who somebody is, or name this machine.",
        "line": "{file}, {place}: {what} ({masked})",
        "line bare": "{file}: {what} ({masked})",
        "more": "- and {n} more places",
    },
    "zh": {
        "head": "没有写出任何文件：文件中有{n}处会暴露个人身份或本机信息。",
        "line": "{file}，{place}：{what}（{masked}）",
        "line bare": "{file}：{what}（{masked}）",
        "more": "- 另有{n}处",
    },
}
PLACES = {
    "en": {
        "whole": "", "line": "line {}", "cell": "sheet {}, cell {}", "sheet": "sheet {}, row {}", "slide": "slide {}",
        "notes": "slide {} notes", "paragraph": "paragraph {}", "page": "page {}", "column": "column {}, row {}",
        "part": "part {}", "metadata": "metadata {}", "file name": "the name of the file", "inside": "{}, {}",
    },
    "zh": {
        "whole": "", "line": "第{}行", "cell": "工作表{}单元格{}", "sheet": "工作表{}第{}行", "slide": "第{}张幻灯片",
        "notes": "第{}张幻灯片备注", "paragraph": "第{}段", "page": "第{}页", "column": "列{}第{}行",
        "part": "部件{}", "metadata": "元数据{}", "file name": "文件名", "inside": "{}，{}",
    },
}  # fmt: skip
KINDS = {
    "en": {
        "name": "a name", "mail": "a mail address", "phone": "a phone number", "id": "an id number",
        "account": "an account number", "order": "an order number", "handle": "the name of an account",
        "plate": "a number plate", "address": "an address", "path": "a path of this machine",
        "user": "the name of this machine or its user", "original": "the name of an original that names somebody",
        "other": "words that were replaced",
    },
    "zh": {
        "name": "姓名", "mail": "邮箱地址", "phone": "电话号码", "id": "证件号码", "account": "账号", "order": "订单号",
        "handle": "账号名", "plate": "车牌号", "address": "地址", "path": "本机路径", "user": "本机或用户的名称",
        "original": "含有人名的原始文件名", "other": "已替换的内容",
    },
}  # fmt: skip
REMEDIES = {
    "en": {
        "privacy": (
            "In people's words: `cjm privacy {study}` lists the place as a possible miss; replace it with "
            'study.replace_also("…") or in PrivacyView(study). If it tells nobody who somebody is, leave it there as '
            "it is (study.undo_replacement) and it counts as decided. Then export again."
        ),
        "written": (
            "In what the team wrote (title, note, name of a code, study.toml): write it without the name there, for "
            "example on the board or in the codebook, and export again."
        ),
        "path": (
            "A path or a user's name of this machine: look where it was typed (study.toml, a note, the metadata of "
            "your own template) and take it out, then export again."
        ),
    },
    "zh": {
        "privacy": (
            '出现在受访者的话中：`cjm privacy {study}`会把该处列为可能的遗漏；用study.replace_also("…")或'
            "PrivacyView(study)替换。如果它不会暴露任何人，就保留原词（study.undo_replacement），视为已决定。然后重新导出。"
        ),
        "written": (
            "出现在团队写的内容中（标题、备注、编码名称、study.toml）：在看板或编码本等处改成不含人名的写法，"
            "再重新导出。"
        ),
        "path": "本机的路径或用户名：找到写入它的地方（study.toml、备注、自备模板的元数据）并删除，再重新导出。",
    },
}
