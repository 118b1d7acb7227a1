// What a person does on the board, whether by mouse or by key; methods of the BoardScreen of board.js.

const BOARD_ACTS = {
  open(item = this.cursor, then = null) {
    const [kind, id] = item.split(/:(.*)/s);
    const opens = { card: ["open", { card: id }], head: ["open_stage", { stage: id }] }[kind] ?? ["open_stage", { stage: this.stage }];
    this.form = "";
    this.opener = item;
    this.send(...opens, then ?? (() => this.pane.title.focus()));
  },

  shut() {
    this.closePane();
    if (this.model.get("opened").id) this.send("close");
    this.focus();
  },

  // ---- moving ----

  // One step by key: a card along its lane or within its cell, a stage along the head, a step within its cell.
  move(key) {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[key];
    const isAcross = key === "ArrowLeft" || key === "ArrowRight";
    const place = this.grid.placeOf(this.cursor);
    if (!place) return;
    if (this.isHead) { if (isAcross) this.moveStage(place, by); return; }
    if (this.cursor.startsWith("step:")) { if (!isAcross) this.moveStep(place, by); return; }
    if (!this.card) { this.say(this.words.need_card, true); return; }
    if (isAcross) this.moveAcross(place, by);
    else this.moveWithin(place, by);
  },

  moveAcross({ column, at, lane }, by) {
    const to = this.grid.stages[column + by];
    if (!to) { this.say(this.words.no_further, true); return; }
    const there = this.grid.items(this.grid.rows.get(lane).cells.get(to.id)).filter((node) => node.dataset.card);
    this.sendMove(this.card.id, to.id, there[at]?.dataset.card ?? null);
  },

  moveWithin({ cell, at, stage, lane }, by) {
    const cards = this.grid.items(cell).map((node) => node.dataset.card);
    if (at + by < 0 || at + by >= cards.length) return this.moveLane(stage, lane, by);
    return this.sendMove(this.card.id, stage, by < 0 ? cards[at - 1] : cards[at + 2] ?? null);
  },

  // Only what was written by hand may go to another lane; of the others the session says why not.
  moveLane(stage, lane, by) {
    const lanes = this.held.lanes.map(({ id }) => id);
    const to = lanes[lanes.indexOf(lane) + by];
    if (to && this.card.hand) this.sendMove(this.card.id, stage, null, to);
    else this.say(this.words.no_further, true);
  },

  sendMove(card, stage, before, lane = null) {
    this.send("move", { card, stage, before, ...(lane ? { lane } : {}) }, () => {
      const node = this.grid.find(`card:${card}`);
      if (node && this.cursor === `card:${card}`) this.bringIntoView(node);
    });
  },

  moveStage({ column }, by) {
    const stages = this.grid.stages.map(({ id }) => id);
    if (column + by < 0 || column + by >= stages.length) { this.say(this.words.no_further, true); return; }
    this.send("move_stage", { stage: stages[column], before: by < 0 ? stages[column - 1] : stages[column + 2] ?? null });
  },

  moveStep({ cell, at, stage }, by) {
    const steps = this.held.stages.find(({ id }) => id === stage).steps.map(({ id }) => id);
    const shown = this.grid.items(cell).length;
    if (at + by < 0 || at + by >= shown) { this.say(this.words.no_further, true); return; }
    [steps[at], steps[at + by]] = [steps[at + by], steps[at]];
    this.send("order_steps", { stage, step_ids: steps });
  },

  toggleMoving() {
    this.isMoving = !this.isMoving && Boolean(this.card || this.isHead || this.cursor.startsWith("step:"));
    this.say(this.isMoving ? this.words.moving : this.words.moved);
    this.mark();
  },

  // ---- marking and merging ----

  toggleMark(item = this.cursor) {
    if (!/^(card|head):/.test(item)) { this.say(this.words.need_card, true); return; }
    // Cards are merged with cards and stages with stages.
    for (const each of this.marked) if (each.split(":")[0] !== item.split(":")[0]) this.marked.delete(each);
    if (!this.marked.delete(item)) this.marked.add(item);
    this.grid.mark(this.marked);
    this.say(this.marked.size ? fill(this.words.n_marked, { n: this.marked.size }) : "");
  },

  merge(into = this.cursor, items = [...this.marked]) {
    const [kind, id] = into.split(/:(.*)/s);
    const others = items.filter((item) => item !== into && item.startsWith(`${kind}:`)).map((item) => item.split(/:(.*)/s)[1]);
    if (!others.length || !["card", "head"].includes(kind)) { this.say(this.words.need_mark, true); return; }
    const titleOf = (each) => (kind === "card" ? this.held.cards[each].title : this.held.stages.find((stage) => stage.id === each).name);
    const done = () => { this.marked.clear(); this.grid.mark(this.marked); this.stand(into); };
    const asks = `confirm_merge${kind === "card" ? "" : "_stages"}${others.length === 1 ? "_1" : ""}`;
    const text = fill(this.words[asks], { n: others.length, other: titleOf(others[0]), title: titleOf(id) });
    const said = kind === "card" ? ["merge", { into: id, cards: others }] : ["merge_stages", { into: id, stages: others }];
    this.ask(text, this.words.merge, () => this.send(...said, done));
  },

  // ---- asking before what cannot be seen at a glance ----

  ask(text, verb, does) {
    this.asked = does;
    const yes = action("confirm", "↵", verb);
    yes.classList.add("cjm-main");
    this.confirm.setAttribute("aria-label", text);
    this.confirm.replaceChildren(element("span", "", text), yes, action("refuse", "Esc", this.words.cancel));
    this.confirm.hidden = false;
    yes.focus();
  },

  answer(isYes) {
    const does = this.asked;
    this.asked = null;
    this.confirm.hidden = true;
    this.focus();
    if (isYes) does?.();
  },

  // ---- what stands on a card or a stage ----

  rename(item = this.cursor) {
    const node = this.grid.find(item);
    const [kind, id] = item.split(/:(.*)/s);
    const holder = node?.querySelector(kind === "card" ? ".cjm-b-title" : ".cjm-b-name");
    if (!holder || holder.hidden) { this.say(this.words.need_card, true); return; }
    const name = kind === "card" ? this.held.cards[id].title : this.held.stages.find((stage) => stage.id === id).name;
    this.cursor = item;
    this.mark();
    const language = this.model.get("language");
    const sends = kind === "card"
      ? (text) => this.send("rename", { card: id, title: text })
      : (text) => this.send("rename_stage", { stage: id, name: { [language]: text } });
    const end = () => { if (!this.root.contains(document.activeElement) || document.activeElement === document.body) this.focus(); };
    renameIn(holder, name, this.words.rename, { keep: (text) => { sends(text); end(); }, leave: end });
  },

  hide(item = this.cursor) {
    const [kind, id] = item.split(/:(.*)/s);
    if (kind === "card") this.send(this.held.cards[id].hidden ? "show" : "hide", { card: id });
    else if (kind === "head") this.send(this.held.stages.find((stage) => stage.id === id).hidden ? "show_stage" : "hide_stage", { stage: id });
    else this.say(this.words.need_card, true);
  },

  pin(card = this.card) {
    if (card) this.send("pin", { card: card.id, on: !card.pinned });
    else this.say(this.words.need_card, true);
  },

  remove(card) {
    this.ask(fill(this.words.confirm_remove, { title: card.title }), this.words.remove, () => { this.send("remove", { card: card.id }); });
  },

  // ---- what is written ----

  write(stage = this.stage, lane = this.grid.placeOf(this.cursor)?.lane) {
    const known = this.held.lanes.some(({ id }) => id === lane);
    const build = (fields) => fields.write(this.held, stage, known ? lane : "opportunity", this.answerable(stage));
    this.showForm("write", this.words.write, build, "title");
  },

  // The pain points that a card of a stage can answer; those that are marked are ticked.
  answerable(stage) {
    const pains = Object.values(this.held.cards).filter((card) => card.lane === "pain_point" && !card.hidden && card.stage === stage);
    return pains.map(({ id, title }) => [id, title, this.marked.has(`card:${id}`)]);
  },

  addStage() {
    const at = this.grid.stages.findIndex(({ id }) => id === this.stage);
    const before = this.isHead ? this.grid.stages[at + 1]?.id ?? "" : "";
    this.showForm("add_stage", this.words.add_stage, (fields) => fields.addStage(this.held, before), "name");
  },

  showForm(form, title, build, first) {
    const { pane } = this;
    this.form = form;
    this.openPane(() => {
      pane.shown = "";
      pane.opened = null;
      pane.node.hidden = false;
      setText(pane.title, title);
      pane.page.setAttribute("aria-label", title);
      pane.fields.forget();
      pane.page.replaceChildren(build(pane.fields));
    });
    pane.field(first).focus();
  },

  saveForm() {
    const said = typed(this.pane.page);
    const finish = (item) => {
      this.closePane();
      if (this.model.get("opened").id) this.send("close");
      this.stand(item);
    };
    if (this.form === "write") this.send("write", said, ({ made }) => finish(`card:${made}`));
    else this.send("add_stage", { ...said, before: said.before || null }, ({ made }) => finish(`head:${made}`));
  },

  // Opens the card one stands on, if it is not, and goes to a field of it.
  goField(name, card = this.card) {
    const go = () => {
      const field = name === "quote" ? this.pane.page.querySelector("[data-quote]") : this.pane.field(name);
      (field ?? this.pane.title).focus();
      field?.closest("section")?.scrollIntoView({ block: "nearest" });
    };
    if (this.pane.node.contains(document.activeElement) && this.pane.opened?.kind === "card") go();
    else if (card) this.open(`card:${card.id}`, go);
    else this.say(this.words.need_card, true);
  },

  save(act) {
    const { opened } = this.pane;
    const said = typed(this.pane.page);
    const kept = (...names) => () => { for (const name of names) this.pane.fields.written.delete(name); };
    if (act === "save_plan") {
      const { owner, status, due, value, difficulty } = said;
      const names = ["owner", "status", "due", "value", "difficulty"];
      this.send("assign", { card: opened.id, owner, status, due, value: Number(value), difficulty: Number(difficulty) }, kept(...names));
    } else if (act === "save_comment") {
      this.send("comment", { card: opened.id, text: said.comment }, () => { kept("comment")(); this.pane.field("comment").value = ""; });
    } else if (act === "save_stage") {
      this.send("revise_stage", { stage: opened.id, name: said.name, question: said.question, definition: said.definition }, () => this.pane.fields.forget());
    } else if (act === "split_off") {
      const segment_ids = [...this.pane.chosen];
      if (!segment_ids.length) { this.say(this.words.need_quote, true); return; }
      this.send("split", { card: opened.id, segment_ids, title: said.split }, () => {
        kept("split")();
        this.pane.chosen.clear();
        if (this.pane.field("split")) this.pane.field("split").value = "";
        this.pane.drawChosen();
      });
    }
  },
};

Object.assign(BoardScreen.prototype, BOARD_ACTS);
