// The four pages of the open code: its meaning in both languages, its segments, the history, two versions compared.

const FIELDS = ["name", "definition", "include", "exclude", "examples"];
const MEANT = new Set(["definition", "include", "exclude"]);
const ROWS = { definition: 3, include: 3, exclude: 2, examples: 4 };

// What stands in the fields is a draft until it is saved; drafts of other codes are kept while the view lives.
class MeaningPage {
  constructor(words, onType) {
    Object.assign(this, { words, onType, drafts: new Map(), fields: {}, code: null });
    this.node = element("div", "cjm-page cjm-meaning");
    this.note = element("ul", "cjm-warnings");
    this.grid = element("div", "cjm-grid");
    this.foot = element("div", "cjm-save");
    this.again = element("label", "cjm-check");
    this.reopen = element("input");
    this.reopen.type = "checkbox";
    this.reopen.addEventListener("change", () => { this.chosen = this.reopen.checked; });
    this.again.append(this.reopen, element("span"));
    this.saveButton = action("save", "Ctrl ↵", words.save);
    this.dropButton = action("discard", "", words.discard);
    this.foot.append(this.again, this.saveButton, this.dropButton);
    this.node.append(this.note, this.grid, this.foot);
    this.build();
  }

  build() {
    const heads = ["en", "zh"].map((language) => {
      const head = element("h4", "", this.words[language]);
      head.lang = language;
      return head;
    });
    this.grid.append(...heads);
    for (const part of FIELDS) {
      for (const language of ["en", "zh"]) {
        const label = element("label");
        label.dataset.part = part;
        const words = ["include", "exclude", "examples"].includes(part) ? fill(this.words.aside, { what: this.words.one_a_line }) : "";
        label.append(element("span", "", this.words[part]), element("span", "cjm-quiet", words));
        const field = element(part === "name" ? "input" : "textarea");
        if (part === "name") field.type = "text";
        else field.rows = ROWS[part];
        field.lang = language;
        field.dataset.part = part;
        field.spellcheck = language === "en";
        field.setAttribute("aria-label", this.words[part] + fill(this.words.aside, { what: this.words[language] }));
        field.addEventListener("input", () => this.typed());
        label.append(field);
        this.grid.append(label);
        (this.fields[language] ??= {})[part] = field;
      }
    }
  }

  draw(code) {
    const isOther = code.code !== this.code?.code;
    this.code = code;
    this.note.replaceChildren(...(code.warnings ?? []).map((text) => element("li", "", text)));
    if (!code.has_rules) this.note.append(element("li", "cjm-quiet", this.words.family_rules));
    const draft = this.drafts.get(code.code);
    for (const side of code.sides ?? []) {
      for (const part of FIELDS) {
        const field = this.fields[side.language][part];
        field.closest("label").hidden = !code.has_rules && !["name", "definition"].includes(part);
        const value = draft?.[side.language]?.[part] ?? side[part];
        if (isOther || field !== document.activeElement || field.value.trim() === side[part].trim()) field.value = value;
      }
    }
    this.chosen = isOther ? null : this.chosen;
    this.drawFoot();
  }

  // Only what differs from what is saved, by language.
  changed() {
    const said = {};
    for (const side of this.code?.sides ?? []) {
      for (const part of FIELDS) {
        const typed = this.fields[side.language][part].value.trim();
        if (typed !== side[part].trim()) (said[side.language] ??= {})[part] = typed;
      }
    }
    return said;
  }

  typed() {
    const said = this.changed();
    if (Object.keys(said).length) this.drafts.set(this.code.code, said);
    else this.drafts.delete(this.code.code);
    this.drawFoot();
    this.onType();
  }

  drawFoot() {
    const said = this.changed();
    const parts = Object.values(said).flatMap((each) => Object.keys(each));
    const meant = parts.some((part) => MEANT.has(part));
    const n = this.code?.n_codings ?? 0;
    this.again.classList.toggle("cjm-away", !(n && parts.length));
    this.reopen.disabled = !(n && parts.length);
    this.again.lastChild.textContent = fill(this.words.reopen, { n });
    this.reopen.checked = this.chosen ?? meant;
    this.saveButton.disabled = this.dropButton.disabled = !parts.length;
  }

  // Whether codings are to be looked at again: as the person said, else as the study decides.
  get wantsReopening() {
    return this.chosen;
  }

  forget() {
    this.drafts.delete(this.code.code);
    this.chosen = null;
    for (const side of this.code.sides) for (const part of FIELDS) this.fields[side.language][part].value = side[part];
    this.drawFoot();
    this.onType();
  }
}

class SegmentsPage {
  constructor(words) {
    Object.assign(this, { words, lines: new Map(), ids: [] });
    this.node = element("div", "cjm-page");
    this.list = element("div", "cjm-said");
    this.more = element("button", "cjm-button");
    this.more.type = "button";
    this.more.dataset.act = "more";
    this.node.append(this.list, this.more);
  }

  draw(code) {
    const { words } = this;
    const rows = code.segments ?? [];
    this.list.setAttribute("aria-label", fill(words.tab_segments, { n: code.n_coded ?? 0 }));
    const kept = new Map();
    for (const row of rows) {
      const line = this.lines.get(row.segment_id) ?? element("div", "cjm-said-line");
      line.dataset.segment = row.segment_id;
      line.setAttribute("role", "option");
      const text = element("p", "", row.text);
      text.lang = row.language;
      const facts = element("div", "cjm-said-facts");
      facts.append(element("span", "", row.coders));
      if (row.is_example) facts.append(element("span", "cjm-tag", words.is_example));
      if (row.to_check) facts.append(element("span", "cjm-tag cjm-strong", words.to_check));
      const take = element("button", "cjm-link", words.take_example);
      take.type = "button";
      take.tabIndex = -1;
      take.dataset.take = row.segment_id;
      take.hidden = row.is_example;
      facts.append(take);
      const box = element("span", "cjm-box");
      box.setAttribute("aria-hidden", "true");
      box.title = words.select;
      line.replaceChildren(box, element("span", "cjm-speaker", row.case_id), text, facts);
      kept.set(row.segment_id, line);
    }
    this.lines = kept;
    this.ids = rows.map((row) => row.segment_id);
    this.list.setAttribute("role", rows.length ? "listbox" : "group");
    if (rows.length) this.list.setAttribute("aria-multiselectable", "true");
    else this.list.removeAttribute("aria-multiselectable");
    this.list.replaceChildren(...(rows.length ? kept.values() : [element("p", "cjm-nothing", words.no_segments)]));
    const left = (code.n_coded ?? 0) - rows.length;
    this.more.hidden = left <= 0;
    this.more.textContent = fill(words.more, { n: Math.min(left, 100), left });
  }

  mark(at, selected) {
    for (const [id, line] of this.lines) {
      line.tabIndex = id === at ? 0 : -1;
      line.setAttribute("aria-selected", String(selected.has(id)));
    }
  }
}

function table(words, heads) {
  const node = element("table", "cjm-table");
  const row = node.createTHead().insertRow();
  for (const text of heads) {
    const head = element("th", "", text);
    head.scope = "col";
    row.append(head);
  }
  node.append(element("tbody"));
  return node;
}

class HistoryPage {
  constructor(words) {
    this.words = words;
    this.node = element("div", "cjm-page");
    this.table = table(words, [words.col_number, words.col_when, words.col_who, words.col_what, ""]);
    this.none = element("p", "cjm-nothing", words.history_none);
    this.node.append(this.table, this.none);
  }

  draw(rows) {
    const { words } = this;
    this.none.hidden = rows.length > 0;
    this.table.hidden = !rows.length;
    this.table.tBodies[0].replaceChildren(...rows.map((row, at) => {
      const line = element("tr", row.stands ? "" : "cjm-gone");
      const what = element("td", "", row.what);
      if (!row.stands) what.append(" ", element("span", "cjm-tag", words.taken_back));
      if (row.reopens) what.append(" ", element("span", "cjm-tag", row.reopens));
      const acts = element("td", "cjm-row-acts");
      for (const act of at ? ["compare", "restore"] : []) {
        const node = element("button", "cjm-link", words[act]);
        node.type = "button";
        node.dataset.version = row.number;
        node.dataset.does = act;
        node.setAttribute("aria-label", words[act] + fill(words.aside, { what: `${words.col_number} ${row.number}` }));
        acts.append(node);
      }
      line.append(element("td", "", String(row.number)), element("td", "", row.when), element("td", "", row.who), what, acts);
      return line;
    }));
  }
}

class ComparePage {
  constructor(words, onChoose) {
    this.words = words;
    this.node = element("div", "cjm-page");
    this.selects = ["older", "newer"].map((name) => {
      const node = element("select");
      node.setAttribute("aria-label", words[name]);
      node.addEventListener("change", () => onChoose(...this.selects.map((each) => Number(each.value))));
      return node;
    });
    this.head = element("div", "cjm-pair");
    this.head.append(this.selects[0], element("span", "", "→"), this.selects[1]);
    this.table = table(words, [words.part_code, "", words.before, words.after]);
    this.none = element("p", "cjm-nothing");
    this.node.append(this.head, this.table, this.none);
  }

  draw({ versions, a, b, rows }) {
    const { words } = this;
    this.head.hidden = versions.length < 2;
    this.selects.forEach((select, at) => {
      select.replaceChildren(...versions.map(({ number, label }) => {
        const node = element("option", "", label);
        node.value = number;
        return node;
      }));
      select.value = String(at ? b : a);
    });
    this.none.textContent = versions.length < 2 ? words.compare_none : words.no_difference;
    this.none.hidden = rows.length > 0;
    this.table.hidden = !rows.length;
    this.table.tBodies[0].replaceChildren(...rows.map((row) => {
      const line = element("tr");
      const part = element("td", "", row.part_name);
      if (row.meaning) part.append(" ", element("span", "cjm-tag cjm-strong", words.means_otherwise));
      const [before, after] = ["before", "after"].map((side) => {
        const cell = element("td", `cjm-${side}`);
        const text = row.part === "retired" && row[side] ? words.yes : row[side];
        cell.append(element(side === "before" ? "del" : "ins", "", text));
        return cell;
      });
      line.append(element("td", "", row.name), part, before, after);
      return line;
    }));
  }
}
