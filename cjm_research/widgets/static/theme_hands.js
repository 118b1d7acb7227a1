// What keys and the mouse do in the theme browser; `screen` is the ThemesScreen of themes.js.

const PLAIN = {
  ArrowDown: (screen) => screen.step(1),
  ArrowUp: (screen) => screen.step(-1),
  j: (screen) => screen.step(1),
  k: (screen) => screen.step(-1),
  Home: (screen) => screen.step(-1e6),
  End: (screen) => screen.step(Math.max(0, (screen.zone === "list" ? screen.list : screen.pane).ids.length - 1)),
  ArrowRight: (screen) => goIn(screen),
  ArrowLeft: (screen) => { screen.zone = "list"; screen.focus(); },
  Enter: (screen) => {
    if (screen.zone === "segments") screen.toggle(screen.at);
    else if (screen.cursor === screen.model.get("open_theme").theme_id) goIn(screen);
    else screen.open(screen.cursor);
  },
  " ": (screen) => (screen.zone === "segments" ? screen.toggle(screen.at) : screen.mark(screen.cursor)),
  "/": (screen) => { screen.search.focus(); screen.search.select(); },
  f: (screen) => nextFamily(screen),
  m: (screen) => screen.mark(screen.target),
  M: (screen) => screen.merge(screen.target),
  r: (screen) => screen.edit("rename"),
  n: (screen) => screen.edit("memo"),
  p: (screen) => screen.flag("pin", "unpin", "pinned"),
  h: (screen) => screen.flag("hide", "show", "hidden"),
  x: (screen) => (screen.zone === "segments" ? screen.toggle(screen.at) : goIn(screen)),
  X: (screen) => screen.selectAll(),
  v: (screen) => screen.pick("move"),
  a: (screen) => screen.pick("also"),
  s: (screen) => screen.pick("split"),
  S: (screen) => screen.splitByParts(screen.target),
  t: (screen) => screen.takeNearest(screen.at),
  u: (screen) => screen.send("undo"),
  U: (screen) => screen.send("redo"),
  "?": (screen) => screen.help.toggle(),
  Escape: (screen) => escape(screen),
};

function goIn(screen) {
  if (screen.zone === "segments") return;
  screen.open(screen.cursor, () => {
    if (!screen.pane.ids.length) return;
    screen.zone = "segments";
    screen.focus();
  });
}

function nextFamily(screen) {
  const all = ["", ...FAMILIES];
  const family = all[(all.indexOf(screen.family.value) + 1) % all.length];
  screen.send("family", { family });
}

// From what is nearest to what is widest: the list of keys, a selection, marks, the segments, a search.
function escape(screen) {
  if (!screen.help.node.hidden) screen.help.toggle();
  else if (screen.selected.size) { screen.selected.clear(); screen.drawMarks(); }
  else if (screen.zone === "segments") { screen.zone = "list"; screen.focus(); }
  else if (screen.marked.size) { screen.marked.clear(); screen.drawMarks(); }
  else if (screen.model.get("chosen").text) { screen.search.value = ""; screen.send("search", { text: "" }); }
}

function pressField(screen, field, event) {
  const key = event.key;
  if (screen.picker.node.contains(field)) return screen.picker.press(key);
  if (field === screen.search) return pressSearch(screen, key);
  if (field.matches("select, [type=checkbox]")) {
    if (key === "Escape") screen.focus();
    return key === "Escape";
  }
  if (key === "Escape") { screen.leave(); return true; }
  if (key === "Enter" && (field.matches("input") || event.ctrlKey || event.metaKey)) { screen.save(); return true; }
  return false;
}

function pressSearch(screen, key) {
  if (key === "Escape" && screen.search.value) {
    screen.search.value = "";
    screen.send("search", { text: "" });
  } else if (key === "Enter" || key === "ArrowDown") {
    clearTimeout(screen.typing);
    const enter = () => { screen.cursor = screen.list.ids[0] ?? ""; screen.zone = "list"; screen.drawMarks(); screen.focus(); };
    if (screen.search.value === screen.model.get("chosen").text) enter();
    else screen.send("search", { text: screen.search.value }, enter);
  } else if (key === "Escape") screen.focus();
  else return false;
  return true;
}

const HANDS = {
  press(event) {
    if (!this.root.contains(event.target) || event.isComposing) return;
    const field = event.target.closest("input, select, textarea");
    const saves = field?.matches("textarea") && event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if ((event.ctrlKey || event.metaKey || event.altKey) && !saves) return;
    if (event.key === "Tab" || event.key === "Shift" || (event.shiftKey && event.key === "Enter")) return;
    // Keys stay here: JupyterLab would cut or delete the cell on some of them.
    event.stopPropagation();
    if (field) {
      if (pressField(this, field, event)) event.preventDefault();
      return;
    }
    if (event.target.closest("button") && (event.key === "Enter" || event.key === " ")) return;
    if (!PLAIN[event.key]) return;
    event.preventDefault();
    if (!this.help.node.hidden && event.key !== "Escape" && event.key !== "?") return;
    PLAIN[event.key](this);
  },

  listenMouse() {
    const { list, pane } = this;
    list.node.addEventListener("click", (event) => {
      const line = event.target.closest(".cjm-theme");
      if (!line) return;
      if (event.target.closest(".cjm-box") || event.ctrlKey || event.metaKey) this.mark(line.dataset.theme);
      else this.open(line.dataset.theme);
    });
    pane.said.addEventListener("click", (event) => {
      const line = event.target.closest(".cjm-said-line");
      if (!line) return;
      if (event.target.closest("[data-take]")) this.takeNearest(line.dataset.segment);
      // Words that were marked to be copied are not a click.
      else if (!String(getSelection()) || event.target.closest(".cjm-box")) this.toggle(line.dataset.segment, event.shiftKey);
    });
    pane.more.addEventListener("click", () => this.send("more"));
    pane.about.addEventListener("click", (event) => {
      const chip = event.target.closest("[data-part]");
      if (chip) this.send("part", { subtheme: Number(chip.dataset.part) });
    });
    pane.node.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      const id = this.model.get("open_theme").theme_id;
      const acts = {
        rename: () => this.edit("rename", id), memo: () => this.edit("memo", id), save: () => this.save(), cancel: () => this.leave(),
        pin: () => this.flag("pin", "unpin", "pinned", id), hide: () => this.flag("hide", "show", "hidden", id),
        merge: () => this.merge(id), parts: () => this.splitByParts(id),
      };
      acts[act]?.();
    });
    this.listenDrag();
  },

  listenDrag() {
    const { root } = this;
    root.addEventListener("dragstart", (event) => {
      const theme = event.target.closest?.(".cjm-theme")?.dataset.theme;
      const said = event.target.closest?.(".cjm-said-line")?.dataset.segment;
      if (!theme && !said) return;
      // A marked theme brings the other marked ones along, as a selected segment does.
      this.dragged = theme ? { themes: this.marked.has(theme) ? [...this.marked] : [theme] } : { segments: [...this.selected] };
      this.dragged.family = theme ? this.list.lines.get(theme).family : this.model.get("open_theme").family;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    const goal = (event) => {
      const line = event.target.closest?.(".cjm-theme");
      const dragged = this.dragged;
      if (!dragged || !line || this.list.lines.get(line.dataset.theme).family !== dragged.family) return null;
      if (dragged.themes) return dragged.themes.includes(line.dataset.theme) || this.list.lines.get(line.dataset.theme).rest ? null : line;
      return line.dataset.theme === this.shown ? null : line;
    };
    const clear = () => root.querySelectorAll(".cjm-drop").forEach((line) => line.classList.remove("cjm-drop"));
    root.addEventListener("dragover", (event) => {
      const line = goal(event);
      clear();
      if (!line) return;
      event.preventDefault();
      line.classList.add("cjm-drop");
    });
    root.addEventListener("drop", (event) => {
      const line = goal(event);
      clear();
      if (!line) return;
      event.preventDefault();
      event.stopPropagation();
      const into = line.dataset.theme;
      if (this.dragged.themes) this.merge(into, this.dragged.themes);
      else this.send("move", { segment_ids: this.dragged.segments, to: into }, () => this.drawMarks());
    });
    root.addEventListener("dragend", () => { this.dragged = null; clear(); });
  },
};
