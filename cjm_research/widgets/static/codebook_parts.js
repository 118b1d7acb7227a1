// The parts of the codebook editor: swatches, the tree of codes, the picker, the list of keys.
// What people wrote is set as text, never as markup. Joined in front of codebook_pages.js and codebook.js.

const PICKED = 50; // codes that the picker lists at most; typing narrows them
const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  circle: '<circle cx="8" cy="8" r="6"/>',
  square: '<rect x="2.5" y="2.5" width="11" height="11"/>',
  triangle: '<path d="M8 1.5 15 14H1z"/>',
  diamond: '<path d="M8 1 15 8 8 15 1 8z"/>',
  cross: '<path d="M5.5 1.5h5v4h4v5h-4v4h-5v-4h-4v-5h4z"/>',
  ring: '<path fill-rule="evenodd" d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zm0 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"/>',
  bar: '<rect x="1" y="5.5" width="14" height="5"/>',
  star: '<path d="m8 1 2 5 5 .4-3.8 3.3 1.2 5.1L8 12l-4.4 2.8 1.2-5.1L1 6.4 6 6z"/>',
};

function action(act, key, text) {
  const node = element("button", "cjm-button");
  node.type = "button";
  node.dataset.act = act;
  node.append(...(key ? [element("kbd", "", key)] : []), element("span", "", text));
  return node;
}

// The shapes are this file's own; the colour is checked in Python and set as a property.
function swatch(shape, color) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("viewBox", "0 0 16 16");
  node.setAttribute("class", "cjm-swatch");
  node.setAttribute("aria-hidden", "true");
  node.innerHTML = SHAPES[shape] ?? SHAPES.square;
  node.style.color = color;
  return node;
}

// Families and codes, each under the one it belongs to. What is folded stays folded while the view lives.
class CodeTree {
  constructor(words) {
    this.words = words;
    this.folded = new Set(["retired"]);
    this.lines = new Map();
    this.ids = [];
    this.node = element("div", "cjm-tree");
    this.node.setAttribute("role", "tree");
    this.node.setAttribute("aria-label", words.tree);
  }

  draw(rows, typed, drafts) {
    const top = this.node.scrollTop;
    this.rows = new Map(rows.map((row) => [row.code, row]));
    const parents = new Set(rows.map((row) => row.above));
    const wanted = typed.trim().toLowerCase();
    const found = new Set();
    if (wanted) {
      for (const row of rows) {
        if (!`${row.name} ${row.other}`.toLowerCase().includes(wanted)) continue;
        for (let at = row; at; at = this.rows.get(at.above)) found.add(at.code);
      }
    }
    const shown = rows.filter((row) => (wanted ? found.has(row.code) : !this.isFolded(row)));
    const kept = new Map(shown.map((row) => [row.code, this.line(row, parents.has(row.code), wanted, drafts.has(row.code))]));
    this.lines = kept;
    this.ids = shown.map((row) => row.code);
    this.node.setAttribute("role", kept.size ? "tree" : "group");
    this.node.replaceChildren(...(kept.size ? kept.values() : [element("p", "cjm-nothing", this.words.nothing_found)]));
    this.node.scrollTop = top;
  }

  isFolded(row) {
    for (let at = this.rows.get(row.above); at; at = this.rows.get(at.above)) if (this.folded.has(at.code)) return true;
    return false;
  }

  line(row, hasBelow, wanted, isDraft) {
    const { words } = this;
    const line = this.lines.get(row.code) ?? element("div", "cjm-code");
    line.dataset.code = row.code;
    line.dataset.kind = row.kind;
    line.style.setProperty("--level", row.level - 1);
    line.setAttribute("role", "treeitem");
    line.setAttribute("aria-level", row.level);
    if (hasBelow) line.setAttribute("aria-expanded", String(Boolean(wanted) || !this.folded.has(row.code)));
    else line.removeAttribute("aria-expanded");
    line.title = [row.name, row.other, row.use].filter(Boolean).join(" · ");
    const fold = element("span", "cjm-fold");
    fold.setAttribute("aria-hidden", "true");
    const name = element("span", "cjm-code-name", row.name);
    if (row.other) name.append(element("span", "cjm-quiet cjm-other", row.other));
    const last = isDraft ? [element("span", "cjm-tag", words.unsaved)] : [];
    const count = element("span", "cjm-number", row.kind === "group" ? "" : `${row.n_people} · ${row.n_segments}`);
    line.setAttribute("aria-label", [row.name, row.other, row.use, isDraft ? words.unsaved : ""].filter(Boolean).join(", "));
    line.replaceChildren(fold, ...(row.color ? [swatch(row.shape, row.color)] : [element("span")]), name, ...last, count);
    return line;
  }

  mark(cursor, open) {
    for (const [code, line] of this.lines) {
      line.tabIndex = code === cursor ? 0 : -1;
      line.setAttribute("aria-selected", String(code === open));
    }
  }
}

// Asks for a name, or for one of a list that typing narrows.
class Picker {
  constructor(words, onPick, onLeave) {
    Object.assign(this, { words, onPick, onLeave, options: [], found: [], at: 0 });
    this.node = element("div", "cjm-picker");
    this.node.hidden = true;
    this.node.setAttribute("role", "dialog");
    this.label = element("label");
    this.field = element("input");
    this.field.type = "text";
    this.list = element("ul");
    this.list.id = `cjm-picked-${Math.random().toString(36).slice(2)}`;
    this.list.setAttribute("role", "listbox");
    this.field.setAttribute("aria-controls", this.list.id);
    this.hint = element("p", "cjm-quiet");
    this.label.append(element("span"), this.field);
    const foot = element("div", "cjm-picker-foot");
    const [ok, cancel] = ["ok", "cancel"].map((name) => {
      const node = element("button", "cjm-button", words[name]);
      node.type = "button";
      return node;
    });
    ok.addEventListener("click", () => this.take());
    cancel.addEventListener("click", () => this.close());
    foot.append(this.hint, ok, cancel);
    this.node.append(this.label, this.list, foot);
    this.field.addEventListener("input", () => { this.at = 0; this.draw(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const line = event.target.closest("li[data-at]");
      if (line) { this.at = Number(line.dataset.at); this.take(); }
    });
  }

  open(mode, title, options = null) {
    Object.assign(this, { mode, options, at: 0 });
    this.label.firstChild.textContent = title;
    this.node.setAttribute("aria-label", title);
    this.list.setAttribute("aria-label", title);
    this.field.value = "";
    this.field.setAttribute("role", options ? "combobox" : "textbox");
    if (options) this.field.setAttribute("aria-expanded", "true");
    else this.field.removeAttribute("aria-expanded");
    this.field.classList.toggle("cjm-unseen", mode === "remove");
    this.list.hidden = !options;
    this.hint.textContent = options ? this.words.pick_hint : this.words.pick_type;
    this.node.hidden = false;
    this.draw();
    this.field.focus();
  }

  draw() {
    if (!this.options) return;
    const parts = this.field.value.trim().toLowerCase().split(/\s+/);
    this.found = this.options.filter((each) => parts.every((part) => each.name.toLowerCase().includes(part))).slice(0, PICKED);
    this.at = Math.max(0, Math.min(this.at, this.found.length - 1));
    const lines = this.found.map((each, at) => {
      const line = element("li");
      if (each.color) line.append(swatch(each.shape ?? "square", each.color));
      line.append(element("span", "", each.name));
      line.id = `${this.list.id}-${at}`;
      line.dataset.at = at;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(at === this.at));
      return line;
    });
    if (lines.length) this.field.setAttribute("aria-activedescendant", lines[this.at].id);
    else this.field.removeAttribute("aria-activedescendant");
    const nothing = element("li", "cjm-quiet", this.words.pick_nothing);
    nothing.setAttribute("role", "option");
    nothing.setAttribute("aria-disabled", "true");
    this.list.replaceChildren(...(lines.length ? lines : [nothing]));
    lines[this.at]?.scrollIntoView({ block: "nearest" });
  }

  press(key) {
    if (key === "Escape") this.close();
    else if (key === "Enter") this.take();
    else if (this.options && (key === "ArrowDown" || key === "ArrowUp")) { this.at += key === "ArrowDown" ? 1 : -1; this.draw(); }
    else return false;
    return true;
  }

  take() {
    const picked = this.options ? this.found[this.at] : { name: this.field.value.trim() };
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
