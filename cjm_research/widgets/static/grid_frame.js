// The frame of the survey grid, built once: filters, table, codes, buttons. It is joined in front of grid.js, whose
// screen fills it and gives its controls their meaning.

class GridFrame {
  build() {
    const { root, words } = this;
    root.className = "cjm-grid";
    root.lang = this.model.get("language");
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", words.view);
    this.buildTop();
    this.buildFilters();
    this.heads = new Heads(words, (key) => this.sortBy(key), () => this.look());
    this.table = element("div", "cjm-g-table");
    this.table.tabIndex = 0;
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-label", words.view);
    this.table.setAttribute("aria-multiselectable", "true");
    const top = element("div", "cjm-g-table-head");
    top.setAttribute("role", "rowgroup");
    top.append(this.heads.node);
    this.body = element("div", "cjm-g-body");
    this.body.setAttribute("role", "rowgroup");
    this.none = element("p", "cjm-g-nothing", words.none_found);
    this.table.append(top, this.body);
    this.full = new FullAnswer(words);
    this.buildCodes();
    this.buildStatus();
    root.replaceChildren(this.top, this.filters, this.table, this.none, this.full.node, this.codes, this.status);
    this.table.addEventListener("scroll", () => requestAnimationFrame(() => this.drawRows()));
    this.body.addEventListener("mousedown", (event) => event.shiftKey && event.preventDefault());
    this.body.addEventListener("click", (event) => this.click(event));
    root.addEventListener("focusin", (event) => { event.target.setAttribute("data-lm-suppress-shortcuts", "true"); this.drawKeys(); });
    root.addEventListener("focusout", () => requestAnimationFrame(() => this.drawKeys()));
  }

  buildTop() {
    const { words } = this;
    this.top = element("div", "cjm-g-top");
    this.question = select(words.question, [], () => this.ask());
    this.unit = select(words.unit, ["answer", "segment"].map((each) => [each, words[`unit_${each}`]]), () => this.ask());
    const label = element("label", "cjm-g-question");
    label.append(element("span", "", words.question), this.question);
    const unit = element("label", "cjm-g-unit");
    unit.append(element("span", "", words.unit), this.unit);
    this.count = element("div", "cjm-g-count");
    this.bar = element("div", "cjm-g-progress");
    this.bar.setAttribute("role", "progressbar");
    this.bar.append(element("i"));
    this.top.append(label, unit, this.count, this.bar);
  }

  buildFilters() {
    const { words } = this;
    this.filters = element("div", "cjm-g-filters");
    this.search = element("input", "cjm-g-search");
    this.search.type = "search";
    this.search.placeholder = `${words.search}  ( / )`;
    this.search.setAttribute("aria-label", words.search);
    this.search.addEventListener("input", () => { clearTimeout(this.typing); this.typing = setTimeout(() => this.look(), PAUSE); });
    const ask = () => this.look();
    this.state = select(words.state, ["any", "open", "coded", "silent"].map((each) => [each, words[`state_${each}`]]), ask);
    const codes = this.legend.families.flatMap(({ id, name, codes: own }) => [
      [id, name], ...own.map((code) => [`${id}/${code.subtype}`, `  ${code.name}`]),
    ]);
    this.code = select(words.code, [["", words.any_code], ["none", words.no_code], ...codes, ...this.legend.own.map(({ id, name }) => [`code:${id}`, name])], ask);
    this.length = select(words.length, [], ask);
    this.language = select(words.language, [["", words.language_any], ["en", words.en], ["zh", words.zh]], ask);
    this.columns = element("details", "cjm-g-columns");
    this.columns.append(element("summary", "", words.columns), element("div", "cjm-g-choices"));
    this.clear = element("button", "cjm-g-button", words.clear);
    this.clear.type = "button";
    this.clear.addEventListener("click", () => { this.reset(); this.look(); });
    this.found = element("span", "cjm-g-quiet");
    this.found.setAttribute("role", "status");
    this.filters.append(this.search, this.state, this.code, this.length, this.language, this.columns, this.clear, this.found);
  }

  buildCodes() {
    this.codes = element("div", "cjm-g-codes");
    this.codes.setAttribute("role", "toolbar");
    this.codes.setAttribute("aria-label", this.words.codes);
    for (const family of this.legend.families) {
      const box = element("span", "cjm-g-family");
      box.dataset.family = family.id;
      box.append(element("span", "cjm-g-family-name", family.name));
      for (const code of family.codes) {
        const ending = ` ${family.name.toLowerCase()}`;
        const name = code.name.toLowerCase().endsWith(ending) ? code.name.slice(0, -ending.length) : code.name;
        box.append(codeButton(code, family.id, name, () => this.toggle(`${family.id}/${code.subtype}`)));
      }
      this.codes.append(box);
    }
    if (!this.legend.own.length) return;
    const box = element("span", "cjm-g-family");
    box.append(element("span", "cjm-g-family-name", this.words.own));
    box.append(...this.legend.own.map((code) => codeButton(code, "", code.name, () => this.toggle(`code:${code.id}`))));
    this.codes.append(box);
  }

  buildStatus() {
    const { words } = this;
    this.status = element("div", "cjm-g-status");
    this.note = element("div", "cjm-g-note");
    this.note.setAttribute("role", "status");
    this.note.setAttribute("aria-live", "polite");
    this.picked = element("span", "cjm-g-picked");
    this.acts = {
      accept: action("accept", "⏎", words.accept, () => this.judge("accept")),
      reject: action("reject", "x", words.reject, () => this.judge("reject")),
      same: action("same", "=", words.same, () => this.same()),
      all: action("all", "Ctrl A", words.all, () => this.selectAll()),
      undo: action("undo", "u", words.undo, () => this.send("undo")),
      redo: action("redo", "U", words.redo, () => this.send("redo")),
    };
    this.stale = element("div", "cjm-g-stale");
    this.stale.append(element("span"), action("again", ".", words.again, () => this.look()));
    this.keys = element("div", "cjm-g-keys");
    const buttons = element("div", "cjm-g-acts");
    buttons.append(this.picked, ...Object.values(this.acts));
    const told = element("div", "cjm-g-told");
    told.append(this.note, this.stale);
    this.status.append(buttons, told, this.keys);
  }
}
