// The open theme: names, facts and acts above; quotes, words, sub-themes, memo and segments below in one scrolling page.

class ThemePane {
  constructor(words) {
    Object.assign(this, { words, what: "", ids: [], lines: new Map(), left: 0 });
    this.node = element("div", "cjm-pane");
    this.head = element("header", "cjm-pane-head");
    this.names = element("div", "cjm-names");
    this.facts = element("p", "cjm-pane-facts");
    this.acts = element("div", "cjm-acts");
    this.actions = {
      rename: action("rename", "r", words.rename),
      pin: action("pin", "p", words.pin),
      hide: action("hide", "h", words.hide),
      memo: action("memo", "n", words.write_memo),
      merge: action("merge", "M", words.merge_none),
      parts: action("parts", "S", words.split_by),
    };
    this.acts.append(...Object.values(this.actions));
    this.head.append(this.names, this.facts, this.acts);
    this.page = element("div", "cjm-pane-page");
    this.about = element("div", "cjm-about");
    this.memo = element("section", "cjm-memo");
    this.said = element("ul", "cjm-said-lines");
    this.said.setAttribute("role", "listbox");
    this.said.setAttribute("aria-label", words.segments);
    this.said.setAttribute("aria-multiselectable", "true");
    this.saidHead = element("h4", "", "");
    this.more = element("button", "cjm-link cjm-more");
    this.more.type = "button";
    this.page.append(this.memo, this.about, this.saidHead, this.said, this.more);
    this.node.append(this.head, this.page);
  }

  draw(theme, isOther) {
    const top = isOther ? 0 : this.page.scrollTop;
    const isOpen = Boolean(theme.theme_id);
    this.node.classList.toggle("cjm-is-empty", !isOpen);
    this.node.dataset.family = theme.family ?? "";
    if (isOther) this.what = "";
    if (!isOpen) {
      this.ids = [];
      this.lines.clear();
      this.left = 0;
      this.names.replaceChildren(element("p", "cjm-nothing", this.words.open_one));
      return;
    }
    if (this.what !== "rename") this.drawNames(theme);
    this.drawFacts(theme);
    if (this.what !== "memo") this.drawMemo(theme);
    this.drawAbout(theme);
    this.drawSegments(theme);
    this.page.scrollTop = top;
  }

  drawNames(theme) {
    const several = theme.titles.length > 1;
    const names = theme.titles.map(([language, name], at) => {
      const node = element(at ? "h4" : "h3", "");
      if (several) node.append(element("span", "cjm-language", language));
      const text = element("span", name ? "" : "cjm-quiet", name || this.words.no_name);
      if (name) text.lang = language;
      node.append(text);
      return node;
    });
    const state = element("span", "cjm-state");
    state.append(...tagsOf({ ...theme, memo: false, only: "" }, this.words));
    names[0].append(state);
    this.names.replaceChildren(...names);
  }

  drawFacts(theme) {
    const { words } = this;
    const family = element("span", "cjm-family-name", words[theme.family]);
    if (theme.rest) {
      this.facts.replaceChildren(family, element("span", "", theme.facts), element("span", "cjm-rest-means", words.rest_means));
      return;
    }
    const steady = element("span", "cjm-steady");
    drawSteady(steady, theme.steady);
    this.facts.replaceChildren(family, element("span", "", theme.facts), steady, element("span", "", theme.origin), ...tagsOf({ only: theme.only }, words));
  }

  drawMemo(theme) {
    this.memo.hidden = !theme.memo_text;
    const text = element("p", "", theme.memo_text);
    this.memo.replaceChildren(element("h4", "", this.words.memo), text);
  }

  drawAbout(theme) {
    const { words } = this;
    const parts = [];
    if (theme.motto && !theme.rest) {
      const others = theme.quotes.filter((said) => said.text !== theme.motto.text);
      parts.push(element("h4", "", words.motto), quote(theme.motto, "cjm-motto"), ...others.map((said) => quote(said, "cjm-quote")));
    }
    if (theme.words.length) {
      const list = element("p", "cjm-distinctive");
      list.append(element("b", "", words.words), element("span", "", theme.words.join(" · ")));
      parts.push(list);
    }
    if (theme.parts.length) parts.push(element("h4", "", words.subthemes), this.partChips(theme));
    this.about.replaceChildren(...parts);
  }

  partChips(theme) {
    const box = element("div", "cjm-parts");
    const all = { subtheme: -1, title: this.words.subtheme_all, facts: "" };
    for (const part of [all, ...theme.parts]) {
      const chip = element("button", "cjm-chip");
      chip.type = "button";
      chip.dataset.part = part.subtheme;
      chip.setAttribute("aria-pressed", String(part.subtheme === theme.part));
      chip.append(element("span", "cjm-name", part.title));
      if (part.facts) chip.append(element("span", "cjm-number", part.facts));
      box.append(chip);
    }
    return box;
  }

  drawSegments(theme) {
    const { words } = this;
    this.ids = theme.segments.map((segment) => segment.segment_id);
    this.lines = new Map();
    this.said.replaceChildren(...theme.segments.map((segment) => {
      const line = segmentLine(segment, words, theme.rest);
      this.lines.set(segment.segment_id, line);
      return line;
    }));
    this.left = theme.n_inside - theme.segments.length;
    this.saidHead.replaceChildren(words.segments, element("span", "cjm-number", String(theme.n_inside)));
    this.more.hidden = !this.left;
    this.more.textContent = fill(words.more, { n: Math.min(100, this.left), left: this.left });
  }

  drawActions(theme, nMarked) {
    const { words, actions } = this;
    const fixed = !theme.theme_id || theme.rest;
    for (const act of ["rename", "pin", "hide"]) actions[act].disabled = fixed;
    actions.memo.disabled = !theme.theme_id;
    actions.parts.disabled = fixed || !theme.can_split;
    actions.merge.disabled = fixed || !nMarked;
    actions.pin.lastChild.textContent = theme.pinned ? words.unpin : words.pin;
    actions.hide.lastChild.textContent = theme.hidden ? words.show : words.hide;
    actions.merge.lastChild.textContent = nMarked ? fill(words.merge, { n: nMarked }) : words.merge_none;
  }

  mark(at, selected) {
    for (const [id, line] of this.lines) {
      line.tabIndex = id === at ? 0 : -1;
      line.setAttribute("aria-selected", String(selected.has(id)));
      line.draggable = selected.has(id);
    }
  }

  // ---- fields in place ----

  edit(what, theme) {
    this.what = what;
    if (what === "rename") this.editNames(theme);
    else this.editMemo(theme);
  }

  editNames(theme) {
    const { words } = this;
    this.fields = theme.titles.map(([language, name]) => {
      const field = element("input");
      field.type = "text";
      field.value = name;
      field.lang = language;
      field.dataset.language = language;
      field.setAttribute("aria-label", words[`name_${language}`] ?? language);
      return field;
    });
    const rows = this.fields.map((field) => {
      const row = element("label", "cjm-name-field");
      row.append(element("span", "cjm-language", field.lang), field);
      return row;
    });
    const buttons = element("div", "cjm-field-acts");
    buttons.append(this.fieldButton("save", "⏎"), this.fieldButton("cancel", "Esc"));
    this.names.replaceChildren(...rows, buttons);
    this.fields[0].focus();
    this.fields[0].select();
  }

  editMemo(theme) {
    this.memoField = element("textarea");
    this.memoField.rows = 3;
    this.memoField.value = theme.memo_text;
    this.memoField.setAttribute("aria-label", this.words.memo_field);
    const buttons = element("div", "cjm-field-acts");
    buttons.append(this.fieldButton("save", "Ctrl ⏎"), this.fieldButton("cancel", "Esc"));
    this.memo.hidden = false;
    this.memo.replaceChildren(element("h4", "", this.words.memo), this.memoField, buttons);
    this.page.scrollTop = 0;
    this.memoField.focus();
  }

  fieldButton(act, key) {
    const node = action(act, key, this.words[act]);
    node.dataset.field = act;
    return node;
  }

  typed() {
    return Object.fromEntries(this.fields.map((field) => [field.dataset.language, field.value.trim()]).filter(([, name]) => name));
  }

  leave(theme) {
    this.what = "";
    if (!theme.theme_id) return;
    this.drawNames(theme);
    this.drawMemo(theme);
  }
}
