// The survey grid: keys, mouse, and the rows that are on the screen. What is selected and where the cursor stands live
// here; what is saved lives in the session, in Python, and every change is drawn only when it has answered.

const PATIENCE = 8000; // milliseconds without an answer before the view says so
const PAUSE = 150; // milliseconds after the last letter before a search is sent
const ROW = 46; // pixels; every row is as high, so that only those on the screen need be there
const AROUND = 12; // rows drawn above and below those on the screen
const FIRST = [0, 60];

let views = 0;

class GridScreen extends GridFrame {
  constructor(model, root) {
    super();
    views += 1;
    Object.assign(this, {
      model, root, words: model.get("words"), legend: model.get("legend"), name: `cjm-grid-${views}`, cache: new Map(),
      selected: new Set(), cursor: 0, anchor: null, layout: null, sort: "person", descending: false, waiting: null,
      queue: [], asked: "", sheet: null,
    });
    this.build();
    this.draw();
  }

  // ---- drawn after each answer ----

  draw() {
    const screen = this.model.get("screen");
    const isPage = screen.act === "rows" && this.layout !== null;
    if (screen.layout !== this.layout) this.begin(screen.layout);
    if (!isPage) this.cache.clear();
    for (const row of screen.rows) this.cache.set(row.number, row);
    this.asked = "";
    if (!isPage) this.settle(screen);
    this.drawRows();
    if (!isPage && this.queue.length) this.send(...this.queue.shift());
  }

  settle(screen) {
    clearTimeout(this.waiting);
    this.waiting = null;
    const order = this.model.get("order");
    this.order = order;
    if (this.sheet !== this.model.get("sheet")) this.drawSheet();
    if (screen.state) this.drawState(screen);
    const held = new Set(order);
    if (screen.select) this.selected = new Set(screen.select);
    for (const number of this.selected) if (!held.has(number)) this.selected.delete(number);
    this.cursor = Math.min(this.cursor, Math.max(0, order.length - 1));
    this.body.style.height = `${ROW * order.length}px`;
    this.table.setAttribute("aria-rowcount", order.length + 1);
    if (["look", "ask"].includes(screen.act)) { this.table.scrollTop = 0; this.cursor = 0; this.anchor = null; }
    this.none.hidden = order.length > 0;
    this.found.textContent = fill(this.words.rows, { n: order.length, all: this.sheet.all });
    this.heads.draw(this.sort, this.descending);
    if (screen.note !== undefined) this.say(screen.note, screen.failed);
    this.drawKeys();
  }

  begin(layout) {
    this.layout = layout;
    this.queue = [];
    this.selected.clear();
    this.cursor = 0;
    this.reset();
  }

  drawSheet() {
    const { words } = this;
    const sheet = this.model.get("sheet");
    const kept = this.sheet?.question === sheet.question ? this.heads.chosen() : {};
    this.sheet = sheet;
    this.silent = new Set(sheet.silent);
    this.question.replaceChildren(...sheet.questions.map((each) => new Option(each || words.question, each)));
    this.question.value = sheet.question;
    this.question.title = sheet.question;
    this.unit.value = sheet.unit;
    this.heads.build(sheet, kept);
    this.root.style.setProperty("--closed", sheet.columns.length ? `repeat(${sheet.columns.length}, minmax(88px, 128px))` : "");
    this.table.setAttribute("aria-colcount", sheet.columns.length + 5);
    const bounds = sheet.lengths ? { short: sheet.lengths[0], middle: sheet.lengths[1] } : null;
    const lengths = bounds ? ["short", "middle", "long"].map((each) => [each, fill(words[`length_${each}`], bounds)]) : [];
    const length = this.length.value;
    this.length.replaceChildren(...[["", words.length_any], ...lengths].map(([value, text]) => new Option(text, value)));
    this.length.value = lengths.some(([value]) => value === length) ? length : "";
    this.length.hidden = !bounds;
    this.language.hidden = sheet.languages.length < 2;
    this.columns.hidden = !sheet.closed.length;
    this.columns.lastChild.replaceChildren(...sheet.closed.map(({ name }) => this.choice(name, sheet.columns.includes(name))));
  }

  choice(name, isShown) {
    const label = element("label");
    const box = element("input");
    box.type = "checkbox";
    box.checked = isShown;
    box.value = name;
    box.addEventListener("change", () => {
      const names = [...this.columns.querySelectorAll("input:checked")].map(({ value }) => value);
      this.send("columns", { names });
    });
    label.append(box, element("span", "", name));
    return label;
  }

  drawState(screen) {
    const { words } = this;
    const told = screen.state;
    this.count.textContent = fill(words[this.sheet.unit === "answer" ? "progress" : "progress_segment"], told) + (told.silent ? fill(words.silent, told) : "");
    this.bar.setAttribute("aria-valuemax", told.answered);
    this.bar.setAttribute("aria-valuenow", told.coded);
    this.bar.setAttribute("aria-label", this.count.textContent);
    this.bar.firstChild.style.width = `${told.answered ? (100 * told.coded) / told.answered : 0}%`;
    this.acts.undo.disabled = !told.can_undo;
    this.acts.redo.disabled = !told.can_redo;
    this.stale.style.visibility = screen.stale ? "visible" : "hidden";
    this.stale.firstChild.textContent = fill(words.stale, { n: screen.stale });
  }

  window() {
    const first = Math.max(0, Math.floor(this.table.scrollTop / ROW) - AROUND);
    return [first, Math.min(this.order.length, Math.ceil((this.table.scrollTop + this.table.clientHeight) / ROW) + AROUND)];
  }

  drawRows() {
    const [first, last] = this.window();
    const rows = [];
    let isWhole = true;
    for (let index = first; index < last; index += 1) {
      const number = this.order[index];
      const row = this.cache.get(number);
      isWhole &&= row !== undefined;
      const isCursor = index === this.cursor;
      const node = rowNode(row, index, { words: this.words, selected: this.selected.has(number), isCursor, id: `${this.name}-${index}` });
      node.style.top = `${ROW * index}px`;
      rows.push(node);
    }
    this.body.replaceChildren(...rows);
    if (this.order.length) this.table.setAttribute("aria-activedescendant", `${this.name}-${this.cursor}`);
    else this.table.removeAttribute("aria-activedescendant");
    this.full.draw(this.cache.get(this.order[this.cursor]), this.sheet);
    this.drawPicked();
    if (!isWhole && this.asked !== `${first}-${last}`) {
      this.asked = `${first}-${last}`;
      this.model.send({ act: "rows", window: [first, last] });
    }
  }

  drawPicked() {
    const n = this.selected.size;
    const { words } = this;
    const unit = this.sheet.unit === "answer" ? "" : "_segment";
    this.picked.textContent = n > 1 ? fill(words[`selected${unit}`], { n }) : n ? words[`selected_one${unit}`] : words.at_cursor;
    this.picked.classList.toggle("cjm-g-some", n > 0);
  }

  drawKeys() {
    const awake = this.root.contains(document.activeElement);
    const codes = [...this.legend.families.flatMap((family) => family.codes), ...this.legend.own];
    const last = codes.filter(({ key }) => /[1-9]/.test(key)).length;
    this.keys.textContent = awake ? fill(this.words.keys, { last }) : this.words.asleep;
  }

  say(text, failed) {
    this.note.textContent = text;
    this.note.classList.toggle("cjm-g-failed", Boolean(failed));
  }

  // ---- what a person does ----

  reset() {
    this.search.value = "";
    for (const node of [this.state, this.code, this.length, this.language, ...this.heads.filters.values()]) node.selectedIndex = 0;
    this.sort = "person";
    this.descending = false;
  }

  look() {
    clearTimeout(this.typing);
    const [short, middle] = this.sheet.lengths ?? [0, 0];
    const bounds = { "": {}, short: { longest: short - 1 }, middle: { shortest: short, longest: middle - 1 }, long: { shortest: middle } };
    const state = { any: {}, open: { coded: false }, coded: { coded: true }, silent: { answered: false } };
    this.send("look", { look: {
      text: this.search.value, closed: this.heads.chosen(), language: this.language.value, code: this.code.value,
      ...state[this.state.value], ...bounds[this.length.value], sort: this.sort, descending: this.descending,
    } });
  }

  sortBy(key) {
    this.descending = this.sort === key && !this.descending;
    this.sort = key;
    this.look();
  }

  ask() {
    this.send("ask", { question: this.question.value, unit: this.unit.value });
  }

  targets() {
    if (this.selected.size) return [...this.selected];
    return this.order.length ? [this.order[this.cursor]] : [];
  }

  toggle(code) {
    this.judge("toggle", { code });
  }

  judge(act, said = {}) {
    const rows = this.targets();
    if (rows.length) this.send(act, { ...said, rows });
    this.focus();
  }

  same() {
    const row = this.cache.get(this.order[this.cursor]);
    if (row?.alike) this.send("same", { rows: [row.number] });
    this.focus();
  }

  send(act, said = {}) {
    if (this.waiting) {
      // A key names the rows it is meant for, so it may wait for its turn; of several filters the last counts.
      this.queue = this.queue.filter(([each]) => each !== "look" || act !== "look");
      this.queue.push([act, said]);
      return;
    }
    this.waiting = setTimeout(() => { this.waiting = null; this.queue = []; this.say(this.words.silent_kernel, true); }, PATIENCE);
    const window = act === "look" || act === "ask" ? FIRST : this.window();
    this.model.send({ act, window, ...said });
  }

  selectAll() {
    this.selected = new Set(this.order.filter((number) => !this.silent.has(number)));
    this.drawRows();
    this.focus();
  }

  go(step, extend) {
    if (!this.order.length) return;
    const from = this.cursor;
    this.cursor = Math.min(Math.max(from + step, 0), this.order.length - 1);
    if (extend) this.extend(from);
    else this.anchor = null;
    this.showCursor();
  }

  // From where the selecting began to the cursor; what was selected elsewhere stays.
  extend(from) {
    this.anchor ??= { at: from, kept: new Set(this.selected) };
    const [low, high] = [this.anchor.at, this.cursor].sort((a, b) => a - b);
    const between = this.order.slice(low, high + 1).filter((number) => !this.silent.has(number));
    this.selected = new Set([...this.anchor.kept, ...between]);
  }

  showCursor() {
    const top = this.cursor * ROW;
    const room = this.table.clientHeight - this.heads.node.offsetHeight;
    if (top < this.table.scrollTop) this.table.scrollTop = top;
    else if (top + ROW > this.table.scrollTop + room) this.table.scrollTop = top + ROW - room;
    this.drawRows();
  }

  pick(index) {
    const number = this.order[index];
    if (!this.silent.has(number) && !this.selected.delete(number)) this.selected.add(number);
    this.anchor = null;
  }

  click(event) {
    const node = event.target.closest(".cjm-g-row");
    if (!node) return;
    const from = this.cursor;
    this.cursor = Number(node.dataset.index);
    if (event.shiftKey) this.extend(from);
    else if (event.ctrlKey || event.metaKey || event.target.closest(".cjm-g-pick")) this.pick(this.cursor);
    else { this.selected.clear(); this.anchor = null; }
    this.drawRows();
    this.focus();
  }

  focus() {
    this.table.focus({ preventScroll: true });
  }

  press(event) {
    if (!this.root.contains(event.target) || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const typing = event.target.closest("input:not([type=checkbox]), select");
    if (event.key === "Tab" || event.key === "Shift" || (event.shiftKey && event.key === "Enter")) return;
    if (command && (typing || !["a", "z"].includes(event.key.toLowerCase()))) return;
    // Keys stay here: JupyterLab would cut or delete the cell on some of them.
    event.stopPropagation();
    if (typing) {
      const leaves = event.key === "Escape" || (event.target === this.search && ["Enter", "ArrowDown"].includes(event.key));
      if (leaves) { event.preventDefault(); this.focus(); }
      return;
    }
    const native = event.target.closest("button, summary, input") && ["Enter", " "].includes(event.key);
    if (native || event.isComposing) return;
    if (command ? this.command(event) : this.answer(event)) event.preventDefault();
  }

  command({ key, shiftKey }) {
    if (key.toLowerCase() === "a") this.selectAll();
    else this.send(shiftKey ? "redo" : "undo");
    return true;
  }

  answer({ key, shiftKey }) {
    const page = Math.max(1, Math.floor(this.table.clientHeight / ROW) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.order.length, End: this.order.length };
    if (steps[key]) this.go(steps[key], shiftKey);
    else if (key === " ") { this.pick(this.cursor); this.drawRows(); }
    else if (key === "Escape") { this.selected.clear(); this.anchor = null; this.drawRows(); }
    else if (key === "Enter") this.judge("accept");
    else if (key === "x" || key === "X") this.judge("reject");
    else if (key === "u") this.send("undo");
    else if (key === "U") this.send("redo");
    else if (key === "=") this.same();
    else if (key === ".") this.look();
    else if (key === "/") this.search.select();
    else return this.byKey(key.toLowerCase());
    return true;
  }

  byKey(key) {
    for (const family of this.legend.families) {
      const code = family.codes.find((each) => each.key === key);
      if (code) { this.toggle(`${family.id}/${code.subtype}`); return true; }
    }
    const own = this.legend.own.find((each) => each.key && each.key === key);
    if (own) this.toggle(`code:${own.id}`);
    return Boolean(own);
  }
}

function render({ model, el }) {
  const root = document.createElement("div");
  el.append(root);
  const screen = new GridScreen(model, root);
  const draw = () => screen.draw();
  const press = (event) => screen.press(event);
  model.on("change:screen", draw);
  // On the window and while the event still goes down, so before the shortcuts of JupyterLab.
  window.addEventListener("keydown", press, true);
  const observer = new ResizeObserver(() => screen.drawRows());
  observer.observe(screen.table);
  return () => {
    model.off("change:screen", draw);
    window.removeEventListener("keydown", press, true);
    observer.disconnect();
    clearTimeout(screen.waiting);
    clearTimeout(screen.typing);
  };
}

export default { render };
