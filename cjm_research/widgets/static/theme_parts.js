// The parts of the theme browser: the list of themes, a line of it, a segment, the picker, the list of keys.
// What was said and what people typed is set as text, never as markup. Joined behind marks.js, in front of themes.js.

const FAMILIES = ["goal", "motivation", "pain_point"];
const PICKED = 50; // themes that the picker lists at most; typing narrows them

const action = (act, key, text, onPress) => {
  const node = button(key, act, onPress);
  node.lastChild.textContent = text;
  return node;
};

function option(name, value) {
  const node = element("option", "", name);
  node.value = value;
  return node;
}

// A bar and its word; without a judgement the bar is empty and dotted.
function drawSteady(node, steady) {
  node.title = steady.means;
  node.dataset.level = steady.level;
  const bar = element("i", "cjm-score");
  bar.append(element("i"));
  bar.firstChild.style.width = steady.value === null ? "0" : `${Math.round(100 * steady.value)}%`;
  bar.setAttribute("aria-hidden", "true");
  node.replaceChildren(bar, element("span", "", steady.word));
}

function tagsOf(row, words) {
  const tags = [];
  if (row.only) tags.push(row.only);
  for (const mark of ["pinned", "hidden"]) if (row[mark]) tags.push(words[mark]);
  if (row.memo) tags.push(words.has_memo);
  return tags.map((text) => element("span", "cjm-tag", text));
}

// The list: families as groups, themes as options. Lines are reused, so that focus and scroll stay.
class ThemeList {
  constructor(words) {
    this.words = words;
    this.lines = new Map();
    this.node = element("div", "cjm-themes-list");
    this.node.setAttribute("role", "listbox");
    this.node.setAttribute("aria-label", words.list);
    this.node.setAttribute("aria-multiselectable", "true");
  }

  draw(shelf) {
    const top = this.node.scrollTop;
    const kept = new Map();
    const groups = FAMILIES.map((family) => this.group(family, shelf.rows, kept)).filter(Boolean);
    this.lines = kept;
    this.ids = shelf.rows.map((row) => row.theme_id);
    const nothing = element("p", "cjm-nothing", shelf.searched ? this.words.nothing_found : this.words.no_themes);
    this.node.replaceChildren(...(groups.length ? groups : [nothing]));
    this.node.scrollTop = top;
  }

  group(family, rows, kept) {
    const own = rows.filter((row) => row.family === family);
    if (!own.length) return null;
    const box = element("div", "cjm-group");
    box.dataset.family = family;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.words[family]);
    const head = element("div", "cjm-group-head", this.words[family]);
    head.setAttribute("aria-hidden", "true");
    head.append(element("span", "cjm-number", String(own.filter((row) => !row.rest).length)));
    box.append(head, ...own.map((row) => {
      const line = this.line(row);
      kept.set(row.theme_id, line);
      return line;
    }));
    return box;
  }

  line(row) {
    const line = this.lines.get(row.theme_id) ?? this.blank(row.theme_id);
    line.family = row.family;
    line.rest = row.rest;
    line.classList.toggle("cjm-is-hidden", row.hidden);
    line.classList.toggle("cjm-is-rest", row.rest);
    line.draggable = !row.rest;
    const [, title, facts, last] = line.children;
    title.textContent = row.title;
    title.lang = row.language;
    title.title = row.title;
    facts.textContent = row.facts;
    const steady = element("span", "cjm-steady");
    if (!row.rest) drawSteady(steady, row.steady);
    last.replaceChildren(...(row.rest ? [element("span", "cjm-tag", this.words.rest)] : [steady]), ...tagsOf(row, this.words));
    return line;
  }

  blank(id) {
    const line = element("div", "cjm-theme");
    line.dataset.theme = id;
    line.tabIndex = -1;
    line.setAttribute("role", "option");
    const box = element("span", "cjm-box");
    box.title = this.words.mark;
    box.setAttribute("aria-hidden", "true");
    line.append(box, element("span", "cjm-theme-title"), element("span", "cjm-theme-facts"), element("span", "cjm-theme-last"));
    return line;
  }

  mark(cursor, open, marked) {
    for (const [id, line] of this.lines) {
      line.tabIndex = id === cursor ? 0 : -1;
      line.setAttribute("aria-selected", String(id === open));
      line.setAttribute("aria-checked", String(marked.has(id)));
    }
  }
}

function segmentLine(segment, words, isRest) {
  const line = element("li", "cjm-said-line");
  line.dataset.segment = segment.segment_id;
  line.tabIndex = -1;
  line.setAttribute("role", "option");
  const box = element("span", "cjm-box");
  box.setAttribute("aria-hidden", "true");
  const text = element("p", "", segment.text);
  text.lang = segment.language;
  const facts = element("span", "cjm-said-facts");
  facts.append(...segment.tags.map((tag) => element("span", "cjm-tag", tag)));
  if (isRest && segment.nearest) {
    const take = element("button", "cjm-link", words.take_nearest);
    take.type = "button";
    take.tabIndex = -1;
    take.dataset.take = segment.nearest;
    facts.append(
      element("span", "", `${words.nearest} `), element("b", "", segment.nearest_title),
      element("span", "cjm-number", segment.distance), take,
    );
  }
  line.append(box, element("span", "cjm-speaker", segment.case_id), text, facts);
  return line;
}

function quote(said, className) {
  const node = element("blockquote", className);
  const words = element("q", "", said.text);
  words.lang = said.language;
  node.append(words, element("cite", "", said.case_id));
  return node;
}

// A field and what may be chosen; Enter takes it, Esc leaves. For a split there is nothing to choose but a name.
class Picker {
  constructor(words, onPick, onLeave) {
    Object.assign(this, { words, onPick, onLeave, options: [], at: 0 });
    this.node = element("div", "cjm-picker");
    this.node.hidden = true;
    this.label = element("label", "");
    this.field = element("input");
    this.field.type = "text";
    this.field.setAttribute("aria-autocomplete", "list");
    this.list = element("ul");
    this.list.setAttribute("role", "listbox");
    this.hint = element("p", "cjm-quiet", words.pick_hint);
    this.label.append(element("span"), this.field);
    this.node.append(this.label, this.list, this.hint);
    this.field.addEventListener("input", () => { this.at = 0; this.draw(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const line = event.target.closest("li[data-at]");
      if (line) { this.at = Number(line.dataset.at); this.take(); }
    });
  }

  open(mode, title, themes) {
    Object.assign(this, { mode, themes, at: 0 });
    this.label.firstChild.textContent = title;
    this.list.setAttribute("aria-label", title);
    this.field.value = "";
    this.node.hidden = false;
    this.field.setAttribute("role", mode === "split" ? "textbox" : "combobox");
    this.field.setAttribute("aria-expanded", String(mode !== "split"));
    this.hint.hidden = this.list.hidden = mode === "split";
    this.draw();
    this.field.focus();
  }

  draw() {
    const typed = this.field.value.trim();
    const parts = typed.toLowerCase().split(/\s+/);
    const found = this.themes.filter(([, , name]) => parts.every((part) => name.toLowerCase().includes(part)));
    this.options = found.slice(0, PICKED).map(([id, , name]) => ({ id, name }));
    if (this.mode === "move" && typed) this.options.push({ title: typed, name: fill(this.words.pick_new, { title: typed }) });
    this.at = Math.max(0, Math.min(this.at, this.options.length - 1));
    const lines = this.options.map(({ name }, at) => {
      const line = element("li", "", name);
      line.dataset.at = at;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(at === this.at));
      return line;
    });
    this.list.replaceChildren(...(lines.length ? lines : [element("li", "cjm-quiet", this.words.pick_nothing)]));
    lines[this.at]?.scrollIntoView({ block: "nearest" });
  }

  press(key) {
    if (key === "Escape") this.close();
    else if (key === "Enter") this.take();
    else if (key === "ArrowDown" || key === "ArrowUp") { this.at += key === "ArrowDown" ? 1 : -1; this.draw(); }
    else return false;
    return true;
  }

  take() {
    const title = this.field.value.trim();
    const picked = this.mode === "split" ? { title } : this.options[this.at];
    if (picked) this.onPick(this.mode, picked);
  }

  close() {
    if (this.node.hidden) return;
    this.node.hidden = true;
    this.onLeave();
  }
}

class KeyList {
  constructor(words, onLeave) {
    this.onLeave = onLeave;
    this.node = element("section", "cjm-help");
    this.node.hidden = true;
    this.node.tabIndex = -1;
    this.node.setAttribute("role", "dialog");
    this.node.setAttribute("aria-label", words.help_title);
    const lines = element("dl");
    for (const line of words.help_lines) {
      const [keys, does] = line.split("\t");
      const term = element("dt");
      term.append(element("kbd", "", keys));
      lines.append(term, element("dd", "", does));
    }
    this.node.append(element("h3", "", words.help_title), lines, element("p", "cjm-quiet", words.help_mouse));
  }

  toggle() {
    this.node.hidden = !this.node.hidden;
    if (this.node.hidden) this.onLeave();
    else this.node.focus({ preventScroll: true });
  }
}
