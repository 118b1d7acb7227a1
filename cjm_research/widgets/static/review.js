// The review view. The page is built once and filled in place, so that nothing jumps when a key is pressed.
// What is toggled lives here until it is saved; what is saved lives in the session, in Python.

const PATIENCE = 6000; // milliseconds without an answer before the view says so

class ReviewScreen {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.words = model.get("words");
    this.legend = model.get("legend");
    this.draft = {};
    this.touched = new Set();
    this.waiting = null;
    this.build();
    this.draw();
  }

  // ---- built once ----

  build() {
    const { root, words } = this;
    root.className = "cjm-review";
    root.tabIndex = 0;
    root.lang = this.model.get("language");
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", words.view);
    this.head = element("div", "cjm-head");
    this.count = element("span", "cjm-count");
    this.bar = element("div", "cjm-progress");
    this.bar.setAttribute("role", "progressbar");
    this.bar.append(element("i"));
    this.place = element("span", "cjm-place");
    this.head.append(this.count, this.bar, this.place);
    this.page = element("div", "cjm-page");
    this.codes = element("div", "cjm-codes");
    this.chips = new Map();
    this.reasons = new Map();
    this.legend.families.forEach((family) => this.codes.append(this.buildFamily(family)));
    this.own = this.buildOwn();
    this.rest = element("div", "cjm-rest");
    this.emotion = this.buildSelect("emotion", "e");
    this.band = new EmotionBand(words);
    this.rest.append(this.band.node);
    this.stage = this.buildSelect("stage", "g");
    this.rank = new StageRank(words, this.legend.stages, () => this.focus());
    this.rest.append(this.rank.node);
    this.facts = element("div", "cjm-facts");
    this.actions = element("div", "cjm-actions");
    this.buildActions();
    this.note = element("div", "cjm-note");
    this.note.setAttribute("role", "status");
    this.source = element("div", "cjm-source");
    this.status = element("div", "cjm-status");
    this.status.append(this.note, this.source);
    this.panel = new AgreementPanel(words, this.legend, (isOpen) => this.model.send({ act: "fold", is_open: isOpen }));
    this.keys = element("div", "cjm-keys");
    this.own.hidden = !this.legend.own.length;
    root.replaceChildren(this.head, this.page, this.codes, this.own, this.rest, this.facts, this.actions, this.status, this.keys, this.panel.node);
    root.addEventListener("focusin", () => this.drawKeys());
    root.addEventListener("focusout", () => requestAnimationFrame(() => this.drawKeys()));
    root.addEventListener("click", (event) => {
      if (!event.target.closest("button, select, details") && !String(getSelection())) this.focus();
    });
    this.observer = new ResizeObserver(() => this.drawBrackets());
    this.observer.observe(this.page);
  }

  buildFamily(family) {
    const box = element("section", "cjm-family");
    box.dataset.family = family.id;
    const head = element("div", "cjm-family-head");
    const decision = new Decision(this.words);
    head.append(element("h4", "", family.name), decision.node);
    const chips = element("div", "cjm-chips");
    for (const code of family.codes) {
      const chip = codeChip(code, withoutFamily(code.name, family.name));
      chip.addEventListener("click", () => { this.toggle(family.id, code.subtype); this.focus(); });
      this.chips.set(`${family.id} ${code.subtype}`, chip);
      chips.append(chip);
    }
    const reason = element("p", "cjm-reason");
    const near = element("ul", "cjm-near");
    this.reasons.set(family.id, { decision, reason, near });
    box.append(head, chips, reason, near);
    return box;
  }

  buildOwn() {
    const box = element("section", "cjm-own");
    const chips = element("div", "cjm-chips");
    this.ownChips = new Map();
    for (const code of this.legend.own) {
      const chip = codeChip(code, code.name);
      const decision = new Decision(this.words);
      chip.lastChild.before(decision.node);
      chip.addEventListener("click", () => { this.toggleOwn(code.id); this.focus(); });
      this.ownChips.set(code.id, { chip, decision });
      chips.append(chip);
    }
    this.ownReason = element("p", "cjm-reason");
    box.append(element("h4", "", this.words.own), chips, this.ownReason);
    return box;
  }

  buildSelect(kind, key) {
    const label = element("label", "cjm-select");
    const select = element("select");
    select.dataset.kind = kind;
    select.addEventListener("change", () => this.focus());
    label.append(element("kbd", "", key), element("span", "", this.words[kind]), select);
    this.rest.append(label);
    return select;
  }

  buildActions() {
    this.buttons = {
      save: button("⏎", "save", () => this.send("save")),
      reject: button("x", "reject", () => this.send("reject")),
      skip: button("s", "skip", () => this.send("skip")),
      undo: button("u", "undo", () => this.send("undo")),
      back: button("←", "back", () => this.send("back")),
      on: button("→", "on", () => this.send("on")),
    };
    for (const [act, node] of Object.entries(this.buttons)) {
      node.lastChild.textContent = this.words[act];
      this.actions.append(node);
    }
  }

  // ---- drawn for each segment ----

  draw() {
    const screen = this.model.get("screen");
    const item = screen.item;
    clearTimeout(this.waiting);
    this.waiting = null;
    if (!screen.failed) {
      this.draft = { ...(item ? item.codes ?? item.suggested_codes : {}) };
      this.draftOwn = new Set(item ? item.own_codes ?? item.suggested_own : []);
      this.touched = new Set();
      this.drawSelects(item);
      this.drawPage(screen);
    }
    this.drawHead(screen);
    this.drawFacts(screen);
    this.drawCodes();
    this.drawNote(screen);
    this.drawKeys();
  }

  drawHead(screen) {
    const { words } = this;
    this.count.textContent = fill(words.progress, screen) + (screen.skipped ? fill(words.skipped, screen) : "");
    this.bar.setAttribute("aria-valuemax", screen.total);
    this.bar.setAttribute("aria-valuenow", screen.done);
    this.bar.setAttribute("aria-label", this.count.textContent);
    this.bar.firstChild.style.width = `${screen.total ? (100 * screen.done) / screen.total : 0}%`;
    const item = screen.item;
    this.place.textContent = item ? [item.document, item.case_id, fill(words.number, item)].filter(Boolean).join(" · ") : "";
  }

  drawFacts(screen) {
    const { words } = this;
    const item = screen.item;
    this.band.draw(item?.band);
    this.rank.draw(item?.rank ?? []);
    const said = ["touchpoint", "interaction"].filter((kind) => item?.[kind]);
    this.facts.textContent = said.map((kind) => fill(words[kind], { name: item[kind] })).join(" · ");
    const tier = element("span", "cjm-tier", words[`tier_${item?.tier}`] ?? "");
    tier.title = words[`tier_${item?.tier}_means`] ?? "";
    const learned = element("span", "cjm-learned", screen.learned ? fill(words.learned, { n: screen.learned }) : "");
    learned.title = words.learned_means;
    this.source.replaceChildren(...[tier, learned].filter((node) => node.textContent));
    this.panel.draw(this.model.get("agreement"), screen.done);
  }

  drawPage(screen) {
    const { words } = this;
    this.page.replaceChildren();
    const item = screen.item;
    this.root.classList.toggle("cjm-without-item", !item);
    if (!item) {
      this.page.append(element("p", "cjm-end", fill(screen.total ? words.all_done : words.empty, screen)));
      return;
    }
    this.page.lang = item.language;
    const lines = item.question ? [{ label: words.asked, runs: [["", item.question]] }, ...item.lines] : item.lines;
    for (const line of lines) {
      const row = element("div", "cjm-line");
      const text = element("p");
      const framed = element("span", "cjm-segment");
      for (const [look, part] of line.runs) {
        if (!look) { text.append(part); continue; }
        if (!framed.parentNode) text.append(framed);
        framed.append(look === "cue" ? element("u", "", part) : part);
      }
      row.append(element("span", "cjm-speaker", line.label), text);
      this.page.append(row);
    }
    this.brackets = element("div", "cjm-brackets");
    this.page.append(this.brackets);
    const segment = this.page.querySelector(".cjm-segment");
    // The segment always comes to the same height on the page, so that the eye need not look for it.
    if (segment) this.page.scrollTop = segment.offsetTop - this.page.clientHeight / 3;
  }

  drawSelects(item) {
    const { words, legend } = this;
    const emotions = [1, 2, 3, 4, 5].map((point) => ({ id: `${point}.0`, name: words[`emotion_${point}`] }));
    this.drawSelect(this.emotion, emotions, item);
    this.drawSelect(this.stage, [...legend.stages, { id: "none", name: words.no_stage }], item);
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
    select.value = said;
    select.disabled = !item;
  }

  drawCodes() {
    const item = this.model.get("screen").item;
    for (const family of this.legend.families) {
      const shown = item?.suggested[family.id];
      for (const code of family.codes) this.drawChip(family.id, code, item, shown);
      this.drawReason(family.id, shown, item);
    }
    this.drawOwn(item);
    const asSuggested = this.legend.families.every(({ id }) => (this.draft[id] ?? "") === (item?.suggested_codes[id] ?? ""))
      && this.legend.own.every(({ id }) => this.draftOwn.has(id) === Boolean(item?.suggested_own.includes(id)));
    this.buttons.save.lastChild.textContent = asSuggested ? this.words.accept : this.words.save;
    for (const act of ["save", "reject", "skip"]) this.buttons[act].disabled = !item;
    this.drawBrackets();
  }

  drawChip(family, code, item, shown) {
    const chip = this.chips.get(`${family} ${code.subtype}`);
    const chosen = this.draft[family] === code.subtype;
    drawPressed(chip, chosen, chosen && !item?.codes && !this.touched.has(family), !item);
    drawScore(chip, shown?.value === code.subtype ? shown.score : null, this.words);
  }

  drawReason(family, shown, item) {
    const { decision, reason, near } = this.reasons.get(family);
    decision.draw(shown);
    const carried = isCarried(shown);
    reason.textContent = carried ? shown.reason : "";
    reason.title = reason.textContent;
    drawNear(near, carried ? shown.near : [], this.words, item?.language);
  }

  drawOwn(item) {
    const told = [];
    for (const code of this.legend.own) {
      const { chip, decision } = this.ownChips.get(code.id);
      const shown = item?.own[code.id];
      const chosen = this.draftOwn.has(code.id);
      drawPressed(chip, chosen, chosen && !item?.own_codes && !this.touched.has(code.id), !item);
      drawScore(chip, shown?.score ?? null, this.words);
      decision.draw(shown);
      if (isCarried(shown)) told.push(withExamples(code.name, shown, item.language));
    }
    this.ownReason.textContent = told.join("  ");
    this.ownReason.title = told.join("\n");
  }

  drawBrackets() {
    if (!this.brackets?.isConnected) return;
    const segment = this.page.querySelector(".cjm-segment");
    if (!segment) return;
    const item = this.model.get("screen").item;
    const chosen = this.legend.families.filter((family) => this.draft[family.id]);
    this.brackets.style.top = `${segment.offsetTop}px`;
    this.brackets.style.minHeight = `${segment.offsetHeight}px`;
    const framework = chosen.map((family) => {
      const name = family.codes.find(({ subtype }) => subtype === this.draft[family.id])?.name ?? this.draft[family.id];
      const saysBoth = name.toLowerCase().includes(family.name.toLowerCase());
      return bracket(saysBoth ? name : `${family.name} · ${name}`, family.id, !item.codes && !this.touched.has(family.id));
    });
    const own = this.legend.own.filter(({ id }) => this.draftOwn.has(id));
    this.brackets.replaceChildren(
      ...framework, ...own.map(({ id, name }) => bracket(name, "", !item.own_codes && !this.touched.has(id))),
    );
  }

  drawNote(screen) {
    const item = screen.item;
    const standing = item?.codes ? this.words.reviewed : item?.skipped ? this.words.put_off : "";
    this.say(screen.note || standing, screen.failed);
  }

  drawKeys() {
    const awake = this.root.contains(document.activeElement);
    const codes = [...this.legend.families.flatMap((family) => family.codes), ...(this.legend.own ?? [])];
    const keys = codes.map((code) => code.key).filter(Boolean);
    const last = keys.filter((key) => /[1-9]/.test(key)).length;
    const save = this.buttons.save.lastChild.textContent.toLowerCase();
    this.keys.textContent = awake ? fill(this.words.keys, { last, save }) : this.words.asleep;
  }

  say(text, failed) {
    this.note.textContent = text;
    this.note.classList.toggle("cjm-failed", Boolean(failed));
  }

  // ---- what a person does ----

  toggle(family, subtype) {
    const item = this.model.get("screen").item;
    if (!item || this.waiting) return;
    if (this.draft[family] === subtype) delete this.draft[family];
    else this.draft[family] = subtype;
    this.touched.add(family);
    this.drawCodes();
    this.drawKeys();
  }

  toggleOwn(id) {
    if (!this.model.get("screen").item || this.waiting) return;
    if (!this.draftOwn.delete(id)) this.draftOwn.add(id);
    this.touched.add(id);
    this.drawCodes();
    this.drawKeys();
  }

  send(act) {
    if (this.waiting || this.buttons[act].disabled) return;
    const item = this.model.get("screen").item;
    const message = { act, segment_id: item ? item.segment_id : null };
    if (act === "save" || act === "reject") {
      const own = act === "save" ? [...this.draftOwn] : [];
      Object.assign(message, { codes: act === "save" ? this.draft : {}, own, emotion: this.emotion.value, stage: this.stage.value });
    }
    // Until the act is committed and answered no further key is taken: it could only be meant for this segment.
    this.waiting = setTimeout(() => { this.waiting = null; this.say(this.words.silent, true); }, PATIENCE);
    this.model.send(message);
    this.focus();
  }

  focus() {
    this.root.focus({ preventScroll: true });
  }

  press(event) {
    if (!this.root.contains(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Tab" || event.key === "Shift" || (event.shiftKey && event.key === "Enter")) return;
    // Keys stay here: JupyterLab would cut or delete the cell on some of them.
    event.stopPropagation();
    if (event.target.closest("select")) {
      if (event.key === "Escape") this.focus();
      return;
    }
    const native = event.target.closest("button, summary") && (event.key === "Enter" || event.key === " ");
    if (native || event.isComposing) return;
    if (this.answer(event.key)) event.preventDefault();
  }

  answer(key) {
    const acts = { Enter: "save", x: "reject", s: "skip", u: "undo", ArrowLeft: "back", ArrowRight: "on" };
    const name = key.length === 1 ? key.toLowerCase() : key;
    for (const family of this.legend.families) {
      const code = family.codes.find((each) => each.key && each.key === name);
      if (code) { this.toggle(family.id, code.subtype); return true; }
    }
    const own = this.legend.own.find((each) => each.key && each.key === name);
    if (own) this.toggleOwn(own.id);
    else if (acts[name]) this.send(acts[name]);
    else if (name === "e") this.emotion.focus();
    else if (name === "g") this.stage.focus();
    else if (name === "r") this.rank.toggle();
    else if (name === "v") this.panel.toggle();
    else if (name === "ArrowUp" || name === "ArrowDown") this.page.scrollBy(0, name === "ArrowUp" ? -40 : 40);
    else return false;
    return true;
  }
}

function render({ model, el }) {
  const root = document.createElement("div");
  el.append(root);
  const screen = new ReviewScreen(model, root);
  const draw = () => screen.draw();
  const press = (event) => screen.press(event);
  const count = () => screen.panel.draw(model.get("agreement"), model.get("screen").done);
  model.on("change:screen", draw);
  model.on("change:agreement", count);
  // On the window and while the event still goes down, so before the shortcuts of JupyterLab.
  window.addEventListener("keydown", press, true);
  return () => {
    model.off("change:screen", draw);
    model.off("change:agreement", count);
    window.removeEventListener("keydown", press, true);
    screen.observer.disconnect();
    clearTimeout(screen.waiting);
  };
}

export default { render };
