// One card of the board. It is built once and drawn anew only when what is shown of it has changed.

// "7 of 12 people · 15 mentions": lines break between the figures, not within one.
const factsOf = (facts) => facts.split(" · ").flatMap((each, at) => [...(at ? [" · "] : []), element("span", "", each)]);

class CardNode {
  constructor(words) {
    this.words = words;
    this.drawn = "";
    this.node = element("div", "cjm-b-card");
    this.node.tabIndex = -1;
    this.node.setAttribute("role", "group");
    this.node.setAttribute("aria-roledescription", words.a_card);
    this.tick = element("span", "cjm-b-tick");
    this.tick.setAttribute("aria-hidden", "true");
    this.title = element("div", "cjm-b-title");
    this.tag = element("span", "cjm-b-tag");
    this.grade = element("span", "cjm-b-grade");
    this.facts = element("div", "cjm-b-facts");
    this.quote = element("q", "cjm-b-quote");
    this.marks = element("div", "cjm-b-marks");
    this.plan = element("div", "cjm-b-plan");
    const top = element("div", "cjm-b-top");
    top.append(this.tag, this.grade);
    this.node.append(this.tick, top, this.title, this.facts, this.quote, this.marks, this.plan);
  }

  draw(card) {
    const now = JSON.stringify(card);
    if (now === this.drawn) return false;
    this.drawn = now;
    this.card = card;
    const { node } = this;
    Object.assign(node.dataset, { card: card.id, item: `card:${card.id}`, family: card.lane });
    node.classList.toggle("cjm-is-draft", card.draft);
    node.classList.toggle("cjm-is-hidden", card.hidden);
    node.classList.toggle("cjm-is-intended", card.intended);
    node.title = card.title;
    setText(this.title, card.title);
    this.title.lang = langOf(card.title);
    setText(this.tag, card.subtype);
    this.tag.hidden = !card.subtype;
    this.tag.title = card.subtype;
    this.grade.replaceChildren(element("i", "", card.sign), element("span", "", card.grade));
    this.facts.replaceChildren(...factsOf(card.facts));
    setText(this.quote, card.quote);
    this.quote.lang = langOf(card.quote);
    this.quote.hidden = !card.quote;
    this.marks.replaceChildren(...card.marks.map((mark) => element("span", "cjm-b-mark", mark)));
    this.marks.hidden = !card.marks.length;
    setText(this.plan, card.plan);
    this.plan.hidden = !card.plan;
    this.label();
    return true;
  }

  mark(isMarked) {
    if (this.isMarked === isMarked) return;
    this.isMarked = isMarked;
    this.node.classList.toggle("cjm-is-marked", isMarked);
    setText(this.tick, isMarked ? "✓" : "");
    this.label();
  }

  label() {
    const { card } = this;
    const said = [card.title, card.label, ...(this.isMarked ? [this.words.marked] : [])];
    this.node.setAttribute("aria-label", said.join(" · "));
  }
}

// A field in the place of a name: Enter keeps it, Escape leaves it as it was.
function renameIn(node, name, label, { keep, leave }) {
  const field = element("textarea", "cjm-b-rename");
  field.value = name;
  field.rows = 2;
  field.setAttribute("aria-label", label);
  let isOver = false;
  const end = (isKept) => {
    if (isOver) return;
    isOver = true;
    const text = field.value.replace(/\s+/g, " ").trim();
    node.hidden = false;
    field.remove();
    if (isKept && text !== name) keep(text);
    else leave();
  };
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      end(event.key === "Enter");
    }
  });
  field.addEventListener("blur", () => end(true));
  node.hidden = true;
  node.after(field);
  field.focus();
  field.select();
}
