// What a person does at the review view: keys and messages. A message names the segment it was meant for; until it is
// committed and answered no further key is taken, and nothing is shown as saved that is not.

const KEYS = { Enter: "save", x: "reject", s: "skip", u: "undo", U: "redo", ArrowLeft: "back", ArrowRight: "on", "+": "merge_next", "=": "merge_next", "-": "merge_previous", "−": "merge_previous" };

class ReviewDesk extends ReviewScreen {
  toggle(code) {
    if (!this.item || this.waiting) return;
    flip(code, this.draft.codes, this.draft.own);
    this.draft.touched.add(code.own ? code.kind : code.family);
    this.keep();
    this.drawCodes();
    this.drawKeys();
  }

  // ---- the draft outlives a kernel that died ----

  draftKey(item) {
    const { coder } = this.model.get("screen");
    return `cjm-draft ${coder} ${item.document_id} ${item.segment_id}`;
  }

  lastKey() {
    return `cjm-last ${this.model.get("screen").coder}`;
  }

  // Back to the segment whose draft was left unsaved, for example by a kernel that died.
  resume() {
    const left = recall(this.lastKey());
    if (left && left !== this.item?.segment_id) this.send("resume", { to: left });
  }

  keep() {
    if (!this.item) return;
    const { codes, own, touched } = this.draft;
    const rest = Object.fromEntries(["emotion", "stage", "touchpoint"].map((kind) => [kind, this[kind].value]));
    remember(this.lastKey(), this.item.segment_id);
    remember(this.draftKey(this.item), { codes, own: [...own], touched: [...touched], judged: Boolean(this.item.codes), ...rest });
  }

  // ---- messages ----

  send(act, told = {}) {
    if (this.waiting || this.buttons[act]?.disabled) return;
    const { item } = this;
    const message = { act, segment_id: item ? item.segment_id : null, ...told };
    if (act === "save" || act === "reject") {
      const own = act === "save" ? [...this.draft.own] : [];
      const rest = Object.fromEntries(["emotion", "stage", "touchpoint"].map((kind) => [kind, this[kind].value]));
      Object.assign(message, { codes: act === "save" ? this.draft.codes : {}, own, ...rest });
    }
    this.spanned = act === "mark" || act === "invivo" ? item?.segment_id : null;
    this.sent = act;
    this.wait();
    this.model.send(message);
    if (!this.root.contains(document.activeElement) || act !== "goto") this.focus();
  }

  wait() {
    clearTimeout(this.waiting);
    this.root.dataset.waiting = "";
    this.waiting = setTimeout(() => { this.waiting = null; this.isSilent = true; this.say(this.words.silent, true); this.again.hidden = false; }, PATIENCE);
  }

  // Something came from Python: it is there.
  answered() {
    clearTimeout(this.waiting);
    clearTimeout(this.looking);
    this.waiting = null;
    this.looking = null;
    this.isSilent = false;
    this.again.hidden = true;
    const screen = this.model.get("screen");
    if (this.drawn && !screen.failed && !screen.is_news && ["save", "reject", "skip"].includes(this.sent)) {
      forget(this.draftKey(this.drawn));
      forget(this.lastKey());
    }
    const { sent } = this;
    this.sent = null;
    delete this.root.dataset.waiting;
    return sent;
  }

  // Asks what others did; a kernel that does not answer is told of, and nothing that stands here is lost.
  look() {
    if (this.waiting || this.looking || document.hidden || !this.root.isConnected || !this.root.offsetParent) return;
    this.looking = setTimeout(() => {
      this.looking = null;
      this.isSilent = true;
      this.say(this.words.silent, true);
      this.again.hidden = false;
    }, 2 * PATIENCE);
    this.model.send({ act: "refresh" });
  }

  // Nothing new: only that Python is there.
  alive() {
    clearTimeout(this.looking);
    this.looking = null;
    if (this.isSilent) { this.answered(); this.drawNote(this.model.get("screen")); }
  }

  reconnect() {
    this.say(this.words.asking, false);
    clearTimeout(this.looking);
    this.looking = null;
    this.wait();
    this.model.send({ act: "refresh", is_needed: true });
    this.focus();
  }

  // ---- keys ----

  press(event) {
    if (!this.root.contains(event.target)) return;
    if (event.key === "Shift" || event.key === "Control" || event.key === "Alt" || event.key === "Meta") return;
    const field = event.target.closest("select, input, textarea");
    if (this.isTaken(event, field)) { event.stopPropagation(); event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab" || (event.shiftKey && event.key === "Enter")) {
      // A field keeps its own undo and copy, and JupyterLab must not run the cell from it.
      if (field && event.key !== "Tab") event.stopPropagation();
      return;
    }
    // Keys stay here: JupyterLab would cut or delete the cell on some of them.
    event.stopPropagation();
    if (field) {
      if (this.answerField(event.key, field)) event.preventDefault();
      return;
    }
    const native = event.target.closest("button, summary") && (event.key === "Enter" || event.key === " ");
    if (native || event.isComposing) return;
    if (this.answer(event)) event.preventDefault();
  }

  // Keys of what lies over the page, and those with Ctrl or ⌘.
  isTaken(event, field) {
    if (event.isComposing) return false;
    if (this.help.isOpen) return this.help.press(event);
    if (this.palette.node.contains(event.target)) return this.palette.press(event);
    if (this.notes.forms.contains(event.target)) return this.notes.press(event);
    if (field) return false;
    if (this.span.isOpen && event.key.startsWith("Arrow") && !event.ctrlKey && !event.metaKey) { this.span.press(event); return true; }
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
    const name = event.key.toLowerCase();
    if (name === "z") this.send(event.shiftKey ? "redo" : "undo");
    else if (name === "y") this.send("redo");
    else return false;
    return true;
  }

  // Escape and Enter give the keys back to the desk; in a select of the desk a digit chooses, too.
  answerField(key, field) {
    const isSelect = field.matches("select");
    const own = [this.emotion, this.stage, this.touchpoint].includes(field);
    const isDigit = own && /^\d$/.test(key) && field.options[Number(key)];
    this.isKeyed = isSelect;
    if (isDigit) { field.selectedIndex = Number(key); this.keep(); }
    const isDone = key === "Escape" || isDigit || (isSelect && key === "Enter");
    if (isDone) this.focus();
    return Boolean(isDone);
  }

  answer(event) {
    const { key } = event;
    const name = key.length === 1 && key !== "U" ? key.toLowerCase() : key;
    const open = { e: this.emotion, g: this.stage, t: this.touchpoint, q: this.queue.order };
    if (this.span.isOpen) return this.answerSpan(name);
    const code = allCodes(this.legend).find((each) => each.key && each.key === name);
    if (code) this.toggle(code);
    else if (name === "Enter" && this.page.looks.reading) this.goReading();
    else if (name === "Escape" && this.page.looks.reading) { this.page.look({ reading: null }); this.page.bring(this.page.current?.start ?? 0, 1 / 3); }
    else if (KEYS[name]) this.send(KEYS[name]);
    else if (open[name]) open[name].focus({ preventScroll: true });
    else if (name === "r") this.rank.toggle();
    else if (name === "v") this.panel.toggle();
    else if (name === "/") this.palette.open();
    else if (name === "m") this.span.begin();
    else if (name === "n") this.notes.open("memo");
    else if (name === "f") this.notes.open("flag");
    else if (name === "?") this.help.open();
    else if (name === "ArrowUp" || name === "ArrowDown") this.read(name === "ArrowUp" ? -1 : 1);
    else return false;
    this.drawKeys();
    return true;
  }

  answerSpan(name) {
    const { span } = this;
    const code = allCodes(this.legend).find((each) => each.key && each.key === name);
    if (this.waiting) return true;
    if (code) span.toggle(code);
    else if (name === "Escape" || name === "m" || name === "Enter") { span.leave(); this.page.bring(this.page.current?.start ?? 0, 1 / 3); }
    else if (name === "v") span.does.invivo(span.span);
    else if (name === "k") span.does.split(span.span[0]);
    else if (name === "/") this.palette.open();
    else if (name === "u" || name === "U") this.send(KEYS[name]);
    else if (name === "?") this.help.open();
    this.drawKeys();
    return true;
  }

  // From segment to segment with the eyes; Enter goes to the one that is looked at.
  read(step) {
    const segment = this.page.neighbour(step);
    if (!segment) return;
    const isCurrent = segment.id === this.page.current?.id;
    this.page.look({ reading: isCurrent ? null : [segment.start, segment.end] });
    this.page.reveal(segment.start, segment.end);
    this.reading = segment.id;
    this.aloud.textContent = this.page.paper.words(segment.start, segment.end);
  }

  goReading() {
    this.page.look({ reading: null });
    this.send("goto", { to: this.reading });
  }
}

// A draft is kept for this window alone, and only until it is saved.
function remember(key, draft) {
  try { sessionStorage.setItem(key, JSON.stringify(draft)); } catch { /* without storage the draft lives on the screen only */ }
}

function recall(key) {
  try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
}

function forget(key) {
  try { sessionStorage.removeItem(key); } catch { /* nothing was kept */ }
}

function render({ model, el }) {
  const root = document.createElement("div");
  el.append(root);
  const desk = new ReviewDesk(model, root);
  const on = {
    "change:screen": () => desk.draw(),
    "change:agreement": () => desk.panel.draw(model.get("agreement"), model.get("screen").done),
    "change:paper": () => { desk.page.take(model.get("paper")); desk.drawPage(model.get("screen")); },
    "change:orders": () => desk.queue.draw(model.get("screen"), model.get("orders")),
    "change:placed": () => desk.page.change(model.get("placed")),
    "change:legend": () => { desk.rebuild(); },
    "msg:custom": (told) => { if (told.alive) desk.alive(); else if (told.memos) desk.notes.take(told.about_id, told.memos); },
  };
  Object.entries(on).forEach(([name, does]) => model.on(name, does));
  desk.resume();
  const press = (event) => desk.press(event);
  const look = () => desk.look();
  // On the window and while the event still goes down, so before the shortcuts of JupyterLab.
  window.addEventListener("keydown", press, true);
  window.addEventListener("focus", look);
  const looking = setInterval(look, LOOK);
  return () => {
    Object.entries(on).forEach(([name, does]) => model.off(name, does));
    window.removeEventListener("keydown", press, true);
    window.removeEventListener("focus", look);
    clearInterval(looking);
    desk.page.stop();
    [desk.waiting, desk.looking].forEach(clearTimeout);
  };
}

export default { render };
