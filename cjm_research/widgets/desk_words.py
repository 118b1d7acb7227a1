"""What the coding desk says beside what all views say, in English and Chinese.

``help_keys`` is a sheet: groups apart by an empty line, the first line of a group its title, then "keys | what they
do", where two blanks stand between keys of one line.

>>> sorted(DESK["en"]) == sorted(DESK["zh"])
True
"""

from __future__ import annotations

DESK: dict[str, dict[str, str]] = {
    "en": {
        "transcript": "Transcript",
        "redo": "Redo",
        "mark": "Mark words",
        "merge_next": "Merge with next",
        "merge_previous": "Merge with previous",
        "palette": "All codes",
        "memo": "Memo",
        "flag": "Flag",
        "help": "All keys",
        "shut": "Close",
        "order": "Show",
        "order_of": "Which one",
        "order_uncertain": "Least certain first",
        "order_check": "In a fixed random order",
        "order_document": "By document",
        "order_code": "By code …",
        "order_theme": "By theme …",
        "order_search": "Search …",
        "order_search_hint": "Words to look for, then Enter",
        "order_flagged": "Flagged",
        "order_reopened": "To be looked at again",
        "order_marked": "Marked by hand",
        "left": "≈ {time} left",
        "minutes": "{n} min",
        "hours": "{hours} h {n} min",
        "left_means": "At your pace of {seconds} seconds a segment.",
        "enough": "enough to judge the machine",
        "enough_in": "enough to judge the machine after {n} more",
        "part_done": "Nothing more in this list. Choose another one under “Show” (key q), or go back to look again.",
        "recent": "Recent",
        "recent_none": "Codes that you use stand here.",
        "no_code": "no code",
        "touchpoint_short": "Touchpoint",
        "span_bar": "Code the marked words",
        "span_more": "More",
        "invivo": "As own code",
        "split": "Split here",
        "span_leave": "Done",
        "notes": "Memos and flags",
        "memo_about": "What the memo is about",
        "memo_hint": "Enter keeps it, Shift+Enter begins a line, Esc leaves it as it was; empty takes it away.",
        "memo_save": "Keep",
        "about_segment": "segment",
        "about_document": "document",
        "about_case": "person",
        "about_code": "code",
        "flag_for": "For whom (empty: anybody)",
        "flag_words": "What should be looked at",
        "flag_set": "Set flag",
        "flag_off": "Take flag away",
        "palette_hint": "Name of a code, in any language …",
        "palette_foot": "↑ ↓ choose · Enter takes it · Esc closes",
        "palette_new": "Enter takes the code that is lit · Ctrl or ⌘ + Enter makes the new code “{name}”",
        "again": "Try again",
        "asking": "Asking the kernel …",
        "recalled": "Your choices from before are on the screen again. They are not saved yet.",
        "redone": "Done again.",
        "nothing_to_redo": "There is nothing to do again.",
        "marked": "Saved: {n} of your codes on these words.",
        "unmarked": "Saved: these words carry no code.",
        "invivo_made": "New own code: {name}.",
        "broke": "This could not be done: {what}. What you saved before is kept.",
        "merged": "Merged. Look at the codes once more.",
        "split_done": "Split. Both parts keep their codes; look at them once more.",
        "memo_kept": "Memo kept.",
        "memo_gone": "Memo taken away.",
        "flag_kept": "Flag set.",
        "flag_gone": "Flag taken away.",
        "shown": "Segments in this list: {n}.",
        "others_acted": "Someone else worked on this study; the view is up to date.",
        "look_again": "Look at this once more: {why}.",
        "why_merge": "it was merged",
        "why_split": "it was split",
        "why_codebook": "a code has changed its meaning",
        "keys": "1–{last} code · Enter {save} · x reject all · / all codes · m mark words · u undo · ? all keys",
        "keys_new": "Start here: ",
        "keys_span": "Words marked: 1–{last} code · v own code from these words · k split before them · ← → word · "
        "Shift longer or shorter · Alt by character · Esc done",
        "keys_reading": "↑ ↓ read on · Enter go to this segment · Esc back to the segment in work",
        "silent": "The kernel does not answer. What you saved is kept, and your choices stay on the screen; they are "
        "not saved yet. Try again, or restart the kernel and run the cell again.",
        "help_keys": """Code
1–9  0 | put a code on or take it off; the letters beside your own codes do the same
/ | all codes: type part of a name, Enter takes it; Ctrl or ⌘ + Enter makes a new code
Enter | accept or save, and go on
x | reject all
s | skip, it comes again later
e  g  t | emotion, stage, touchpoint
r | how likely each stage is

Move
←  → | back and on in the queue
↑  ↓ | read from segment to segment; Enter goes there
q | what is shown: least certain, by document, code, theme, search …

Mark words
m | begin at the first word; or select with the mouse
←  → | word by word; with Shift longer or shorter, with Alt by character
1–9  / | code these words
v | make a code of these very words
k | split the segment before them
+  − | merge with the next or the previous segment
Esc | done

Keep
n | memo on segment, document, person or code
f | flag for a colleague
u  U | undo and redo, without limit; Ctrl or ⌘ + Z too
v | how well the machine agrees with you""",
    },
    "zh": {
        "transcript": "转写文本",
        "redo": "重做",
        "mark": "标记词句",
        "merge_next": "与下一段合并",
        "merge_previous": "与上一段合并",
        "palette": "全部编码",
        "memo": "备忘",
        "flag": "标旗",
        "help": "全部按键",
        "shut": "关闭",
        "order": "显示",
        "order_of": "哪一个",
        "order_uncertain": "最不确定优先",
        "order_check": "固定随机顺序",
        "order_document": "按文档",
        "order_code": "按编码……",
        "order_theme": "按主题……",
        "order_search": "搜索……",
        "order_search_hint": "输入要找的词，按 Enter",
        "order_flagged": "已标旗",
        "order_reopened": "需再看一遍",
        "order_marked": "手工标记",
        "left": "约剩 {time}",
        "minutes": "{n} 分钟",
        "hours": "{hours} 小时 {n} 分钟",
        "left_means": "按您每段 {seconds} 秒的速度估计。",
        "enough": "已足以评判机器",
        "enough_in": "再复核 {n} 段即可评判机器",
        "part_done": "此列表已看完。请在“显示”（按键 q）中另选一个，或返回查看。",
        "recent": "最近",
        "recent_none": "您用过的编码会出现在这里。",
        "no_code": "无编码",
        "touchpoint_short": "触点",
        "span_bar": "为标记的词句编码",
        "span_more": "更多",
        "invivo": "原话成码",
        "split": "在此拆分",
        "span_leave": "完成",
        "notes": "备忘与标旗",
        "memo_about": "备忘的对象",
        "memo_hint": "Enter 保存，Shift+Enter 换行，Esc 放弃；留空则删除。",
        "memo_save": "保存",
        "about_segment": "片段",
        "about_document": "文档",
        "about_case": "人物",
        "about_code": "编码",
        "flag_for": "给谁（留空：任何人）",
        "flag_words": "请对方看什么",
        "flag_set": "标旗",
        "flag_off": "取消标旗",
        "palette_hint": "编码名称，中英文均可……",
        "palette_foot": "↑ ↓ 选择 · Enter 采用 · Esc 关闭",
        "palette_new": "Enter 采用高亮的编码 · Ctrl 或 ⌘ + Enter 新建编码“{name}”",
        "again": "重试",
        "asking": "正在询问内核……",
        "recalled": "之前的选择已恢复到屏幕上，尚未保存。",
        "redone": "已重做。",
        "nothing_to_redo": "没有可重做的操作。",
        "marked": "已保存：这些词句上有您的 {n} 个编码。",
        "unmarked": "已保存：这些词句没有编码。",
        "invivo_made": "新的自定义编码：{name}。",
        "broke": "操作未能完成：{what}。此前已保存的内容不受影响。",
        "merged": "已合并。请再看一遍编码。",
        "split_done": "已拆分。两部分都保留原编码，请再看一遍。",
        "memo_kept": "备忘已保存。",
        "memo_gone": "备忘已删除。",
        "flag_kept": "已标旗。",
        "flag_gone": "已取消标旗。",
        "shown": "此列表共 {n} 个片段。",
        "others_acted": "有他人在此研究中工作；视图已更新。",
        "look_again": "请再看一遍：{why}。",
        "why_merge": "该片段由合并而来",
        "why_split": "该片段由拆分而来",
        "why_codebook": "有编码的含义已改变",
        "keys": "1–{last} 编码 · Enter {save} · x 全部不采纳 · / 全部编码 · m 标记词句 · u 撤销 · ? 全部按键",
        "keys_new": "从这里开始：",
        "keys_span": "已标记词句：1–{last} 编码 · v 用原话成码 · k 在其前拆分 · ← → 逐词 · "
        "Shift 加长或缩短 · Alt 逐字 · Esc 完成",
        "keys_reading": "↑ ↓ 继续阅读 · Enter 转到此片段 · Esc 回到当前片段",
        "silent": "内核没有响应。已保存的内容不会丢失；您的选择仍在屏幕上，但尚未保存。"
        "请重试，或重启内核并重新运行该单元格。",
        "help_keys": """编码
1–9  0 | 加上或去掉一个编码；自定义编码旁的字母作用相同
/ | 全部编码：输入名称的一部分，Enter 采用；Ctrl 或 ⌘ + Enter 新建编码
Enter | 接受或保存，然后继续
x | 全部不采纳
s | 跳过，稍后再来
e  g  t | 情绪、阶段、触点
r | 各阶段的可能性

移动
←  → | 在队列中后退和前进
↑  ↓ | 逐段阅读；Enter 转到该段
q | 显示什么：最不确定、按文档、编码、主题、搜索……

标记词句
m | 从第一个词开始；也可用鼠标选择
←  → | 逐词移动；加 Shift 加长或缩短，加 Alt 逐字
1–9  / | 为这些词句编码
v | 用原话建立编码
k | 在这些词句之前拆分片段
+  − | 与下一段或上一段合并
Esc | 完成

保存
n | 片段、文档、人物或编码的备忘
f | 为同事标旗
u  U | 撤销与重做，不限次数；Ctrl 或 ⌘ + Z 亦可
v | 机器与您有多一致""",
    },
}
