// The board on the screen: what is drawn after each answer, and what is sent. Where a person stands, what is marked and
// what is being written live here; what is saved lives in the session, in Python, and is drawn only when it has answered.

const PATIENCE = 8000; // milliseconds without an answer before the view says so
const COUNTING = 60000; // the same while figures are counted anew
const IDLE = 2500; // milliseconds without an act before figures that follow from acts are counted anew

class BoardScreen {
  constructor(model, root) {
    Object.assign(this, {
      model, root, words: model.get("words"), cursor: "", marked: new Set(), queue: [], waiting: null, then: null,
      isMoving: false, showsHidden: false, form: "", asked: null, opener: "",
    });
    this.build();
    this.draw(true);
  }

  // ---- built once ----

  build() {
    const { root, words } = this;
    root.className = "cjm-view cjm-board";
    root.lang = this.model.get("language");
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", words.view);
    this.grid = new BoardGrid(words);
    this.pane = new BoardPane(words);
    this.help = this.buildHelp();
    this.buildHead();
    this.buildStatus();
    const sides = element("div", "cjm-b-sides");
    sides.append(this.grid.node, this.pane.node, this.help);
    root.replaceChildren(this.head, sides, this.status);
    new BoardDrag(this);
    this.listen();
  }

  buildHead() {
    const { words } = this;
    this.head = element("div", "cjm-b-tools");
    this.name = element("h3");
    this.hidden = element("label", "cjm-b-check");
    const box = element("input");
    box.type = "checkbox";
    box.dataset.shows = "hidden";
    box.addEventListener("change", () => { this.showsHidden = box.checked; this.drawGrid(); });
    this.hidden.append(box, element("span"));
    this.buttons = {
      write: action("write", "n", words.write), add_stage: action("add_stage", "", words.add_stage),
      undo: action("undo", "Ctrl Z", words.undo), redo: action("redo", "Ctrl ⇧ Z", words.redo), help: action("help", "?", words.help),
    };
    this.head.append(this.name, this.hidden, ...Object.values(this.buttons));
  }

  buildStatus() {
    this.status = element("div", "cjm-b-status");
    this.note = element("div", "cjm-b-note");
    this.note.setAttribute("role", "status");
    this.note.setAttribute("aria-live", "polite");
    this.confirm = element("div", "cjm-b-confirm");
    this.confirm.setAttribute("role", "alertdialog");
    this.confirm.hidden = true;
    this.keys = element("div", "cjm-b-keys");
    // Edits whose card or stage is gone since the study was run anew: kept, and shown, never dropped in silence.
    this.orphans = element("details", "cjm-b-orphans");
    this.orphans.append(element("summary"), element("ul"));
    this.status.append(this.note, this.confirm, this.orphans, this.keys);
  }

  buildHelp() {
    const node = element("div", "cjm-b-help");
    node.hidden = true;
    node.tabIndex = -1;
    node.setAttribute("role", "dialog");
    node.setAttribute("aria-label", this.words.help);
    const list = element("dl");
    for (const [keys, means] of this.words.help_lines) {
      const term = element("dt");
      term.append(...keys.split(" ").map((key) => element("kbd", "", key)));
      list.append(term, element("dd", "", means));
    }
    node.append(element("h3", "", this.words.help), list, action("help", "Esc", this.words.close));
    return node;
  }

  // ---- drawn after each answer ----

  // What was sent whole, with what has changed since laid over it.
  board() {
    const whole = this.model.get("whole");
    const change = this.model.get("change");
    if (change.of !== whole.number) return this.held ?? { ...whole };
    return { ...whole, ...change.board, cards: this.standing({ ...whole.cards, ...change.cards }, change.gone) };
  }

  standing(cards, gone) {
    for (const id of gone) delete cards[id];
    return cards;
  }

  draw(first) {
    const change = this.model.get("change");
    if (!first && change.serial === this.serial) return;
    this.serial = change.serial;
    this.held = this.board();
    const place = this.grid.placeOf(this.cursor);
    this.drawGrid(place);
    this.drawPane();
    setText(this.name, this.held.title);
    this.drawOrphans(this.held.orphans);
    this.buttons.undo.disabled = !change.can_undo;
    this.buttons.redo.disabled = !change.can_redo;
    if (!first && !change.is_quiet) this.say(change.note, change.failed);
    this.rest();
    const then = this.then;
    this.then = null;
    if (then && !change.failed) then(change);
    if (change.failed) this.queue.length = 0;
    this.next();
    this.countLater(change.outdated);
  }

  drawOrphans(orphans) {
    this.orphans.hidden = !orphans.length;
    setText(this.orphans.firstChild, fill(this.words.orphans, { n: orphans.length }));
    this.orphans.lastChild.replaceChildren(...orphans.map((text) => element("li", "", text)));
  }

  drawGrid(place = this.grid.placeOf(this.cursor)) {
    const board = this.held;
    // What had the focus may be gone by now; who went elsewhere meanwhile is left there.
    const isNowhere = !document.activeElement || document.activeElement === document.body;
    const hadFocus = this.grid.node.contains(document.activeElement) || (this.isLost && isNowhere);
    const isWriting = document.activeElement?.closest?.(".cjm-b-rename");
    this.grid.draw(board, this.showsHidden, this.marked);
    const hidden = Object.values(board.cards).filter((card) => card.hidden).length + board.stages.filter((stage) => stage.hidden).length;
    setText(this.hidden.lastChild, fill(this.words.hidden, { n: hidden }));
    this.hidden.hidden = !hidden && !this.showsHidden;
    if (!this.grid.find(this.cursor)) this.cursor = this.beside(place);
    this.mark();
    if (hadFocus && !isWriting) this.focus();
    this.isLost = false;
  }

  // Where a card is gone, one stands on what has taken its place.
  beside(place) {
    const stage = this.grid.stages[Math.min(Math.max(place?.column ?? 0, 0), this.grid.stages.length - 1)]?.id;
    if (!stage) return "";
    const cell = place && this.grid.rows.get(place.lane)?.cells.get(stage);
    const items = cell ? this.grid.items(cell) : this.grid.column(stage);
    return items[Math.min(Math.max(place?.at ?? 0, 0), items.length - 1)]?.dataset.item ?? "";
  }

  drawPane() {
    const opened = this.model.get("opened");
    if (this.form) return;
    if (opened.id) this.openPane(() => this.pane.draw(opened));
    else if (this.pane.isOpen) {
      const hadFocus = this.pane.node.contains(document.activeElement);
      this.closePane();
      if (hadFocus) this.focus();
    }
  }

  // The columns keep their width when the pane opens, so that no card changes its lines.
  openPane(draw) {
    if (!this.pane.isOpen) this.grid.node.style.setProperty("--least", `${this.grid.node.scrollWidth}px`);
    draw();
    this.grid.find(this.cursor)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  closePane() {
    this.form = "";
    this.pane.shut();
    this.grid.node.style.removeProperty("--least");
  }

  say(text, failed) {
    setText(this.note, text);
    this.note.classList.toggle("cjm-failed", Boolean(failed));
  }

  // ---- to Python ----

  // What is asked while an answer is awaited is kept, in its order; a refusal lets go of what would have followed.
  send(act, said = {}, then = null) {
    this.queue.push([act, said, then]);
    this.next();
  }

  next() {
    if (this.waiting || !this.queue.length) return;
    const [act, said, then] = this.queue.shift();
    this.then = then;
    this.isLost = this.grid.node.contains(document.activeElement);
    clearTimeout(this.counting);
    const silent = () => { this.rest(); this.queue.length = 0; this.say(this.words.silent, true); };
    this.root.setAttribute("aria-busy", "true");
    this.waiting = setTimeout(silent, act === "recount" ? COUNTING : PATIENCE);
    this.model.send({ act, ...said });
  }

  rest() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.root.removeAttribute("aria-busy");
  }

  countLater(isOutdated) {
    clearTimeout(this.counting);
    if (isOutdated && !this.waiting) this.counting = setTimeout(() => this.send("recount"), IDLE);
  }

  // ---- where a person stands ----

  get card() {
    const [kind, id] = this.cursor.split(/:(.*)/s);
    return kind === "card" ? this.held.cards[id] : null;
  }

  get stage() {
    return this.grid.placeOf(this.cursor)?.stage ?? this.grid.stages[0]?.id ?? "";
  }

  get isHead() {
    return this.cursor.startsWith("head:");
  }

  stand(item, isFocused = true) {
    if (!item) return;
    this.cursor = item;
    this.mark();
    if (isFocused) this.focus();
  }

  mark() {
    for (const node of this.grid.node.querySelectorAll("[tabindex='0']")) node.tabIndex = -1;
    const node = this.grid.find(this.cursor);
    if (node) node.tabIndex = 0;
    this.root.classList.toggle("cjm-is-moving", this.isMoving);
    const focused = this.root.contains(document.activeElement);
    setText(this.keys, this.isMoving ? this.words.keys_moving : focused ? this.words.keys : this.words.asleep);
  }

  focus() {
    const node = this.grid.find(this.cursor);
    if (!node) return;
    node.focus({ preventScroll: true });
    this.bringIntoView(node);
  }

  // Heads and labels are frozen over the board, so what one stands on is kept clear of them.
  bringIntoView(node) {
    const { node: scroll } = this.grid;
    const [box, view] = [node.getBoundingClientRect(), scroll.getBoundingClientRect()];
    const isHead = node.getAttribute("role") === "columnheader";
    const top = view.top + (isHead ? 0 : this.grid.rows.get("head").node.offsetHeight) + 4;
    const left = view.left + this.grid.rows.get("head").label.offsetWidth + 4;
    if (box.left < left) scroll.scrollLeft -= left - box.left;
    else if (box.right > view.right - 16) scroll.scrollLeft += Math.min(box.right - view.right + 16, box.left - left);
    if (isHead) return;
    if (box.top < top) scroll.scrollTop -= top - box.top;
    else if (box.bottom > view.bottom - 16) scroll.scrollTop += Math.min(box.bottom - view.bottom + 16, box.top - top);
  }
}
