// The theme browser: keys, mouse and what is drawn. Where a person stands, what is marked and what is selected live
// here; what is saved lives in the session, in Python, and every change is drawn only when it has answered.

const PATIENCE = 8000; // milliseconds without an answer before the view says so
const PAUSE = 200; // milliseconds after the last letter before a search is sent

class ThemesScreen {
  constructor(model, root) {
    Object.assign(this, {
      model, root, words: model.get("words"), cursor: "", zone: "list", at: "", shown: "",
      marked: new Set(), selected: new Set(), waiting: null, then: null, next: null, dragged: null,
    });
    this.build();
    this.draw(true);
  }

  // ---- built once ----

  build() {
    const { root, words } = this;
    root.className = "cjm-themes";
    root.lang = this.model.get("language");
    root.tabIndex = -1;
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", words.view);
    this.list = new ThemeList(words);
    this.pane = new ThemePane(words);
    this.picker = new Picker(words, (mode, picked) => this.picked(mode, picked), () => this.focus());
    this.help = new KeyList(words, () => this.focus());
    this.buildHead();
    this.buildStatus();
    this.right = element("div", "cjm-open");
    this.selection = element("div", "cjm-selection");
    this.count = element("span", "cjm-number");
    this.count.setAttribute("role", "status");
    this.forSelected = {
      move: action("move", "v", words.move, () => this.pick("move")),
      split: action("split", "s", words.split, () => this.pick("split")),
      also: action("also", "a", words.also, () => this.pick("also")),
      all: action("all", "X", words.select_all, () => this.selectAll()),
    };
    this.selection.append(this.count, ...Object.values(this.forSelected));
    this.right.append(this.pane.node, this.selection, this.picker.node, this.help.node);
    const sides = element("div", "cjm-sides");
    sides.append(this.list.node, this.right);
    root.replaceChildren(this.head, sides, this.status);
    this.listenMouse();
    root.addEventListener("focusin", (event) => this.stand(event.target));
    root.addEventListener("focusout", () => requestAnimationFrame(() => this.drawKeys()));
  }

  buildHead() {
    const { words } = this;
    this.head = element("div", "cjm-themes-head");
    this.search = element("input", "cjm-search");
    this.search.type = "search";
    this.search.placeholder = `${words.search}  ( / )`;
    this.search.setAttribute("aria-label", words.search);
    this.search.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.send("search", { text: this.search.value }), PAUSE);
    });
    this.family = this.select("family", [["", words.all_families], ...FAMILIES.map((each) => [each, words[each]])]);
    this.sort = this.select("sort", ["people", "mentions", "stability", "title"].map((each) => [each, words[`sort_${each}`]]));
    const hidden = element("label", "cjm-check");
    this.hidden = element("input");
    this.hidden.type = "checkbox";
    this.hidden.addEventListener("change", () => this.send("hidden", { is_shown: this.hidden.checked }));
    hidden.append(this.hidden, element("span"));
    this.howMany = element("span", "cjm-number");
    this.head.append(this.search, this.family, this.sort, hidden, this.howMany);
  }

  select(name, options) {
    const node = element("select");
    node.setAttribute("aria-label", this.words[name]);
    node.append(...options.map(([value, text]) => option(text, value)));
    node.addEventListener("change", () => this.send(name, { [name]: node.value }));
    return node;
  }

  buildStatus() {
    const { words } = this;
    this.status = element("div", "cjm-status");
    this.note = element("div", "cjm-note");
    this.note.setAttribute("role", "status");
    this.note.setAttribute("aria-live", "polite");
    this.keys = element("div", "cjm-keys");
    this.status.append(
      this.note, action("undo", "u", words.undo, () => this.send("undo")), action("redo", "U", words.redo, () => this.send("redo")),
      action("help", "?", words.help, () => this.help.toggle()), this.keys,
    );
  }

  // ---- drawn after each answer ----

  draw(first) {
    const answer = this.model.get("answer");
    const rows = this.model.get("shelf").rows;
    const place = this.list.ids?.indexOf(this.cursor) ?? 0;
    const held = this.root.contains(document.activeElement) && !document.activeElement.closest("input, select, textarea, button");
    this.list.draw(this.model.get("shelf"));
    if (!this.list.lines.has(this.cursor)) {
      const open = this.model.get("open_theme").theme_id;
      this.cursor = this.list.lines.has(open) ? open : rows[Math.min(Math.max(place, 0), rows.length - 1)]?.theme_id ?? "";
    }
    const known = new Set(this.model.get("names").map(([id]) => id));
    for (const id of this.marked) if (!known.has(id)) this.marked.delete(id);
    this.drawHead();
    this.drawOpen();
    this.drawMarks();
    if (!first) this.say(answer.note, answer.failed);
    clearTimeout(this.waiting);
    this.waiting = null;
    const then = this.then;
    this.then = null;
    if (then && !answer.failed) then();
    else if (held || (this.lost && !this.root.contains(document.activeElement))) this.focus();
    this.lost = false;
    this.drawKeys();
    const next = this.next;
    this.next = null;
    if (next) this.send(...next);
  }

  drawHead() {
    const { words } = this;
    const shelf = this.model.get("shelf");
    const chosen = this.model.get("chosen");
    this.family.value = chosen.family;
    this.sort.value = chosen.sort;
    this.hidden.checked = chosen.hidden;
    this.hidden.nextSibling.textContent = fill(words.hidden_too, { n: shelf.n_hidden });
    this.howMany.textContent = fill(words.shown, { n: shelf.rows.filter((row) => !row.rest).length, total: shelf.total });
  }

  drawOpen() {
    const theme = this.model.get("open_theme");
    const id = theme.theme_id ?? "";
    const place = this.pane.ids.indexOf(this.at);
    this.pane.draw(theme, id !== this.shown);
    if (id !== this.shown) this.selected.clear();
    this.shown = id;
    const ids = new Set(this.pane.ids);
    for (const each of this.selected) if (!ids.has(each)) this.selected.delete(each);
    if (!ids.has(this.at)) this.at = this.pane.ids[Math.min(Math.max(place, 0), this.pane.ids.length - 1)] ?? "";
    if (!id) this.zone = "list";
  }

  drawMarks() {
    const { words } = this;
    const theme = this.model.get("open_theme");
    this.list.mark(this.cursor, theme.theme_id, this.marked);
    this.pane.mark(this.at, this.selected);
    this.pane.drawActions(theme, this.marked.size - this.marked.has(theme.theme_id));
    this.count.textContent = fill(words.selected, { n: this.selected.size });
    for (const act of ["move", "split", "also"]) this.forSelected[act].disabled = !this.selected.size;
    this.forSelected.all.disabled = !this.pane.ids.length;
    const all = this.selected.size > 0 && this.selected.size === this.pane.ids.length;
    this.forSelected.all.lastChild.textContent = all ? words.select_none : words.select_all;
  }

  drawKeys() {
    this.keys.textContent = this.root.contains(document.activeElement) ? this.words.keys : this.words.asleep;
  }

  say(text, failed) {
    this.note.textContent = text;
    this.note.classList.toggle("cjm-failed", Boolean(failed));
  }

  // ---- to Python ----

  send(act, said = {}, then = null) {
    if (this.waiting) {
      // A search may go on being typed; any other key could only be meant for what is shown now.
      if (act === "search") this.next = [act, said];
      return;
    }
    this.then = then;
    this.lost = this.root.contains(document.activeElement);
    this.waiting = setTimeout(() => { this.waiting = null; this.say(this.words.silent, true); }, PATIENCE);
    this.model.send({ act, ...said });
  }

  open(id, then = null) {
    if (id === this.model.get("open_theme").theme_id) then?.();
    else if (id) this.send("open", { theme_id: id }, then);
  }

  // ---- where a person stands ----

  focus() {
    const line = this.zone === "segments" ? this.pane.lines.get(this.at) : this.list.lines.get(this.cursor);
    (line ?? this.list.lines.get(this.cursor) ?? this.root).focus({ preventScroll: true });
  }

  stand(target) {
    const theme = target.closest(".cjm-theme");
    const said = target.closest(".cjm-said-line");
    if (theme) { this.zone = "list"; this.cursor = theme.dataset.theme; }
    if (said) { this.zone = "segments"; this.at = said.dataset.segment; }
    if (theme || said) this.drawMarks();
    this.drawKeys();
  }

  step(by) {
    const inList = this.zone === "list";
    const ids = inList ? this.list.ids : this.pane.ids;
    const at = ids.indexOf(inList ? this.cursor : this.at) + by;
    if (at >= ids.length && !inList && this.pane.left) {
      this.more();
      return;
    }
    const id = ids[Math.min(Math.max(at, 0), ids.length - 1)];
    if (!id) return;
    if (inList) this.cursor = id;
    else this.at = id;
    this.drawMarks();
    this.focus();
    (inList ? this.list : this.pane).lines.get(id).scrollIntoView({ block: "nearest" });
  }

  more() {
    this.send("more", {}, () => { if (this.zone === "segments") this.step(1); });
  }

  // The theme that a key means: the one under the cursor, or among segments the open one.
  get target() {
    const open = this.model.get("open_theme").theme_id ?? "";
    return this.zone === "list" ? this.cursor : open;
  }

  row(id) {
    return this.model.get("shelf").rows.find((row) => row.theme_id === id);
  }

  // ---- what a person does ----

  mark(id) {
    if (!id || this.row(id)?.rest) { this.say(this.words.need_real, true); return; }
    if (!this.marked.delete(id)) this.marked.add(id);
    this.say("");
    this.drawMarks();
  }

  merge(into, ids = [...this.marked]) {
    const others = ids.filter((id) => id !== into);
    if (!into || !others.length) { this.say(this.words.need_mark, true); return; }
    this.send("merge", { theme_ids: others, into }, () => {
      this.marked.clear();
      this.cursor = into;
      this.drawMarks();
      this.focus();
    });
  }

  toggle(id, isRange) {
    const from = this.pane.ids.indexOf(this.at);
    const to = this.pane.ids.indexOf(id);
    if (isRange && from >= 0) {
      for (const each of this.pane.ids.slice(Math.min(from, to), Math.max(from, to) + 1)) this.selected.add(each);
    } else if (!this.selected.delete(id)) this.selected.add(id);
    this.at = id;
    this.say("");
    this.drawMarks();
  }

  selectAll() {
    const all = this.selected.size === this.pane.ids.length;
    this.selected = new Set(all ? [] : this.pane.ids);
    this.drawMarks();
  }

  pick(mode) {
    const theme = this.model.get("open_theme");
    if (!theme.theme_id) { this.say(this.words.need_theme, true); return; }
    if (!this.selected.size && this.zone === "segments" && this.at) this.toggle(this.at);
    if (!this.selected.size) { this.say(this.words.need_selection, true); return; }
    const themes = this.model.get("names").filter(([id, family, , rest]) =>
      family === theme.family && id !== theme.theme_id && !(rest && mode === "also"));
    this.picker.open(mode, fill(this.words[`pick_${mode}`], { n: this.selected.size }), themes);
  }

  picked(mode, { id, title }) {
    const theme = this.model.get("open_theme");
    const segment_ids = [...this.selected];
    if (!id && !title) { this.say(this.words.need_name, true); return; }
    const done = () => { this.selected.clear(); this.picker.close(); this.drawMarks(); };
    if (mode === "also") this.send("also", { segment_ids, theme_id: id }, done);
    else if (mode === "split" && !theme.rest) this.send("split", { theme_id: theme.theme_id, segment_ids, title }, done);
    else if (id) this.send("move", { segment_ids, to: id }, done);
    else this.send("new", { family: theme.family, segment_ids, title }, done);
  }

  edit(what, id = this.target) {
    if (this.row(id)?.rest && what === "rename") { this.say(this.words.need_real, true); return; }
    this.open(id, () => this.pane.edit(what, this.model.get("open_theme")));
  }

  save() {
    const { what } = this.pane;
    const theme_id = this.model.get("open_theme").theme_id;
    const done = () => { this.pane.leave(this.model.get("open_theme")); this.focus(); };
    if (what === "rename") this.send("rename", { theme_id, titles: this.pane.typed() }, done);
    else this.send("memo", { theme_id, text: this.pane.memoField.value.trim() }, done);
  }

  leave() {
    this.pane.leave(this.model.get("open_theme"));
    this.focus();
  }

  flag(on, off, column, id = this.target) {
    const row = this.row(id) ?? this.model.get("open_theme");
    if (!row.theme_id) this.say(this.words.need_theme, true);
    else if (row.rest) this.say(this.words.need_real, true);
    else this.send(row[column] ? off : on, { theme_id: row.theme_id });
  }

  splitByParts(id = this.target) {
    if (!(this.row(id) ?? {}).can_split) this.say(this.words.need_subthemes, true);
    else this.send("split_by_subthemes", { theme_id: id });
  }

  takeNearest(id) {
    const segment = this.model.get("open_theme").segments?.find((each) => each.segment_id === id);
    if (segment?.nearest) this.send("move", { segment_ids: [id], to: segment.nearest });
  }
}

Object.assign(ThemesScreen.prototype, HANDS);

function render({ model, el }) {
  const root = document.createElement("div");
  el.append(root);
  const screen = new ThemesScreen(model, root);
  const draw = () => screen.draw(false);
  const press = (event) => screen.press(event);
  model.on("change:answer", draw);
  // On the window and while the event still goes down, so before the shortcuts of JupyterLab.
  window.addEventListener("keydown", press, true);
  return () => {
    model.off("change:answer", draw);
    window.removeEventListener("keydown", press, true);
    clearTimeout(screen.waiting);
    clearTimeout(screen.typing);
  };
}

export default { render };
