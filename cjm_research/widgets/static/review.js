// The review view. The page is built once and filled in place, so that nothing jumps when a key is pressed.
// What is toggled lives here until it is saved; what is saved lives in the session, in Python.

const PATIENCE = 6000; // milliseconds without an answer before the view says so
const BESIDE = ["mark", "invivo", "new_code", "memo", "flag", "unflag", "show"]; // acts that are no verdict on the segment shown
const LOOK = 4000; // milliseconds between two looks at what others did

class ReviewScreen {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.draft = { codes: {}, own: new Set(), touched: new Set() };
    this.waiting = null;
    this.build();
    this.page.take(model.get("paper"));
    this.draw();
  }

  get item() {
    return this.model.get("screen").item;
  }

  // ---- built once, and again when the codebook changes ----

  build() {
    const { model, root } = this;
    const words = this.words = model.get("words");
    const legend = this.legend = model.get("legend");
    root.className = "cjm-review";
    root.tabIndex = 0;
    root.lang = model.get("language");
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", words.view);
    this.queue = new QueueBar(words, {
      show: (order, of) => { this.send("show", { order, of }); this.focus(); },
      count: () => this.model.send({ act: "orders" }),
    });
    this.where = element("div", "cjm-place");
    this.page ??= new TranscriptPage(words, (segment) => this.marks(segment), {
      onGo: (id) => this.send("goto", { to: id }),
      onSelect: (start, end) => { if (this.span.take(start, end)) this.focus(); },
      onMissing: (id) => this.model.send({ act: "paper", document_id: id }),
    });
    this.span = new SpanBar(words, legend, this.page, {
      code: (span, codes, own, off) => this.send("mark", { start: span[0], end: span[1], codes, own, off }),
      invivo: (span) => this.send("invivo", { start: span[0], end: span[1] }),
      split: (at) => { this.send("split", { at }); this.span.leave(); },
      palette: () => this.palette.open(),
      leave: () => { this.span.leave(); this.focus(); },
    });
    const desk = element("div", "cjm-desk");
    const text = element("div", "cjm-text");
    desk.append(text, this.buildSide());
    text.append(this.page.node, this.span.node, this.notes.forms);
    this.help = new Help(words, () => this.focus());
    this.aloud = element("div", "cjm-aloud");
    this.aloud.setAttribute("aria-live", "polite");
    root.replaceChildren(this.queue.node, this.where, desk, this.status, this.keys, this.panel.node, this.palette.node, this.help.node, this.aloud);
    this.listen();
  }

  // The codebook changed: its codes are drawn anew, and what is chosen on the screen stays.
  rebuild() {
    const chosen = ["emotion", "stage", "touchpoint"].map((kind) => [kind, this[kind].value]);
    const isAwake = this.root.contains(document.activeElement);
    if (this.span.isOpen) this.span.leave();
    this.build();
    this.drawSelects(this.item);
    chosen.forEach(([kind, value]) => { this[kind].value = value; });
    if (isAwake) this.focus();
    this.draw();
  }

  buildSide() {
    const { words, legend } = this;
    const side = element("div", "cjm-side");
    this.asked = element("p", "cjm-asked");
    this.panelOfCodes = new CodePanel(words, legend, (code) => { this.toggle(code); this.focus(); });
    this.recent = new RecentCodes(words, legend, (code) => { this.toggle(code); this.focus(); });
    this.palette = new Palette(words, legend, () => this.model.get("screen").recent ?? [], {
      pick: (code) => (this.span.isOpen ? this.span.toggle(code) : this.toggle(code)),
      create: (name) => { this.named = this.span.isOpen ? "" : name; this.send("new_code", { name, ...(this.span.isOpen ? { start: this.span.span[0], end: this.span.span[1] } : {}) }); },
      isOn: (code) => (this.span.isOpen ? isOn(code, this.span.codes, this.span.own) : isOn(code, this.draft.codes, this.draft.own)),
      close: () => this.focus(),
    });
    this.rest = element("div", "cjm-rest");
    this.emotion = this.buildSelect("emotion", "e");
    this.band = new EmotionBand(words);
    this.rest.append(this.band.node);
    this.stage = this.buildSelect("stage", "g");
    this.rank = new StageRank(words, legend.stages, () => this.focus());
    this.rest.append(this.rank.node);
    this.touchpoint = this.buildSelect("touchpoint", "t");
    this.facts = element("div", "cjm-facts");
    this.rest.append(this.facts);
    this.notes = new Notes(words, legend, {
      memo: (told) => this.send("memo", told),
      flag: (told) => this.send("flag", told),
      unflag: () => this.send("unflag"),
      ask: (id) => this.model.send({ act: "memos", about_id: id }),
      close: () => this.focus(),
    });
    this.actions = element("div", "cjm-actions");
    this.tools = element("div", "cjm-actions cjm-tools");
    this.buildActions();
    this.note = element("div", "cjm-note");
    this.note.setAttribute("role", "status");
    this.again = element("button", "cjm-button", words.again);
    this.again.type = "button";
    this.again.hidden = true;
    this.again.addEventListener("click", () => this.reconnect());
    this.source = element("div", "cjm-source");
    this.status = element("div", "cjm-status");
    this.status.append(this.note, this.again, this.source);
    this.panel = new AgreementPanel(words, legend, (isOpen) => this.model.send({ act: "fold", is_open: isOpen }));
    this.keys = element("div", "cjm-keys");
    side.append(this.asked, this.panelOfCodes.codes, this.panelOfCodes.own, this.recent.node, this.rest, this.actions, this.tools, this.notes.node);
    return side;
  }

  buildSelect(kind, key) {
    const label = element("label", "cjm-select");
    const select = element("select");
    select.dataset.kind = kind;
    select.addEventListener("pointerdown", () => { this.isKeyed = false; });
    select.addEventListener("focus", () => { this.isKeyed = false; });
    select.addEventListener("change", () => { this.keep(); if (!this.isKeyed) this.focus(); });
    label.append(element("kbd", "", key), element("span", "", this.words[`${kind}_short`] ?? this.words[kind]), select);
    this.rest.append(label);
    return select;
  }

  buildActions() {
    const send = (act) => () => this.send(act);
    const all = [["⏎", "save"], ["x", "reject"], ["s", "skip"], ["u", "undo"], ["U", "redo"], ["←", "back"], ["→", "on"]];
    const tools = [
      ["/", "palette", () => this.palette.open()], ["m", "mark", () => { this.span.begin(); this.focus(); }],
      ["+", "merge_next"], ["−", "merge_previous"], ["n", "memo", () => this.notes.open("memo")],
      ["f", "flag", () => this.notes.open("flag")], ["?", "help", () => this.help.open()]];
    this.buttons = {};
    for (const [key, act, onPress] of [...all, ...tools]) {
      const node = this.buttons[act] = button(key, act, onPress ?? send(act));
      node.lastChild.textContent = node.title = this.words[act];
      (all.some(([, name]) => name === act) ? this.actions : this.tools).append(node);
    }
  }

  listen() {
    if (this.isListening) return;
    this.isListening = true;
    const { root } = this;
    root.addEventListener("focusin", () => this.drawKeys());
    root.addEventListener("focusout", () => requestAnimationFrame(() => this.drawKeys()));
    root.addEventListener("click", (event) => {
      const isOwn = event.target.closest("button, select, details, input, textarea, label, .cjm-palette, .cjm-help");
      if (!isOwn && (this.span.isOpen || !String(getSelection()))) this.focus();
    });
    root.addEventListener("copy", (event) => {
      if (!this.span.isOpen || event.target.closest?.("input, textarea")) return;
      event.clipboardData.setData("text/plain", this.page.paper.words(...this.span.span));
      event.preventDefault();
    });
  }

  // ---- drawn for each segment ----

  draw() {
    const { model } = this;
    const screen = model.get("screen");
    const { item } = screen;
    // The same answer is drawn once more when it brought a codebook; it must not be taken for a further one.
    const isAnswer = !this.drawn || screen.serial !== this.serial;
    this.serial = screen.serial;
    const sent = isAnswer ? this.answered() : null;
    const isSame = Boolean(this.drawn) && item?.segment_id === this.drawn.segment_id;
    // What others did while a person thinks does not touch what that person has toggled, nor does a memo or a mark.
    const stays = isSame && (!isAnswer || screen.is_news || BESIDE.includes(sent));
    if (!this.drawn || !(screen.failed || stays)) this.begin(item, !this.drawn || sent === "resume");
    else if (sent === "new_code") this.takeNamed(item);
    this.drawn = item ?? null;
    this.queue.draw(screen, model.get("orders"));
    this.where.textContent = item ? [item.document, item.case_id, fill(this.words.number, item)].filter(Boolean).join(" · ") : "";
    this.root.classList.toggle("cjm-without-item", !item);
    this.drawPage(screen);
    this.drawFacts(screen);
    this.notes.draw(item);
    this.drawCodes();
    this.drawNote(screen);
    this.drawKeys();
  }

  // The draft of a segment: what was said of it, else what is suggested, else what was left here unsaved.
  begin(item, isAnew) {
    this.draft = {
      codes: { ...(item ? item.codes ?? item.suggested_codes : {}) },
      own: new Set(item ? item.own_codes ?? item.suggested_own : []),
      touched: new Set(),
    };
    this.drawSelects(item);
    const left = item && isAnew ? recall(this.draftKey(item)) : null;
    this.isRecalled = Boolean(left) && left.judged === Boolean(item.codes);
    if (this.isRecalled) {
      this.draft = { codes: left.codes, own: new Set(left.own), touched: new Set(left.touched) };
      ["emotion", "stage", "touchpoint"].forEach((kind) => { this[kind].value = left[kind] ?? ""; });
    }
  }

  // A code that was named for the segment shown is chosen there.
  takeNamed(item) {
    const made = this.model.get("legend").own.find(({ names }) => (names ?? []).some((name) => folded(name) === folded(this.named)));
    for (const id of [...(item?.own_codes ?? []), ...(made ? [made.id] : [])]) this.draft.own.add(id);
    if (made) this.draft.touched.add(`code:${made.id}`);
    this.keep();
  }

  drawPage(screen) {
    const { item } = screen;
    if (!item) {
      this.span.leave();
      const told = !screen.total ? "empty" : screen.remaining ? "part_done" : "all_done";
      this.page.end(fill(this.words[told], screen));
      return;
    }
    this.asked.textContent = item.question ? `${this.words.asked}: ${item.question}` : "";
    this.asked.lang = item.language;
    if (!this.page.show(item.document_id)) return;
    if (this.span.isOpen && this.spanned === item.segment_id) { this.span.set(...this.span.span); } else this.span.leave();
    this.page.frame({ id: item.segment_id, start: item.start, end: item.end }, item.cues);
    if (this.aloud.dataset.segment !== item.segment_id) {
      this.aloud.dataset.segment = item.segment_id;
      this.aloud.textContent = `${fill(this.words.number, item)}: ${this.page.paper.words(item.start, item.end)}`;
    }
  }

  drawFacts(screen) {
    const { words } = this;
    const { item } = screen;
    this.band.draw(item?.band);
    this.rank.draw(item?.rank ?? []);
    const said = ["touchpoint_suggested", "interaction"].filter((kind) => item?.[kind]);
    this.facts.textContent = said.map((kind) => fill(words[kind.split("_")[0]], { name: item[kind] })).join(" · ");
    const tier = element("span", "cjm-tier", words[`tier_${item?.tier}`] ?? "");
    tier.title = words[`tier_${item?.tier}_means`] ?? "";
    const learned = element("span", "cjm-learned", screen.learned ? fill(words.learned, { n: screen.learned }) : "");
    learned.title = words.learned_means;
    this.source.replaceChildren(...[tier, learned].filter((node) => node.textContent));
    this.panel.draw(this.model.get("agreement"), screen.done);
  }

  drawSelects(item) {
    const { words, legend } = this;
    const emotions = [1, 2, 3, 4, 5].map((point) => ({ id: `${point}.0`, name: words[`emotion_${point}`] }));
    this.drawSelect(this.emotion, emotions, item);
    this.drawSelect(this.stage, [...legend.stages, { id: "none", name: words.no_stage }], item);
    this.drawSelect(this.touchpoint, legend.touchpoints, item);
  }

  drawSelect(select, options, item) {
    const kind = select.dataset.kind;
    const suggested = item?.suggested[kind]?.value;
    const name = options.find((option) => option.id === suggested)?.name ?? suggested;
    const first = suggested ? fill(this.words.unset_suggested, { name }) : this.words.unset;
    const said = item?.[kind] ?? "";
    const known = !said || options.some((option) => option.id === said);
    const all = [{ id: "", name: first }, ...options, ...(known ? [] : [{ id: said, name: said }])];
    select.replaceChildren(...all.map((option) => new Option(option.name, option.id)));
    // The digit that chooses it stands before a name that does not begin with one.
    [...select.options].forEach((option, at) => { if (at && at < 10 && !/^\d/.test(option.text)) option.text = `${at} ${option.text}`; });
    select.value = said;
    select.disabled = !item;
  }

  drawCodes() {
    const { item } = this;
    this.panelOfCodes.draw(item, this.draft);
    this.recent.draw(this.model.get("screen").recent ?? [], (code) => isOn(code, this.draft.codes, this.draft.own), (code) => byMachine(code, item, this.draft));
    const asSuggested = this.legend.families.every(({ id }) => (this.draft.codes[id] ?? "") === (item?.suggested_codes[id] ?? ""))
      && this.legend.own.every(({ id }) => this.draft.own.has(id) === Boolean(item?.suggested_own.includes(id)));
    this.buttons.save.lastChild.textContent = asSuggested ? this.words.accept : this.words.save;
    for (const act of ["save", "reject", "skip", "mark", "merge_next", "merge_previous", "memo", "flag", "palette"]) this.buttons[act].disabled = !item;
    const screen = this.model.get("screen");
    this.buttons.undo.disabled = screen.can_undo === false;
    this.buttons.redo.disabled = screen.can_redo === false;
    this.page.drawCurrent();
  }

  // What is bracketed beside a segment; of the one in work what is toggled.
  marks(segment) {
    const { item, legend } = this;
    if (segment.id !== item?.segment_id) return marksOf(legend, segment, this.words);
    const chosen = allCodes(legend).filter((code) => isOn(code, this.draft.codes, this.draft.own));
    return signed(chosen.map((code) => mark(legend, code, byMachine(code, item, this.draft))), segment);
  }

  drawNote(screen) {
    const { item } = screen;
    const standing = item?.reopened || (item?.codes ? this.words.reviewed : item?.skipped ? this.words.put_off : "");
    this.say(screen.note || (this.isRecalled ? this.words.recalled : standing), screen.failed);
  }

  drawKeys() {
    const isAwake = this.root.contains(document.activeElement);
    const last = allCodes(this.legend).filter(({ key }) => /^[1-9]$/.test(key)).length;
    const save = this.buttons.save.lastChild.textContent.toLowerCase();
    const name = !isAwake ? "asleep" : this.span.isOpen ? "keys_span" : this.page.looks.reading ? "keys_reading" : "keys";
    const isNew = this.model.get("screen").done < 3;
    this.keys.textContent = (isAwake && name === "keys" && isNew ? this.words.keys_new : "") + fill(this.words[name], { last, save });
  }

  say(text, failed) {
    this.note.textContent = text;
    this.note.classList.toggle("cjm-failed", Boolean(failed));
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }
}
