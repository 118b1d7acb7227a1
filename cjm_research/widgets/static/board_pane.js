// The side pane: an opened card down to the words of each person, with what counts against it and what is planned.

const part = (className, title, ...nodes) => {
  const node = element("section", className);
  node.append(element("h4", "", title), ...nodes);
  return node;
};

class BoardPane {
  constructor(words) {
    this.words = words;
    this.chosen = new Set();
    this.node = element("aside", "cjm-b-pane");
    this.node.setAttribute("aria-label", words.pane);
    this.node.hidden = true;
    this.head = element("div", "cjm-b-pane-head");
    this.title = element("h3");
    this.title.tabIndex = -1;
    this.title.dataset.pane = "title";
    this.close = action("close", "Esc", words.close);
    this.head.append(this.title, this.close);
    this.page = element("div", "cjm-b-page");
    this.page.tabIndex = 0;
    this.page.setAttribute("role", "region");
    this.node.append(this.head, this.page);
    this.fields = new Fields(words);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  shut() {
    this.node.hidden = true;
    this.shown = "";
    this.chosen.clear();
  }

  // A form is kept as it is being written; what is opened is drawn anew when it has changed.
  draw(opened) {
    const now = JSON.stringify(opened);
    if (now === this.shown) return;
    const isSame = this.isOpen && this.opened?.id === opened.id && this.opened?.kind === opened.kind;
    this.shown = now;
    this.opened = opened;
    this.node.hidden = false;
    this.node.dataset.family = opened.lane ?? "";
    setText(this.title, opened.title);
    this.page.setAttribute("aria-label", opened.title);
    if (!isSame) { this.chosen.clear(); this.fields.forget(); this.page.scrollTop = 0; }
    const top = this.page.scrollTop;
    const held = this.page.contains(document.activeElement) ? document.activeElement.dataset : null;
    this.page.replaceChildren(...(opened.kind === "stage" ? this.stage(opened) : this.card(opened)));
    this.page.scrollTop = top;
    if (held?.field) this.field(held.field)?.focus({ preventScroll: true });
    else if (held?.quote) this.page.querySelector(`[data-quote="${CSS.escape(held.quote)}"]`)?.focus({ preventScroll: true });
    else if (held) this.page.focus({ preventScroll: true });
    this.drawChosen();
  }

  field(name) {
    return this.page.querySelector(`[data-field="${CSS.escape(name)}"]`);
  }

  // ---- a card ----

  card(opened) {
    const { words } = this;
    const facts = element("p", "cjm-b-facts", [opened.lane_name, opened.subtype, opened.facts].filter(Boolean).join(" · "));
    const marks = opened.marks.length ? [this.chips(opened.marks)] : [];
    const names = opened.titles.map(([language, title]) => element("p", "cjm-b-other", `${language} · ${title}`));
    return [
      ...names, facts, ...marks, this.cardActs(opened), this.grade(opened), ...this.lines(opened),
      part("cjm-b-said", fill(words.quotes, { n: opened.n_quotes }), ...opened.people.map((person) => this.person(person, true)), this.splitForm(opened)),
      this.against(opened), this.fields.plan(opened), this.comments(opened), this.history(opened),
    ];
  }

  chips(marks) {
    const node = element("p", "cjm-b-marks");
    node.append(...marks.map((mark) => element("span", "cjm-b-mark", mark)));
    return node;
  }

  cardActs(opened) {
    const { words } = this;
    const node = element("div", "cjm-b-acts");
    node.append(
      action("rename", "F2", words.rename), action("pin", "p", opened.pinned ? words.unpin : words.pin),
      action("hide", "h", opened.hidden ? words.show : words.hide), ...(opened.n_quotes > 1 ? [action("split", "s", words.split)] : []),
      action("assign", "a", words.assign), action("comment", "c", words.comment), ...(opened.hand ? [action("remove", "", words.remove)] : []),
    );
    return node;
  }

  grade(opened) {
    const { words } = this;
    const node = part("cjm-b-why", words.grade, element("p", "", `${opened.sign} ${opened.grade}`));
    node.append(...(opened.rule ? [element("p", "cjm-b-facts", opened.rule)] : []));
    if (!opened.parts.length) return node;
    const list = element("ul");
    list.append(...opened.parts.map(([sign, word, text]) => {
      const line = element("li");
      line.append(element("span", "cjm-b-meets", `${sign} ${word}`), element("span", "", text));
      return line;
    }));
    node.append(list);
    return node;
  }

  lines(opened) {
    if (!opened.lines.length) return [];
    const list = element("dl", "cjm-b-lines");
    for (const [label, text] of opened.lines) list.append(element("dt", "", label), element("dd", "", text));
    return [list];
  }

  person({ who, place, quotes }, isChosen) {
    const node = element("div", "cjm-b-person");
    const head = element("h5", "", who);
    head.append(element("span", "cjm-b-facts", place));
    node.append(head, ...quotes.map((quote) => this.said(quote, isChosen)));
    return node;
  }

  said(quote, isChosen) {
    const { words } = this;
    const line = element("label", "cjm-b-line-said");
    if (isChosen) {
      const box = element("input");
      box.type = "checkbox";
      box.dataset.quote = quote.id;
      box.checked = this.chosen.has(quote.id);
      box.setAttribute("aria-label", fill(words.choose_quote, { quote: quote.quote }));
      line.append(box);
    }
    const text = element("span", "cjm-b-context");
    text.lang = langOf(quote.quote);
    if (quote.question) text.append(element("span", "cjm-b-asked", fill(words.asked_then, { question: quote.question })));
    text.append(element("span", "cjm-b-around", quote.before), element("mark", "", quote.quote), element("span", "cjm-b-around", quote.after));
    if (quote.note) text.append(element("span", "cjm-b-facts", quote.note));
    line.append(text);
    return line;
  }

  against(opened) {
    const { words } = this;
    const said = opened.against.length ? opened.against.map((person) => this.person(person, false)) : [element("p", "cjm-b-facts", words.none_against)];
    return part("cjm-b-against", opened.against.length ? fill(words.against, { n: opened.n_against }) : words.against_none, ...said);
  }

  splitForm(opened) {
    const { words } = this;
    const node = element("div", "cjm-b-split");
    if (opened.n_quotes < 2) return node;
    const field = element("input");
    field.type = "text";
    field.dataset.field = "split";
    field.placeholder = words.split_title;
    field.setAttribute("aria-label", words.split_title);
    node.append(element("p", "cjm-b-facts", words.split_how), field, action("split_off", "↵", ""));
    return node;
  }

  drawChosen() {
    const button = this.page.querySelector("[data-act=split_off]");
    if (!button) return;
    setText(button.lastChild, fill(this.words.split_off, { n: this.chosen.size }));
    button.disabled = !this.chosen.size;
  }

  choose(id, isChosen) {
    if (isChosen) this.chosen.add(id);
    else this.chosen.delete(id);
    this.drawChosen();
  }

  comments(opened) {
    const { words } = this;
    const list = element("ul");
    list.append(...opened.comments.map(({ who, when, text }) => {
      const line = element("li");
      line.append(element("span", "cjm-b-facts", `${who} · ${when}`), element("p", "", text));
      return line;
    }));
    const field = this.fields.area("comment", words.comment_hint);
    const acts = element("div", "cjm-b-acts");
    acts.append(action("save_comment", "Ctrl ↵", words.comment_save));
    return part("cjm-b-comments", fill(words.comments, { n: opened.comments.length }), list, field, acts);
  }

  history(opened) {
    const list = element("ul");
    list.append(...opened.history.map(({ who, when, what }) => {
      const line = element("li");
      line.append(element("span", "cjm-b-facts", `${when} · ${who}`), element("span", "", what));
      return line;
    }));
    const none = opened.history.length ? [] : [element("p", "cjm-b-facts", this.words.no_history)];
    return part("cjm-b-history", this.words.history, list, ...none);
  }

  // ---- a stage ----

  stage(opened) {
    const { words } = this;
    const acts = element("div", "cjm-b-acts");
    acts.append(action("hide", "h", opened.hidden ? words.show_stage : words.hide_stage), action("add_stage", "", words.add_stage));
    return [element("p", "cjm-b-facts", opened.facts), acts, ...this.lines(opened), this.fields.stage(opened), this.history(opened)];
  }
}
