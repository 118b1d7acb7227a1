// What keys and the mouse do in the codebook editor; `screen` is the CodebookScreen of codebook.js.

const PLAIN = {
  ArrowDown: (screen) => screen.step(1),
  ArrowUp: (screen) => screen.step(-1),
  j: (screen) => screen.step(1),
  k: (screen) => screen.step(-1),
  Home: (screen) => screen.step(-1e6),
  End: (screen) => screen.step(1e6),
  ArrowRight: (screen) => goIn(screen),
  ArrowLeft: (screen) => goOut(screen),
  Enter: (screen) => (screen.zone === "segments" ? screen.toggle(screen.at) : screen.open(screen.cursor)),
  " ": (screen) => (screen.zone === "segments" ? screen.toggle(screen.at) : screen.open(screen.cursor)),
  x: (screen) => screen.zone === "segments" && screen.toggle(screen.at),
  "/": (screen) => { screen.search.focus(); screen.search.select(); },
  n: (screen) => screen.ask("new"),
  r: (screen) => screen.goField("name"),
  e: (screen) => (screen.zone === "segments" ? screen.take(screen.at) : screen.goField("definition")),
  g: (screen) => screen.ask("merge"),
  s: (screen) => screen.ask("split"),
  v: (screen) => screen.ask("move"),
  c: (screen) => screen.ask("color"),
  t: (screen) => screen.ask("retire"),
  Delete: (screen) => screen.ask("remove"),
  u: (screen) => screen.send("undo"),
  U: (screen) => screen.send("redo"),
  "?": (screen) => screen.help.toggle(),
  Escape: (screen) => escape(screen),
  ...Object.fromEntries(PAGES.map((page, at) => [String(at + 1), (screen) => screen.goPage(page)])),
};

function goIn(screen) {
  const { tree, cursor } = screen;
  if (screen.zone === "segments") return;
  if (tree.folded.has(cursor)) screen.fold(cursor, false);
  else if (tree.lines.get(cursor)?.getAttribute("aria-expanded") === "true") screen.step(1);
  else screen.open(cursor);
}

function goOut(screen) {
  const { tree, cursor } = screen;
  if (screen.zone === "segments") { screen.zone = "tree"; screen.focus(); return; }
  if (tree.lines.get(cursor)?.getAttribute("aria-expanded") === "true") { screen.fold(cursor, true); return; }
  const above = tree.rows.get(cursor)?.above;
  if (above) { screen.cursor = above; screen.tree.mark(above, screen.shown); screen.focus(); }
}

// From what is nearest to what is widest: the list of keys, a selection, the page, a search.
function escape(screen) {
  if (!screen.picker.node.hidden) screen.picker.close();
  else if (!screen.help.node.hidden) screen.help.toggle();
  else if (screen.selected.size) { screen.selected.clear(); screen.drawHead(); }
  else if (screen.zone === "segments") { screen.zone = "tree"; screen.focus(); }
  else if (screen.search.value) { screen.search.value = ""; screen.drawTree(); screen.focus(); }
  else screen.focus();
}

function pressField(screen, field, event) {
  const { key } = event;
  if (screen.picker.node.contains(field)) return screen.picker.press(key);
  if (field === screen.search) {
    if (key === "Escape") { field.value = ""; screen.drawTree(); screen.zone = "tree"; screen.focus(); return true; }
    if (key !== "Enter" && key !== "ArrowDown") return false;
    screen.zone = "tree";
    const wanted = field.value.trim().toLowerCase();
    const named = (code) => { const row = screen.tree.rows.get(code); return row.color && `${row.name} ${row.other}`.toLowerCase().includes(wanted); };
    screen.cursor = screen.tree.ids.find(named) ?? screen.tree.ids[0] ?? "";
    screen.tree.mark(screen.cursor, screen.shown);
    screen.focus();
    return true;
  }
  if (key === "Escape") { screen.zone = "tree"; screen.focus(); return true; }
  if (key === "Enter" && (field.matches("[type=text]") || event.ctrlKey || event.metaKey)) { screen.save(); return true; }
  return false;
}

function pressTab(screen, key) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
  const page = PAGES[(PAGES.indexOf(screen.page) + by + PAGES.length) % PAGES.length];
  screen.page = page;
  screen.drawHead();
  screen.tab[page].focus();
}

Object.assign(CodebookScreen.prototype, {
  press(event) {
    if (!this.root.contains(event.target) || event.isComposing) return;
    const field = event.target.closest("input, select, textarea");
    const saves = field && event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if ((event.ctrlKey || event.metaKey || event.altKey) && !saves) return;
    if (event.key === "Tab" || event.key === "Shift" || (event.shiftKey && event.key === "Enter")) return;
    // Keys stay here: JupyterLab would cut or delete the cell on some of them.
    event.stopPropagation();
    if (field) {
      if (pressField(this, field, event)) event.preventDefault();
      return;
    }
    const button = event.target.closest("button");
    if (button && (event.key === "Enter" || event.key === " ")) return;
    if (button?.getAttribute("role") === "tab" && event.key.startsWith("Arrow")) { event.preventDefault(); pressTab(this, event.key); return; }
    if (!PLAIN[event.key] || (this.picker.node.contains(event.target) && event.key !== "Escape")) return;
    event.preventDefault();
    if (!this.help.node.hidden && event.key !== "Escape" && event.key !== "?") return;
    PLAIN[event.key](this);
  },

  listen() {
    const { root } = this;
    root.addEventListener("focusin", (event) => {
      event.target.setAttribute("data-lm-suppress-shortcuts", "true");
      const code = event.target.closest(".cjm-code")?.dataset.code;
      const said = event.target.closest(".cjm-said-line")?.dataset.segment;
      if (code) { this.zone = "tree"; this.cursor = code; this.tree.mark(code, this.shown); }
      if (said) { this.zone = "segments"; this.at = said; this.segments.mark(said, this.selected); }
      this.drawKeys();
    });
    root.addEventListener("focusout", () => requestAnimationFrame(() => this.drawKeys()));
    root.addEventListener("click", (event) => this.click(event));
  },

  click(event) {
    const { target } = event;
    const line = target.closest(".cjm-code");
    if (line) {
      if (target.closest(".cjm-fold") && line.hasAttribute("aria-expanded")) this.fold(line.dataset.code);
      else this.open(line.dataset.code);
      return;
    }
    const said = target.closest(".cjm-said-line");
    if (target.closest("[data-take]")) this.take(target.closest("[data-take]").dataset.take);
    // Words that were marked to be copied are not a click.
    else if (said && (!String(getSelection()) || target.closest(".cjm-box"))) this.toggle(said.dataset.segment);
    const version = target.closest("[data-version]");
    if (version?.dataset.does === "restore") this.send("restore", { number: Number(version.dataset.version) });
    if (version?.dataset.does === "compare") {
      const now = this.model.get("compared").versions[0].number;
      this.send("compare", { a: Number(version.dataset.version), b: now }, () => this.goPage("compare"));
    }
    this.clickButton(target.closest("[data-act]"));
  },

  clickButton(button) {
    const act = button?.dataset.act;
    // A button means the open code, wherever the cursor went meanwhile.
    if (ACTS.some(([each]) => each === act) && this.shown) { this.cursor = this.shown; this.zone = "tree"; this.drawTree(); }
    const acts = {
      page: () => this.goPage(button.dataset.page), rename: () => this.goField("name"), save: () => this.save(), discard: () => this.meaning.forget(),
      more: () => this.send("more"), undo: () => this.send("undo"), redo: () => this.send("redo"), help: () => this.help.toggle(),
    };
    if (acts[act]) acts[act]();
    else if (act) this.ask(act);
  },
});

function render({ model, el }) {
  const root = document.createElement("div");
  el.append(root);
  const screen = new CodebookScreen(model, root);
  const draw = () => screen.draw(false);
  const press = (event) => screen.press(event);
  model.on("change:answer", draw);
  // On the window and while the event still goes down, so before the shortcuts of JupyterLab.
  window.addEventListener("keydown", press, true);
  return () => {
    model.off("change:answer", draw);
    window.removeEventListener("keydown", press, true);
    clearTimeout(screen.waiting);
  };
}

export default { render };
