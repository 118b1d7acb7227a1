// The settling view. The page is built once and filled in place, so that nothing jumps when a key is pressed. What is
// chosen lives here until it is settled; what is settled lives in the session, in Python. Texts are set as text.

const PATIENCE = 6000; // milliseconds without an answer before the view says so

function button(key, act, text, onPress) {
  const node = element("button", "cjm-button");
  node.type = "button";
  node.dataset.act = act;
  const keys = key ? [element("kbd", "", key)] : [];
  node.append(...keys, element("span", "cjm-verb", text));
  node.addEventListener("click", onPress);
  return node;
}

function option(text, value) {
  const node = element("option", "", text);
  node.value = value;
  return node;
}

class SettleScreen {
  constructor(model, root) {
    Object.assign(this, { model, root, words: model.get("words"), legend: model.get("legend") });
    Object.assign(this, { value: null, ground: "", waiting: null, shown: "", scrolled: 0 });
    // The page is drawn before the notebook lays it out, so it is scrolled again whenever something in it gets a size.
    this.sized = new ResizeObserver(() => this.showSegment(false));
    this.build();
    this.draw(true);
  }

  // ---- built once ----

  build() {
    const { root, words } = this;
    root.className = "cjm-settle";
    root.tabIndex = 0;
    root.lang = this.model.get("language");
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", words.view);
    root.setAttribute("data-lm-suppress-shortcuts", "true");
    this.page = element("div", "cjm-page");
    this.page.tabIndex = 0;
    this.page.setAttribute("role", "region");
    this.page.setAttribute("aria-label", words.asked);
    this.title = element("h3");
    this.readings = element("div", "cjm-readings");
    this.readings.setAttribute("role", "group");
    this.readings.setAttribute("aria-label", words.said_by);
    this.machine = element("div", "cjm-machine");
    this.end = element("p", "cjm-end");
    this.body = element("div", "cjm-body");
    this.body.append(this.title, this.readings, this.buildChoice(), this.machine, this.buildGrounds(), this.buildNote());
    root.replaceChildren(this.buildHead(), this.page, this.end, this.body, this.buildActions(), this.buildStatus());
    root.addEventListener("focusin", () => this.drawKeys());
    root.addEventListener("focusout", () => requestAnimationFrame(() => this.drawKeys()));
    root.addEventListener("click", (event) => {
      if (!event.target.closest("button, select, input, textarea, .cjm-page") && !String(getSelection())) this.focus();
    });
  }

  buildHead() {
    const { words } = this;
    const head = element("div", "cjm-head");
    this.count = element("span", "cjm-count");
    this.bar = element("div", "cjm-progress");
    this.bar.setAttribute("role", "progressbar");
    this.bar.setAttribute("aria-label", words.view);
    this.bar.append(element("i"));
    this.order = element("select");
    this.order.dataset.field = "order";
    this.order.setAttribute("aria-label", words.order);
    this.order.addEventListener("change", () => this.send("show", JSON.parse(this.order.value)));
    const label = element("label", "cjm-order");
    label.append(element("kbd", "", "f"), element("span", "", words.order), this.order);
    head.append(this.count, this.bar, label);
    return head;
  }

  buildChoice() {
    const { words } = this;
    this.other = element("select");
    this.other.dataset.field = "other";
    this.other.setAttribute("aria-label", words.other);
    this.other.addEventListener("change", () => {
      this.choose(this.other.value === "-" ? null : this.other.value.slice(1));
      this.focus();
    });
    const label = element("label", "cjm-other");
    label.append(element("kbd", "", "o"), element("span", "", words.other), this.other);
    this.decision = element("div", "cjm-decision");
    const line = element("div", "cjm-choice");
    line.append(label, this.decision);
    return line;
  }

  buildGrounds() {
    const { words } = this;
    const box = element("div", "cjm-grounds");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", words.ground);
    const chips = element("div", "cjm-chips");
    this.chips = new Map();
    for (const { id, key, name } of this.legend.grounds) {
      const chip = button(key, "ground", name, () => { this.toggleGround(id); this.focus(); });
      chip.classList.add("cjm-chip");
      chip.append(element("span", "cjm-tick"));
      this.chips.set(id, chip);
      chips.append(chip);
    }
    this.reason = element("input");
    this.reason.type = "text";
    this.reason.dataset.field = "words";
    this.reason.placeholder = words.words_hint;
    this.reason.setAttribute("aria-label", words.words);
    const label = element("label", "cjm-words");
    label.append(element("kbd", "", "w"), element("span", "", words.words), this.reason);
    box.append(element("h4", "", words.ground), chips, label);
    return box;
  }

  buildNote() {
    const { words } = this;
    this.note = element("div", "cjm-note");
    this.noteCode = element("select");
    this.noteCode.dataset.field = "note-code";
    this.noteCode.setAttribute("aria-label", words.note_code);
    this.noteCode.append(...this.legend.codes.map(({ id, name }) => option(name, id)));
    this.noteText = element("textarea");
    this.noteText.rows = 2;
    this.noteText.dataset.field = "note";
    this.noteText.placeholder = words.note_words;
    this.noteText.setAttribute("aria-label", words.note_words);
    const acts = element("div", "cjm-acts");
    acts.append(
      button("Ctrl ⏎", "note-save", words.note_save, () => this.saveNote()),
      button("Esc", "note-close", words.note_close, () => this.closeNote()),
    );
    this.note.append(element("h4", "", words.note), this.noteCode, this.noteText, acts);
    this.note.hidden = true;
    return this.note;
  }

  buildActions() {
    const { words } = this;
    const box = element("div", "cjm-actions");
    this.buttons = {
      decide: button("⏎", "decide", words.decide, () => this.decide()),
      skip: button("s", "skip", words.skip, () => this.send("skip")),
      undo: button("u", "undo", words.undo, () => this.send("undo")),
      redo: button("U", "redo", words.redo, () => this.send("redo")),
      back: button("←", "back", words.back, () => this.send("move", { step: -1 })),
      on: button("→", "on", words.on, () => this.send("move", { step: 1 })),
      machine: button("m", "machine", words.machine, () => this.send("machine")),
      note: button("d", "note", words.note, () => this.openNote()),
    };
    box.append(...Object.values(this.buttons));
    return box;
  }

  buildStatus() {
    const box = element("div", "cjm-status");
    this.say = element("div", "cjm-said");
    this.say.setAttribute("role", "status");
    this.keys = element("div", "cjm-keys");
    box.append(this.say, this.keys);
    return box;
  }

  // ---- drawn after each answer ----

  draw(first) {
    const screen = this.model.get("screen");
    const { item } = screen;
    clearTimeout(this.waiting);
    this.waiting = null;
    const at = item ? `${item.segment_id} ${item.kind}` : "";
    const anew = at !== this.shown || (!screen.failed && screen.done !== this.done);
    if (anew) this.clear(item);
    Object.assign(this, { shown: at, done: screen.done });
    this.root.classList.toggle("cjm-is-empty", !item);
    this.drawHead(screen);
    if (item) this.drawItem(item, anew);
    this.end.textContent = item ? "" : fill(screen.total ? this.words.all_done : this.words.empty, screen);
    this.drawMachine(screen);
    this.drawChosen();
    this.drawButtons(screen);
    if (!first) this.tell(screen.note, screen.failed);
    if (this.saving && !screen.failed) this.closeNote();
    this.saving = false;
    this.drawKeys();
  }

  clear(item) {
    // What was decided before is shown as chosen, so that it can be looked at and changed.
    this.value = item?.decision ? item.decision.value : null;
    this.ground = "";
    this.reason.value = "";
  }

  drawHead(screen) {
    const { words } = this;
    this.count.textContent = fill(words.progress, screen) + (screen.skipped ? fill(words.skipped, { skipped: screen.skipped }) : "");
    const share = screen.total ? Math.round((100 * screen.done) / screen.total) : 100;
    this.bar.setAttribute("aria-valuenow", String(share));
    this.bar.firstChild.style.width = `${share}%`;
    const now = JSON.stringify({ order: screen.order, of: screen.of });
    this.order.replaceChildren(...screen.orders.map(({ order, of, name }) => option(name, JSON.stringify({ order, of }))));
    this.order.value = now;
  }

  drawItem(item, anew) {
    const { words } = this;
    this.title.textContent = fill(words.question, { kind: item.kind_name });
    this.title.dataset.kind = item.kind;
    if (anew) this.drawPage(item);
    this.readings.replaceChildren(...item.readings.map((reading) => this.reading(reading, item)));
    this.other.replaceChildren(option(words.no_other, "-"), ...item.others.map(({ value, name }) => option(name, `=${value}`)));
    this.other.disabled = !item.others.length;
    this.decision.textContent = item.decision ? fill(words.settled, item.decision) : item.skipped ? words.put_off : "";
  }

  drawPage(item) {
    this.page.lang = item.language;
    const lines = item.lines.map(({ label, runs }) => {
      const line = element("div", "cjm-line");
      const text = element("p");
      text.append(...runs.map(([role, words]) => element("span", role ? "cjm-segment" : "", words)));
      line.append(element("span", "cjm-speaker", label), text);
      return line;
    });
    const asked = element("div", "cjm-line cjm-question");
    asked.append(element("span", "cjm-speaker", this.words.asked), element("p", "", item.question));
    this.page.replaceChildren(...(item.question ? [asked] : []), ...lines);
    this.sized.disconnect();
    for (const node of [this.page, ...this.page.children]) this.sized.observe(node);
    this.showSegment(true);
  }

  // The segment stands a third from the top, unless the person has scrolled elsewhere since.
  showSegment(anew) {
    const { page } = this;
    const here = page.querySelector(".cjm-segment");
    if (!here || !page.clientHeight || (!anew && page.scrollTop !== this.scrolled)) return;
    const top = here.getBoundingClientRect().top - page.getBoundingClientRect().top - page.clientTop;
    page.scrollTop += top - page.clientHeight / 3;
    this.scrolled = page.scrollTop;
  }

  reading({ coder, value, name, key, memo }, item) {
    const node = element("button", "cjm-reading");
    node.type = "button";
    node.dataset.value = value;
    node.dataset.kind = item.kind;
    node.append(element("span", "cjm-coder", coder), element("kbd", "", key), element("span", "cjm-value", name));
    node.append(element("span", "cjm-tick"));
    if (memo) {
      const note = element("span", "cjm-memo", memo);
      note.title = this.words.memo;
      node.append(note);
    }
    node.addEventListener("click", () => { this.choose(value); this.focus(); });
    return node;
  }

  drawMachine(screen) {
    const { machine } = screen;
    this.machine.replaceChildren(...(machine ? [element("span", "", machine.text), element("span", "cjm-reason", machine.reason)] : []));
  }

  drawChosen() {
    const item = this.model.get("screen").item;
    for (const node of this.readings.children) {
      const chosen = this.value === node.dataset.value;
      node.setAttribute("aria-pressed", String(chosen));
      node.querySelector(".cjm-tick").textContent = chosen ? `✓ ${this.words.holds}` : "";
    }
    const isOther = this.value !== null && item && !item.values.includes(this.value);
    this.other.value = isOther ? `=${this.value}` : "-";
    for (const [id, chip] of this.chips) {
      chip.setAttribute("aria-pressed", String(this.ground === id));
      chip.lastChild.textContent = this.ground === id ? "✓" : "";
    }
  }

  drawButtons({ item, can_undo, can_redo, machine }) {
    const { buttons, words } = this;
    for (const act of ["decide", "skip", "note", "machine"]) buttons[act].disabled = !item;
    buttons.machine.disabled = !item || Boolean(machine);
    buttons.undo.disabled = !can_undo;
    buttons.redo.disabled = !can_redo;
    buttons.decide.querySelector(".cjm-verb").textContent = item?.decision ? words.decide_anew : words.decide;
  }

  drawKeys() {
    const { words } = this;
    const n = this.model.get("screen").item?.values.length ?? 1;
    const told = fill(words.keys, { n, grounds: words.ground_keys });
    this.keys.textContent = this.root.contains(document.activeElement) ? told : words.asleep;
  }

  tell(text, failed) {
    this.say.textContent = text;
    this.say.classList.toggle("cjm-failed", Boolean(failed));
  }

  // ---- what a person does ----

  send(act, said = {}) {
    if (this.waiting) return;
    this.waiting = setTimeout(() => { this.waiting = null; this.tell(this.words.silent, true); }, PATIENCE);
    this.model.send({ act, ...said });
  }

  choose(value) {
    this.value = value;
    this.tell("");
    this.drawChosen();
  }

  toggleGround(id) {
    this.ground = this.ground === id ? "" : id;
    this.tell("");
    this.drawChosen();
  }

  decide() {
    const { words } = this;
    const { item } = this.model.get("screen");
    if (!item) return;
    const told = this.reason.value.trim();
    if (this.value === null) {
      this.tell(fill(words.need_value, { n: item.values.length }), true);
      this.focus();
    } else if (!this.ground && !told) {
      this.tell(fill(words.need_ground, { keys: words.ground_keys }), true);
      this.focus();
    } else {
      this.focus();
      this.send("decide", { value: this.value, ground: this.ground, words: told });
    }
  }

  openNote() {
    const { item } = this.model.get("screen");
    if (!item) return;
    const named = item.kind && this.value ? `${item.kind}/${this.value}` : item.kind;
    const known = this.legend.codes.map(({ id }) => id);
    this.noteCode.value = known.includes(named) ? named : item.kind;
    this.note.hidden = false;
    this.noteText.focus();
  }

  saveNote() {
    if (this.waiting) return;
    this.saving = true;
    this.send("note", { words: this.noteText.value, code: this.noteCode.value });
  }

  closeNote() {
    this.note.hidden = true;
    this.noteText.value = "";
    this.focus();
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }

  // ---- keys ----

  press(event) {
    if (!this.root.contains(event.target) || event.isComposing) return;
    const field = event.target.closest("input, select, textarea");
    const saves = field === this.noteText && event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if ((event.ctrlKey || event.metaKey || event.altKey) && !saves) return;
    if (event.key === "Tab" || event.key === "Shift") return;
    // Keys stay here: JupyterLab would cut or delete the cell on some of them.
    event.stopPropagation();
    const used = field ? this.pressField(field, event.key, saves) : this.pressPlain(event);
    if (used) event.preventDefault();
  }

  pressField(field, key, saves) {
    if (saves) this.saveNote();
    else if (key === "Escape" && this.note.contains(field)) this.closeNote();
    else if (key === "Escape") this.focus();
    else if (key === "Enter" && field === this.reason) this.decide();
    else return false;
    return true;
  }

  pressPlain(event) {
    const { key } = event;
    if (event.target.closest("button") && (key === "Enter" || key === " ")) return false;
    if (event.target === this.page && ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "].includes(key)) return false;
    const { item } = this.model.get("screen");
    if (/^[1-9]$/.test(key)) {
      if (item && Number(key) <= item.values.length) this.choose(item.values[Number(key) - 1]);
      return true;
    }
    const ground = this.legend.grounds.find((each) => each.key === key);
    if (ground) {
      if (item) this.toggleGround(ground.id);
      return true;
    }
    const acts = {
      Enter: () => this.decide(),
      o: () => item && this.other.focus(),
      w: () => item && this.reason.focus(),
      f: () => this.order.focus(),
      d: () => this.openNote(),
      s: () => item && this.send("skip"),
      m: () => item && this.send("machine"),
      u: () => this.send("undo"),
      U: () => this.send("redo"),
      ArrowLeft: () => this.send("move", { step: -1 }),
      ArrowRight: () => this.send("move", { step: 1 }),
    };
    if (!acts[key]) return false;
    acts[key]();
    return true;
  }
}

function render({ model, el }) {
  const root = document.createElement("div");
  el.append(root);
  const screen = new SettleScreen(model, root);
  const draw = () => screen.draw(false);
  const press = (event) => screen.press(event);
  model.on("change:screen", draw);
  // On the window and while the event still goes down, so before the shortcuts of JupyterLab.
  window.addEventListener("keydown", press, true);
  return () => {
    model.off("change:screen", draw);
    window.removeEventListener("keydown", press, true);
    clearTimeout(screen.waiting);
    screen.sized.disconnect();
  };
}

export default { render };
