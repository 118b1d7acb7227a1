// Marking words: a span of the transcript, by mouse or by keyboard alone, and the small bar that says what to do with it.
// A span is [start, end) in characters of the document; it stays inside one turn.

class SpanBar {
  // `does` offers code(span, codes, own, off), where `off` is the segment from which a code was taken, invivo(span), split(at), palette(), leave().
  constructor(words, legend, page, does) {
    Object.assign(this, { words, legend, page, does });
    this.span = null;
    this.codes = {};
    this.own = new Set();
    this.node = element("div", "cjm-spanbar");
    this.node.setAttribute("role", "toolbar");
    this.node.setAttribute("aria-label", words.span_bar);
    this.node.hidden = true;
    this.quote = element("q", "cjm-spanned");
    this.chips = element("div", "cjm-chips");
    this.acts = element("div", "cjm-chips");
    this.chipOf = new Map();
    for (const code of allCodes(legend)) {
      if (!code.key) continue;
      const chip = element("button", "cjm-chip");
      chip.type = "button";
      chip.dataset.family = code.family;
      chip.append(element("kbd", "", code.key), element("span", "cjm-tick"), element("span", "cjm-name", code.own ? code.name : withoutFamily(code.name, code.group)));
      chip.title = code.name;
      chip.addEventListener("click", () => this.toggle(code));
      this.chipOf.set(code.kind, chip);
      this.chips.append(chip);
    }
    const buttons = [["/", "span_more", () => does.palette()], ["v", "invivo", () => does.invivo(this.span)],
      ["k", "split", () => does.split(this.span[0])], ["Esc", "span_leave", () => does.leave()]];
    for (const [key, act, onPress] of buttons) {
      const made = button(key, act, onPress);
      made.lastChild.textContent = words[act];
      this.acts.append(made);
    }
    this.node.append(this.quote, this.chips, this.acts);
  }

  get isOpen() {
    return Boolean(this.span);
  }

  // The span at the beginning of the segment in work.
  begin() {
    this.isByMouse = false;
    const start = this.page.looks.reading?.[0] ?? this.page.current?.start;
    if (start === undefined) return;
    this.enter(start);
    const first = this.wordsHere().find(([, end]) => end > start - this.row.start) ?? [start - this.row.start, start - this.row.start + 1];
    this.set(first[0] + this.row.start, first[1] + this.row.start);
  }

  // A span that was selected with the mouse; true if it is one.
  take(start, end) {
    this.enter(start);
    const clip = this.row?.clip(start, end);
    const [from, to] = clip ? trimmed(this.row.offsets, ...clip) : [0, 0];
    if (from >= to) { this.row = null; return false; }
    this.isByMouse = true;
    getSelection().removeAllRanges();
    this.set(from + this.row.start, to + this.row.start);
    return true;
  }

  enter(offset) {
    const paper = this.page.paper;
    this.row = paper?.rowsAt(offset, offset + 1)[0] ?? null;
    this.cache = null;
  }

  leave() {
    this.span = null;
    this.node.hidden = true;
    this.page.look({ span: null });
  }

  set(start, end) {
    this.span = [start, end];
    // A span that is a segment already shows what it carries.
    const same = this.same = this.page.paper.within(start, end).find((segment) => segment.start === start && segment.end === end);
    this.codes = { ...(same?.done ? same.codes : {}) };
    this.own = new Set(same?.done ? same.own ?? [] : []);
    this.draw();
  }

  draw() {
    if (!this.span) return;
    const [start, end] = this.span;
    this.page.look({ span: this.span });
    const said = this.page.paper.words(start, end);
    this.quote.textContent = said.length > 60 ? `${said.slice(0, 28)} … ${said.slice(-28)}` : said;
    this.quote.lang = this.page.paper.language;
    for (const code of allCodes(this.legend)) {
      this.chipOf.get(code.kind)?.setAttribute("aria-pressed", String(isOn(code, this.codes, this.own)));
    }
    this.node.hidden = false;
    this.place();
  }

  // By the mouse, under the words or over them where there is no room below; by the keyboard, at the foot of the page,
  // so that it stays where it is while the span grows.
  place() {
    const [start, end] = this.span;
    this.node.classList.toggle("cjm-docked", !this.isByMouse);
    if (!this.isByMouse) { this.node.style.top = ""; this.page.reveal(start, end, this.node.offsetHeight); return; }
    this.page.reveal(start, end);
    const clip = this.row.clip(start, end);
    if (!clip) return;
    const box = this.row.range(...clip).getBoundingClientRect();
    const room = this.page.node.getBoundingClientRect();
    const below = box.bottom - room.top + 8;
    const fits = below + this.node.offsetHeight < room.height || box.top - room.top < this.node.offsetHeight + 8;
    this.node.style.top = `${fits ? below : box.top - room.top - this.node.offsetHeight - 8}px`;
  }

  toggle(code) {
    if (!this.span) return;
    const isOff = isOn(code, this.codes, this.own);
    flip(code, this.codes, this.own);
    this.draw();
    this.does.code(this.span, this.codes, [...this.own], isOff ? this.same?.id ?? "" : "");
  }

  // ---- the keyboard ----

  wordsHere() {
    return (this.cache ??= { words: wordsOf(this.row.offsets, this.page.paper.language) }).words;
  }

  steps() {
    this.wordsHere();
    return (this.cache.steps ??= stepsOf(this.row.offsets, this.page.paper.language));
  }

  // Arrows move by word, with shift they extend or shrink at the end, with alt they go by character.
  press(event) {
    this.isByMouse = false;
    const forward = event.key === "ArrowRight" || event.key === "ArrowDown";
    const step = forward ? 1 : -1;
    const [from, to] = this.span.map((offset) => offset - this.row.start);
    const isLine = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (isLine) { this.toRow(step); return; }
    if (event.altKey) this.byCharacter(from, to, step, event.shiftKey);
    else if (event.shiftKey) this.extend(from, to, step);
    else this.byWord(from, to, step);
  }

  byWord(from, to, step) {
    const all = this.wordsHere();
    const following = step > 0 ? all.find(([start]) => start >= to) : all.findLast(([, end]) => end <= from);
    if (following) this.mark(...following);
    else this.toRow(step, true);
  }

  extend(from, to, step) {
    const all = this.wordsHere();
    if (step > 0) {
      const following = all.find(([, end]) => end > to);
      if (following) this.mark(from, following[1]);
      // The mark that ends the sentence belongs to a span that goes to its end.
      else this.mark(from, this.row.offsets.length);
      return;
    }
    const before = all.findLast(([start, end]) => end < to && start >= from);
    if (before) this.mark(from, before[1]);
  }

  byCharacter(from, to, step, isExtending) {
    const steps = this.steps();
    const next = (place) => (step > 0 ? steps.find((at) => at > place) : steps.findLast((at) => at < place));
    const [start, end] = [isExtending ? from : next(from), next(to)];
    if (start === undefined || end === undefined || end <= start) return;
    this.mark(start, end);
  }

  // To the turn before or after, at its first or last word.
  toRow(step, isWord = false) {
    const rows = this.page.paper.rows;
    const row = rows[rows.indexOf(this.row) + step];
    if (!row) return;
    this.row = row;
    this.cache = null;
    const all = this.wordsHere();
    const word = isWord && step < 0 ? all.at(-1) : all[0];
    if (word) this.mark(...word);
    else this.toRow(step, isWord);
  }

  mark(from, to) {
    this.set(from + this.row.start, to + this.row.start);
  }
}

// ---- codes in one list, whatever they are ----

const allCodes = (legend) => legend.codes ??= [
  ...legend.families.flatMap((family) => family.codes.map((code) => ({
    ...code, family: family.id, kind: `${family.id}/${code.subtype}`, group: family.name,
  }))),
  ...legend.own.map((code) => ({ ...code, own: code.id, family: code.family ?? "", kind: `code:${code.id}`, group: "" })),
];

const isOn = (code, codes, own) => (code.own ? own.has(code.own) : codes[code.family] === code.subtype);

// Puts a code on, or takes it off where it is on.
function flip(code, codes, own) {
  if (code.own) { if (!own.delete(code.own)) own.add(code.own); return; }
  if (codes[code.family] === code.subtype) delete codes[code.family];
  else codes[code.family] = code.subtype;
}
