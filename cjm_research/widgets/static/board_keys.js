// Keys and buttons of the board. Keys act only inside the view; of what is typed in a field only saving and leaving.

const TURN = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

const PLAIN = {
  Enter: (screen) => screen.open(),
  F2: (screen) => screen.rename(),
  Home: (screen) => screen.goColumn(-1e6),
  End: (screen) => screen.goColumn(1e6),
  PageUp: (screen) => screen.goLane(-1),
  PageDown: (screen) => screen.goLane(1),
  n: (screen) => (screen.isHead ? screen.addStage() : screen.write()),
  h: (screen) => screen.hide(),
  p: (screen) => screen.pin(),
  x: (screen) => screen.toggleMark(),
  " ": (screen) => screen.toggleMark(),
  g: (screen) => screen.merge(),
  s: (screen) => screen.goField("quote"),
  c: (screen) => screen.goField("comment"),
  a: (screen) => screen.goField("owner"),
  m: (screen) => screen.toggleMoving(),
  u: (screen) => screen.send("undo"),
  U: (screen) => screen.send("redo"),
  Delete: (screen) => (screen.card?.hand ? screen.remove(screen.card) : screen.hide()),
  "?": (screen) => screen.toggleHelp(),
  Escape: (screen) => screen.escape(),
};

// Keys that mean what is opened while one stands in the pane.
const OPENED = { F2: "rename", p: "pin", h: "hide", a: "assign", c: "comment", s: "split" };

const BUTTONS = {
  write: (screen) => screen.write(),
  add_stage: (screen) => screen.addStage(),
  undo: (screen) => screen.send("undo"),
  redo: (screen) => screen.send("redo"),
  help: (screen) => screen.toggleHelp(),
  close: (screen) => screen.shut(),
  confirm: (screen) => screen.answer(true),
  refuse: (screen) => screen.answer(false),
  rename: (screen) => screen.rename(screen.openedItem()),
  pin: (screen) => screen.pin(screen.held.cards[screen.pane.opened.id]),
  hide: (screen) => screen.hide(screen.openedItem()),
  remove: (screen) => screen.remove(screen.held.cards[screen.pane.opened.id]),
  split: (screen) => screen.goField("quote"),
  assign: (screen) => screen.goField("owner"),
  comment: (screen) => screen.goField("comment"),
  save_card: (screen) => screen.saveForm(),
  save_new_stage: (screen) => screen.saveForm(),
  ...Object.fromEntries(["save_plan", "save_comment", "save_stage", "split_off"].map((act) => [act, (screen) => screen.save(act)])),
};

Object.assign(BoardScreen.prototype, {
  openedItem() {
    const { kind, id } = this.pane.opened;
    return `${kind === "card" ? "card" : "head"}:${id}`;
  },

  listen() {
    const { root } = this;
    root.addEventListener("focusin", (event) => {
      event.target.setAttribute("data-lm-suppress-shortcuts", "true");
      const item = event.target.closest(".cjm-b-scroll [data-item]")?.dataset.item;
      if (item && item !== this.cursor) {
        this.cursor = item;
        this.isMoving = false;
      }
      this.mark();
    });
    root.addEventListener("focusout", () => requestAnimationFrame(() => this.mark()));
    root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-act]")?.dataset.act;
      if (act) BUTTONS[act]?.(this);
    });
    root.addEventListener("input", ({ target }) => this.pane.fields.note(target));
    root.addEventListener("change", ({ target }) => {
      if (target.dataset.quote) this.pane.choose(target.dataset.quote, target.checked);
      this.pane.fields.note(target);
      if (this.form === "write" && target.dataset.field === "stage") {
        const { fields, page } = this.pane;
        page.querySelector(".cjm-b-answering").replaceWith(fields.answers(this.answerable(target.value)));
      }
    });
  },

  press(event) {
    const { target, key } = event;
    if (!this.root.contains(target) || event.isComposing) return;
    if (target.matches(".cjm-b-rename")) return;
    const isField = target.matches("input, select, textarea") && target.type !== "checkbox";
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && !isField && key.toLowerCase() === "z") {
      event.preventDefault();
      event.stopPropagation();
      this.send(event.shiftKey ? "redo" : "undo");
      return;
    }
    if (key === "Tab" || key === "Shift" || (isCommand && !(isField && key === "Enter"))) return;
    // Keys stay here: JupyterLab would cut or delete the cell on some of them.
    event.stopPropagation();
    if (isField ? this.pressField(target, key, isCommand) : this.pressPlain(event)) event.preventDefault();
  },

  pressField(field, key, isCommand) {
    // First out of the field, with what is written kept; only then the pane.
    if (key === "Escape" && !this.form && this.pane.node.contains(field)) { this.pane.title.focus(); return true; }
    if (key === "Escape") { this.escape(); return true; }
    if (key !== "Enter" || (field.matches("textarea") && !isCommand) || field.matches("select")) return false;
    const near = field.closest(".cjm-b-form, section")?.querySelector(".cjm-button:is([data-act^=save], [data-act=split_off])");
    near?.click();
    return Boolean(near);
  },

  pressPlain(event) {
    const { key, target } = event;
    if (target.closest("button, label") && (key === "Enter" || key === " ")) return false;
    if (!this.help.hidden && key !== "Escape" && key !== "?") return false;
    if (this.asked && key !== "Escape") return false;
    const inGrid = this.grid.node.contains(target);
    if (TURN.includes(key)) {
      if (!inGrid) return false;
      if (event.altKey || this.isMoving) this.move(key);
      else this.turn(key);
      return true;
    }
    if (event.altKey) return false;
    if (this.isMoving && ["Enter", " ", "Escape"].includes(key)) { this.toggleMoving(); return true; }
    if (!inGrid && OPENED[key] && this.pane.node.contains(target)) {
      // What the opened card or stage has no button for, it cannot do.
      this.pane.page.querySelector(`[data-act=${OPENED[key]}]`)?.click();
      return true;
    }
    if (!inGrid && !["Escape", "?", "u", "U", "n"].includes(key)) return false;
    if (!PLAIN[key]) return false;
    PLAIN[key](this);
    return true;
  },

  turn(key) {
    const place = this.grid.placeOf(this.cursor);
    if (!place) { this.stand(this.beside(null)); return; }
    if (key === "ArrowLeft" || key === "ArrowRight") { this.goColumn(key === "ArrowLeft" ? -1 : 1); return; }
    const items = this.grid.column(place.stage);
    const at = items.indexOf(place.node) + (key === "ArrowUp" ? -1 : 1);
    this.stand(items[Math.min(Math.max(at, 0), items.length - 1)].dataset.item);
  },

  goColumn(by) {
    const place = this.grid.placeOf(this.cursor);
    const column = Math.min(Math.max((place?.column ?? 0) + by, 0), this.grid.stages.length - 1);
    this.stand(this.beside({ ...place, column }));
  },

  goLane(by) {
    const place = this.grid.placeOf(this.cursor);
    const lanes = [...this.grid.rows.keys()];
    const lane = lanes[Math.min(Math.max(lanes.indexOf(place?.lane) + by, 0), lanes.length - 1)];
    this.stand(this.beside({ ...place, lane, at: 0 }));
  },

  toggleHelp() {
    this.help.hidden = !this.help.hidden;
    if (this.help.hidden) this.focus();
    else this.help.focus();
  },

  // From what is nearest to what is widest: a question, the keys, moving, the pane, marks.
  escape() {
    if (this.asked) this.answer(false);
    else if (!this.help.hidden) this.toggleHelp();
    else if (this.isMoving) this.toggleMoving();
    else if (this.pane.isOpen) this.shut();
    else if (this.marked.size) { this.marked.clear(); this.grid.mark(this.marked); this.say(""); }
  },
});
