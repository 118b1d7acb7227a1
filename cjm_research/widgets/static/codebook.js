// The codebook editor: keys, mouse and what is drawn. Where a person stands and what they are writing live here; what is
// saved lives in the session, in Python, and every change is drawn only when it has answered.

const PATIENCE = 8000; // milliseconds without an answer before the view says so
const PAGES = ["meaning", "segments", "history", "compare"];
const ACTS = [
  ["rename", "r"], ["merge", "g"], ["split", "s"], ["move", "v"], ["color", "c"], ["retire", "t"], ["remove", "Del"],
];

class CodebookScreen {
  constructor(model, root) {
    Object.assign(this, { model, root, words: model.get("words"), cursor: "", zone: "tree", at: "", page: "meaning", shown: "" });
    Object.assign(this, { selected: new Set(), waiting: null, then: null });
    this.build();
    this.draw(true);
  }

  // ---- built once ----

  build() {
    const { root, words } = this;
    root.className = "cjm-codebook";
    root.lang = this.model.get("language");
    root.tabIndex = -1;
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", words.view);
    this.tree = new CodeTree(words);
    this.meaning = new MeaningPage(words, () => this.drawTree());
    this.segments = new SegmentsPage(words);
    this.history = new HistoryPage(words);
    this.compare = new ComparePage(words, (a, b) => this.send("compare", { a, b }));
    this.picker = new Picker(words, (mode, picked) => this.picked(mode, picked), () => this.focus());
    this.help = new KeyList(words, () => this.focus());
    this.buildLeft();
    this.buildRight();
    this.buildStatus();
    const sides = element("div", "cjm-sides");
    sides.append(this.left, this.right);
    root.replaceChildren(sides, this.status);
    this.listen();
  }

  buildLeft() {
    const { words } = this;
    this.left = element("div", "cjm-left");
    this.search = element("input", "cjm-search");
    this.search.type = "search";
    this.search.placeholder = `${words.search}  ( / )`;
    this.search.setAttribute("aria-label", words.search);
    this.search.addEventListener("input", () => this.drawTree());
    const find = element("div", "cjm-find");
    find.append(this.search, action("new", "n", words.new));
    const counted = element("div", "cjm-number cjm-counted", words.counted);
    counted.setAttribute("aria-hidden", "true");
    this.left.append(find, counted, this.tree.node);
  }

  buildRight() {
    const { words } = this;
    this.right = element("div", "cjm-right");
    this.head = element("div", "cjm-head");
    this.title = element("h3");
    this.facts = element("div", "cjm-facts");
    this.acts = element("div", "cjm-acts");
    this.buttons = Object.fromEntries(ACTS.map(([act, key]) => [act, action(act, key, words[act])]));
    this.acts.append(...Object.values(this.buttons));
    this.tabs = element("div", "cjm-tabs");
    this.tabs.setAttribute("role", "tablist");
    this.tab = Object.fromEntries(PAGES.map((page, at) => {
      const node = action("page", String(at + 1), words[`tab_${page}`]);
      node.dataset.page = page;
      node.setAttribute("role", "tab");
      return [page, node];
    }));
    this.tabs.append(...Object.values(this.tab));
    this.head.append(this.title, this.facts, this.acts, this.tabs);
    this.nothing = element("p", "cjm-nothing", words.open_one);
    this.body = element("div", "cjm-body");
    this.body.append(...PAGES.map((page) => this[page].node), this.nothing);
    for (const page of PAGES) {
      this[page].node.setAttribute("role", "tabpanel");
      this[page].node.setAttribute("aria-label", fill(words[`tab_${page}`], { n: "" }).replace(/[（(][)）]/, ""));
    }
    this.right.append(this.head, this.body, this.picker.node, this.help.node);
  }

  buildStatus() {
    const { words } = this;
    this.status = element("div", "cjm-status");
    this.note = element("div", "cjm-note");
    this.note.setAttribute("role", "status");
    this.note.setAttribute("aria-live", "polite");
    this.keys = element("div", "cjm-keys");
    this.undo = action("undo", "u", words.undo);
    this.redo = action("redo", "U", words.redo);
    this.status.append(this.note, this.undo, this.redo, action("help", "?", words.help), this.keys);
  }

  // ---- drawn after each answer ----

  draw(first) {
    const answer = this.model.get("answer");
    const code = this.code;
    const held = this.lost || (this.root.contains(document.activeElement) && !document.activeElement.closest("input, select, textarea, button"));
    if (!this.tree.rows || code.code !== this.shown) this.selected.clear();
    this.shown = code.code ?? "";
    this.meaning.draw(code);
    this.segments.draw(code);
    this.history.draw(this.model.get("history"));
    this.compare.draw(this.model.get("compared"));
    for (const id of this.selected) if (!this.segments.lines.has(id)) this.selected.delete(id);
    if (!this.segments.lines.has(this.at)) this.at = this.segments.ids[0] ?? "";
    this.drawTree();
    this.drawHead();
    this.undo.disabled = !answer.can_undo;
    this.redo.disabled = !answer.can_redo;
    if (!first) this.say(answer.note, answer.failed);
    clearTimeout(this.waiting);
    this.waiting = null;
    const then = this.then;
    this.then = null;
    if (then && !answer.failed) then();
    else if (held && this.picker.node.hidden && !this.root.contains(document.activeElement?.closest("input, textarea, select, button"))) this.focus();
    this.lost = false;
    this.drawKeys();
  }

  drawTree() {
    const place = this.tree.ids.indexOf(this.cursor);
    const within = this.tree.node.contains(document.activeElement);
    this.tree.draw(this.model.get("tree"), this.search.value, this.meaning.drafts);
    if (!this.tree.lines.has(this.cursor)) {
      this.cursor = this.tree.lines.has(this.shown) ? this.shown : this.tree.ids[Math.max(0, Math.min(place, this.tree.ids.length - 1))] ?? "";
    }
    this.tree.mark(this.cursor, this.shown);
    if (within && !this.tree.node.contains(document.activeElement)) this.focus();
  }

  drawHead() {
    const { words, code } = this;
    const isOpen = Boolean(code.code);
    this.head.classList.toggle("cjm-is-empty", !isOpen);
    this.title.replaceChildren(...(isOpen ? [swatch(code.shape, code.color), element("span", "", code.title)] : []));
    const facts = isOpen ? [code.kind_name, code.path, code.use, code.by_coder].filter(Boolean) : [];
    this.facts.replaceChildren(...facts.map((text) => element("span", "", text)));
    if (code.n_to_check) this.facts.append(element("span", "cjm-tag cjm-strong", fill(words.to_check_n, { n: code.n_to_check })));
    const isOwn = code.kind === "own" || code.kind === "retired";
    for (const act of ["merge", "move", "color", "retire", "remove"]) this.buttons[act].disabled = !isOwn;
    this.buttons.split.disabled = !isOwn || !this.selected.size;
    this.buttons.retire.lastChild.textContent = code.kind === "retired" ? words.bring_back : words.retire;
    this.buttons.rename.disabled = !isOpen;
    this.tab.segments.lastChild.textContent = fill(words.tab_segments, { n: code.n_coded ?? 0 });
    this.nothing.hidden = isOpen || this.page === "history" || this.page === "compare";
    for (const page of PAGES) {
      this[page].node.hidden = page !== this.page || !this.nothing.hidden;
      this.tab[page].setAttribute("aria-selected", String(page === this.page));
    }
    this.segments.mark(this.at, this.selected);
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
    if (this.waiting) return;
    this.then = then;
    this.lost = this.tree.node.contains(document.activeElement) || this.segments.node.contains(document.activeElement);
    this.waiting = setTimeout(() => { this.waiting = null; this.say(this.words.silent, true); }, PATIENCE);
    this.model.send({ act, ...said });
  }

  open(code, then = null) {
    if (!code || this.tree.rows.get(code)?.kind === "group") { if (code) this.fold(code); return; }
    if (code === this.shown) then?.();
    else this.send("open", { code }, then);
  }

  // ---- where a person stands ----

  get code() {
    return this.model.get("open_code");
  }

  focus() {
    const line = this.zone === "segments" && this.page === "segments" ? this.segments.lines.get(this.at) : this.tree.lines.get(this.cursor);
    (line ?? this.tree.lines.get(this.cursor) ?? this.root).focus({ preventScroll: true });
  }

  step(by) {
    const inTree = this.zone === "tree";
    const { ids, lines } = inTree ? this.tree : this.segments;
    const id = ids[Math.max(0, Math.min(ids.indexOf(inTree ? this.cursor : this.at) + by, ids.length - 1))];
    if (!id) return;
    if (inTree) { this.cursor = id; this.tree.mark(id, this.shown); } else { this.at = id; this.segments.mark(id, this.selected); }
    this.focus();
    lines.get(id).scrollIntoView({ block: "nearest" });
  }

  fold(code, folded = !this.tree.folded.has(code)) {
    if (folded) this.tree.folded.add(code);
    else this.tree.folded.delete(code);
    this.drawTree();
  }

  goPage(page) {
    this.page = page;
    this.zone = page === "segments" && this.segments.ids.length ? "segments" : "tree";
    this.drawHead();
    this.focus();
  }

  goField(part) {
    this.open(this.cursor, () => {
      this.page = "meaning";
      this.drawHead();
      const field = this.meaning.fields[this.root.lang][part];
      field.focus();
      field.select();
    });
  }

  toggle(id) {
    if (!this.selected.delete(id)) this.selected.add(id);
    this.at = id;
    this.drawHead();
  }

  // ---- what a person does ----

  // The acts mean the code under the cursor; it is opened first, so that they are seen where they are done.
  ask(act) {
    if (act === "new") { this.askNew(); return; }
    const code = this.zone === "segments" ? this.shown : this.cursor || this.shown;
    if (!this.tree.rows.get(code)?.color) { this.say(this.words.need_code, true); return; }
    this.open(code, () => this.askOpen(act));
  }

  askNew() {
    const row = this.tree.rows.get(this.cursor);
    const place = row?.kind === "framework" ? row.above : ["own", "family"].includes(row?.kind) ? row.code : "";
    const name = this.tree.rows.get(place)?.name ?? this.words.place_top;
    this.place = place;
    this.picker.open("new", fill(this.words.pick_new, { place: name }));
  }

  askOpen(act) {
    const { words, code } = this;
    if (code.kind !== "own" && code.kind !== "retired") { this.say(words.framework_only_words, true); return; }
    const title = fill(words[`pick_${act}`] ?? "", { name: code.title, n: this.selected.size });
    const rows = this.model.get("tree");
    if (act === "retire") this.send(code.kind === "retired" ? "bring_back" : "retire", { code: code.code });
    else if (act === "merge") this.picker.open(act, title, rows.filter((row) => row.kind === "own" && row.code !== code.code));
    else if (act === "color") this.picker.open(act, title, this.model.get("palette").map((each) => ({ ...each, shape: code.shape })));
    else if (act === "remove") this.picker.open(act, title);
    else if (act === "split") this.selected.size ? this.picker.open(act, title) : this.goPage("segments");
    else if (act === "move") {
      const taken = new Set([code.code, ...code.below]);
      const places = rows.filter((row) => ["family", "own"].includes(row.kind) && !taken.has(row.code));
      this.picker.open(act, title, [...places, { code: "", name: words.place_top }]);
    }
  }

  picked(mode, { code: other, name, color }) {
    const { code } = this.code;
    if ((mode === "new" || mode === "split") && !name) { this.say(this.words.need_name, true); return; }
    const done = () => { this.picker.close(); };
    if (mode === "new") this.send("add", { name, place: this.place }, () => { this.cursor = this.shown; this.picker.node.hidden = true; this.goField("definition"); });
    else if (mode === "merge") this.send("merge", { code, into: other }, () => { this.cursor = this.shown; done(); this.drawTree(); });
    else if (mode === "split") this.send("split", { code, name, segment_ids: [...this.selected] }, () => { this.selected.clear(); done(); this.drawHead(); });
    else if (mode === "move") this.send("move", { code, place: other }, done);
    else if (mode === "color") this.send("recolor", { code, color }, done);
    else if (mode === "remove") this.send("remove", { code }, done);
  }

  save() {
    const said = this.meaning.changed();
    if (!Object.keys(said).length) return;
    const field = document.activeElement;
    this.send("revise", { code: this.shown, said, reopen: this.meaning.wantsReopening }, () => {
      this.meaning.forget();
      if (this.root.contains(field)) field.focus();
    });
  }

  take(id) {
    if (id) this.send("pick", { code: this.shown, segment_id: id });
  }
}
