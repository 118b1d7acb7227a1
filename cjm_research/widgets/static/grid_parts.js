// The parts of the survey grid: the head with its filters, one row, the answer in full. It is joined in front of grid.js.

const cell = (className, text) => {
  const node = element("div", className, text);
  node.setAttribute("role", "gridcell");
  return node;
};

function action(act, key, text, onPress) {
  const node = element("button", "cjm-g-button");
  node.type = "button";
  node.dataset.act = act;
  node.append(element("kbd", "", key), element("span", "", text));
  node.addEventListener("click", onPress);
  return node;
}

function codeButton(code, family, name, onPress) {
  const node = element("button", "cjm-g-chip");
  node.type = "button";
  if (family) node.dataset.family = family;
  node.title = [code.name, code.definition].filter(Boolean).join(": ");
  if (code.key) node.append(element("kbd", "", code.key));
  node.append(element("span", "", name));
  node.addEventListener("click", onPress);
  return node;
}

// A dashed edge and the word: nobody but the machine said it. Colour only repeats the family.
function mark({ name, family, by, n, of }, words) {
  const node = element("span", "cjm-g-mark");
  if (family) node.dataset.family = family;
  node.classList.toggle("cjm-g-by-machine", by === "machine");
  node.title = by === "machine" ? fill(words.suggested, { name }) : name;
  node.append(element("span", "cjm-g-mark-name", name));
  if (by === "machine") node.append(element("span", "cjm-g-hush", words.by_machine));
  if (n < of) node.append(element("span", "cjm-g-mark-n", fill(words.of_parts, { n, of })));
  return node;
}

function select(label, options, onChange) {
  const node = element("select");
  node.setAttribute("aria-label", label);
  node.append(...options.map(([value, text]) => new Option(text, value)));
  node.addEventListener("change", onChange);
  return node;
}

// One row; it is drawn anew whenever it comes on the screen.
function rowNode(row, index, { words, selected, isCursor, id }) {
  const node = element("div", "cjm-g-row");
  node.id = id;
  node.dataset.index = index;
  node.setAttribute("role", "row");
  node.setAttribute("aria-rowindex", index + 2);
  if (!row) {
    node.append(cell("cjm-g-wait", "…"));
    return node;
  }
  const silent = !row.parts.length;
  node.classList.toggle("cjm-g-silent", silent);
  node.classList.toggle("cjm-g-cursor", isCursor);
  node.setAttribute("aria-selected", String(selected));
  const box = cell("cjm-g-pick");
  const tick = element("span", "cjm-g-box");
  tick.setAttribute("aria-hidden", "true");
  if (!silent) box.append(tick);
  const answer = cell("cjm-g-answer", silent ? words.no_answer : row.text);
  if (row.language) answer.lang = row.language;
  if (!silent) answer.title = row.text;
  const alike = cell("cjm-g-alike", row.alike > 1 ? String(row.alike) : "");
  alike.title = row.alike > 1 ? words.alike_means : "";
  const codes = cell("cjm-g-marks");
  codes.append(...row.chips.map((chip) => mark(chip, words)));
  if (row.coded && !row.chips.some(({ by }) => by === "me")) codes.prepend(element("span", "cjm-g-none", words.nothing_here));
  node.append(box, cell("cjm-g-person", row.person), ...row.closed.map((value) => {
    const told = cell("cjm-g-closed", value);
    told.title = value;
    return told;
  }), answer, alike, codes);
  return node;
}

// The answer at the cursor in full, segment by segment, with what was said and what is suggested.
class FullAnswer {
  constructor(words) {
    this.words = words;
    this.node = element("div", "cjm-g-full");
    this.node.tabIndex = 0;
    this.node.setAttribute("role", "region");
    this.node.setAttribute("aria-label", words.answer);
  }

  draw(row, sheet) {
    const { words } = this;
    if (!row) { this.node.replaceChildren(); return; }
    const told = row.closed.map((value, at) => value && sheet.columns[at] + words.colon + value).filter(Boolean);
    const head = element("p", "cjm-g-who", [row.person, ...told].join(" · "));
    const parts = row.parts.map((part) => this.part(part, row.language, sheet.blind));
    this.node.replaceChildren(head, ...(parts.length ? parts : [element("p", "cjm-g-quiet", words.no_answer)]));
  }

  part(part, language, isBlind) {
    const { words } = this;
    const node = element("div", "cjm-g-part");
    const text = element("p", "", part.text);
    if (language) text.lang = language;
    const said = part.said.length ? part.said.join(", ") : part.is_coded ? words.nothing_here : "";
    const shown = part.suggested.map(([name, score]) => name + (score === null ? "" : ` ${score.toFixed(2)}`)).join(", ");
    const facts = element("p", "cjm-g-facts");
    if (said) facts.append(element("b", "", words.part_said + words.colon + said), " · ");
    facts.append(isBlind ? words.hidden : shown ? words.part_suggested + words.colon + shown : words.nothing_suggested);
    node.append(text, facts);
    return node;
  }
}

// The row of column heads: a button that sorts, and for closed questions a filter.
class Heads {
  constructor(words, onSort, onFilter) {
    Object.assign(this, { words, onSort, onFilter, filters: new Map(), buttons: new Map() });
    this.node = element("div", "cjm-g-row cjm-g-heads");
    this.node.setAttribute("role", "row");
    this.node.setAttribute("aria-rowindex", 1);
  }

  build(sheet, kept) {
    this.filters.clear();
    this.buttons.clear();
    const { words } = this;
    const pick = element("div", "cjm-g-pick");
    pick.setAttribute("role", "columnheader");
    pick.append(element("span", "cjm-g-hush", words.all));
    const closed = sheet.columns.map((name) => this.head(name, name, this.filter(sheet, name, kept[name])));
    this.node.replaceChildren(
      pick, this.head("person", words.person), ...closed, this.head("answer", words.answer, this.length(sheet)),
      this.head("alike", words.alike), this.head("codes", words.codes),
    );
  }

  head(key, name, ...below) {
    const node = element("div", "cjm-g-head-cell");
    node.setAttribute("role", "columnheader");
    node.dataset.sort = key;
    const button = element("button", "cjm-g-sort");
    button.type = "button";
    button.title = fill(this.words.sort_by, { name });
    button.append(element("span", "", name), element("span", "cjm-g-arrow"));
    button.addEventListener("click", () => this.onSort(key));
    this.buttons.set(key, { node, arrow: button.lastChild });
    node.append(button, ...below.filter(Boolean));
    return node;
  }

  length() {
    const button = element("button", "cjm-g-sort cjm-g-by-length");
    button.type = "button";
    button.title = fill(this.words.sort_by, { name: this.words.length });
    button.append(element("span", "", this.words.length), element("span", "cjm-g-arrow"));
    button.addEventListener("click", () => this.onSort("length"));
    this.buttons.set("length", { node: null, arrow: button.lastChild });
    return button;
  }

  filter(sheet, name, kept) {
    const { words } = this;
    const { values, more } = sheet.closed.find((each) => each.name === name);
    const all = fill(words.all_of, { name });
    const node = select(all, [["", words.all_values], ["", words.not_told], ...values.map(([value, n]) => [value, `${value} (${n})`])], this.onFilter);
    if (more) node.append(Object.assign(new Option(fill(words.more_values, { n: more })), { disabled: true }));
    if (kept !== undefined) node.selectedIndex = kept === "" ? 1 : 2 + values.findIndex(([value]) => value === kept);
    this.filters.set(name, node);
    return node;
  }

  // The first choice is all, the second those who did not say.
  chosen() {
    const told = [...this.filters].filter(([, node]) => node.selectedIndex > 0);
    return Object.fromEntries(told.map(([name, node]) => [name, node.value]));
  }

  draw(sort, descending) {
    for (const [key, { node, arrow }] of this.buttons) {
      const isSorted = key === sort;
      arrow.textContent = isSorted ? (descending ? "▼" : "▲") : "";
      if (!node) continue;
      if (isSorted) node.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else node.removeAttribute("aria-sort");
    }
  }
}
