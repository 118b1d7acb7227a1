// Memos on the segment, the document, the person or a code, and flags for a colleague. Each is kept as an act of its own.

class Notes {
  // `does` offers memo({about, about_id, text}), flag({colleague, text}), unflag(), ask(about_id), close().
  constructor(words, legend, does) {
    Object.assign(this, { words, legend, does });
    this.node = element("div", "cjm-notes");
    this.node.setAttribute("role", "group");
    this.node.setAttribute("aria-label", words.notes);
    this.tags = element("div", "cjm-tags");
    this.memo = this.form("memo", "n");
    this.about = element("select");
    this.about.dataset.kind = "about";
    this.about.setAttribute("aria-label", words.memo_about);
    this.text = element("textarea");
    this.text.rows = 2;
    this.text.setAttribute("aria-label", words.memo);
    this.text.placeholder = words.memo_hint;
    this.memo.append(this.about, this.text, this.button("memo_save", () => this.saveMemo()), this.button("shut", () => this.shut()));
    this.said = element("ul", "cjm-said-by");
    this.flag = this.form("flag", "f");
    this.colleague = element("input");
    this.colleague.type = "text";
    this.colleague.placeholder = words.flag_for;
    this.colleague.setAttribute("aria-label", words.flag_for);
    this.why = element("input");
    this.why.type = "text";
    this.why.placeholder = words.flag_words;
    this.why.setAttribute("aria-label", words.flag_words);
    this.off = this.button("flag_off", () => { this.shut(); does.unflag(); });
    this.flag.append(this.colleague, this.why, this.button("flag_set", () => this.saveFlag()), this.off, this.button("shut", () => this.shut()));
    this.node.append(this.tags);
    // What is written in lies over what is below the page, so that the words stay in sight.
    this.forms = element("div", "cjm-forms");
    this.forms.append(this.memo, this.said, this.flag);
    this.about.addEventListener("change", () => this.drawMemo());
    this.item = null;
    this.asked = {};
  }

  form(name, key) {
    const node = element("div", "cjm-form");
    node.dataset.form = name;
    node.hidden = true;
    node.setAttribute("role", "group");
    node.setAttribute("aria-label", this.words[name]);
    node.append(element("kbd", "", key), element("span", "", this.words[name]));
    return node;
  }

  button(name, onPress) {
    const made = element("button", "cjm-button", this.words[name]);
    made.type = "button";
    made.dataset.act = name;
    made.addEventListener("click", onPress);
    return made;
  }

  // What stands is told in one line that is always there, so that nothing moves when a memo is written.
  draw(item) {
    const isOther = item?.segment_id !== this.item?.segment_id;
    this.item = item;
    if (isOther && !item) this.shut();
    if (isOther) this.asked = {};
    const { words } = this;
    const tags = [];
    for (const flag of item?.flags ?? []) {
      tags.push(element("span", "cjm-tag", `⚑ ${[flag.coder, flag.colleague].filter(Boolean).join(" → ")}${flag.text ? `: ${flag.text}` : ""}`));
    }
    for (const about of ["segment", "document", "case"]) {
      for (const memo of item?.memos?.[about] ?? []) tags.push(element("span", "cjm-tag", `✎ ${words[`about_${about}`]} · ${memo.coder}: ${memo.text}`));
    }
    for (const [coder, said] of Object.entries(item?.others ?? {})) tags.push(element("span", "cjm-tag", `${coder}: ${said}`));
    tags.forEach((tag) => { tag.title = tag.textContent; });
    this.tags.replaceChildren(...tags);
    if (isOther && !this.memo.hidden) this.drawAbouts();
  }

  open(name) {
    if (!this.item) return;
    this.shut(false);
    this[name].hidden = false;
    if (name === "memo") { this.drawAbouts(); this.text.focus({ preventScroll: true }); return; }
    const mine = this.item.flags?.find(({ mine }) => mine);
    this.colleague.value = mine?.colleague ?? "";
    this.why.value = mine?.text ?? "";
    this.off.hidden = !mine;
    this.colleague.focus({ preventScroll: true });
  }

  shut(isDone = true) {
    this.memo.hidden = true;
    this.flag.hidden = true;
    this.said.replaceChildren();
    if (isDone) this.does.close();
  }

  drawAbouts() {
    const { words, item } = this;
    const was = this.about.value;
    const abouts = [["segment", words.about_segment], ["document", `${words.about_document} · ${item.document}`]];
    if (item.case_id) abouts.push(["case", `${words.about_case} · ${item.case_id}`]);
    const codes = allCodes(this.legend).map(({ kind, name }) => [`code ${kind}`, `${words.about_code} · ${name}`]);
    this.about.replaceChildren(...[...abouts, ...codes].map(([value, name]) => new Option(name, value)));
    this.about.value = was || "segment";
    this.drawMemo();
  }

  get target() {
    const [about, code] = this.about.value.split(" ");
    const ids = { segment: this.item?.segment_id, document: this.item?.document_id, case: this.item?.case_id, code };
    return { about, about_id: ids[about] };
  }

  drawMemo() {
    const { about, about_id: id } = this.target;
    if (about === "code" && !this.asked[id]) { this.asked[id] = []; this.does.ask(id); }
    const memos = about === "code" ? this.asked[id] : this.item?.memos?.[about] ?? [];
    this.text.value = memos.find(({ mine }) => mine)?.text ?? "";
    this.said.replaceChildren(...memos.filter(({ mine }) => !mine).map(({ coder, text }) => element("li", "", `${coder}: ${text}`)));
  }

  // Memos of a code came from Python.
  take(id, memos) {
    this.asked[id] = memos;
    if (!this.memo.hidden && this.target.about_id === id) this.drawMemo();
  }

  saveMemo() {
    const told = { ...this.target, text: this.text.value.trim() };
    delete this.asked[told.about_id];
    this.shut();
    this.does.memo(told);
  }

  saveFlag() {
    const told = { colleague: this.colleague.value.trim(), text: this.why.value.trim() };
    this.shut();
    this.does.flag(told);
  }

  // Enter keeps, Shift+Enter begins a line, Escape leaves all as it was.
  press(event) {
    if (event.key === "Escape") this.shut();
    else if (event.key === "Enter" && !event.shiftKey && event.target === this.text) this.saveMemo();
    else if (event.key === "Enter" && event.target.closest("input")) this.saveFlag();
    else return false;
    return true;
  }
}
