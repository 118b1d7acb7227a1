// Filter as you type over all codes: names in both languages, ids, words of the definition. Enter takes the code that is
// lit; a name that no code has makes a new one with Ctrl or ⌘ and Enter.

class Palette {
  // `does` offers pick(code), create(name), close(); `isOn(code)` whether it is on now.
  constructor(words, legend, recent, does) {
    Object.assign(this, { words, legend, recent, does });
    this.node = element("div", "cjm-palette");
    this.node.setAttribute("role", "dialog");
    this.node.setAttribute("aria-label", words.palette);
    this.node.hidden = true;
    this.input = element("input");
    this.input.type = "text";
    this.input.placeholder = words.palette_hint;
    const id = `cjm-codes-${Math.random().toString(36).slice(2)}`;
    const roles = { role: "combobox", "aria-label": words.palette, "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "true", autocomplete: "off", spellcheck: "false" };
    Object.entries(roles).forEach(([name, value]) => this.input.setAttribute(name, value));
    this.list = element("ul");
    this.list.id = id;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.palette);
    this.foot = element("p", "cjm-foot");
    this.node.append(this.input, this.list, this.foot);
    this.input.addEventListener("input", () => { this.lit = 0; this.draw(); });
    this.node.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.node.hidden && relatedTarget && !this.node.contains(relatedTarget)) this.close(false);
    });
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open() {
    this.node.hidden = false;
    this.input.value = "";
    this.lit = 0;
    this.draw();
    this.input.focus({ preventScroll: true });
  }

  close(isDone = true) {
    this.node.hidden = true;
    if (isDone) this.does.close();
  }

  found() {
    const asked = folded(this.input.value);
    const codes = allCodes(this.legend);
    if (!asked) {
      const lately = this.recent().map((kind) => codes.find((code) => code.kind === kind)).filter(Boolean);
      return [...new Set([...lately, ...codes])];
    }
    // A name that begins so goes before one that holds it, and that before a definition.
    const rank = (code) => {
      const names = [code.name, ...(code.names ?? []), code.subtype ?? code.own].map(folded);
      if (names.some((name) => name.startsWith(asked))) return 0;
      if (names.some((name) => name.includes(asked))) return 1;
      return folded(`${code.group} ${code.definition}`).includes(asked) ? 2 : 3;
    };
    return codes.map((code, at) => ({ code, at, rank: rank(code) })).filter((one) => one.rank < 3)
      .sort((one, other) => one.rank - other.rank || one.at - other.at).map(({ code }) => code);
  }

  draw() {
    const codes = this.codes = this.found();
    this.lit = clamp(this.lit, 0, Math.max(codes.length - 1, 0));
    this.list.replaceChildren(...codes.map((code, at) => {
      const row = element("li");
      row.id = `${this.list.id}-${at}`;
      row.dataset.family = code.family;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(at === this.lit));
      const isChosen = this.does.isOn(code);
      row.append(element("span", "cjm-tick", isChosen ? "✓" : ""), element("span", "cjm-name", code.name), element("span", "cjm-quiet", code.definition));
      if (code.key) row.append(element("kbd", "", code.key));
      row.addEventListener("mousedown", (event) => { event.preventDefault(); this.pick(code); });
      return row;
    }));
    this.input.setAttribute("aria-activedescendant", codes.length ? `${this.list.id}-${this.lit}` : "");
    this.list.children[this.lit]?.scrollIntoView({ block: "nearest" });
    const name = this.input.value.trim();
    this.foot.textContent = name ? fill(this.words.palette_new, { name }) : this.words.palette_foot;
  }

  pick(code) {
    this.close(false);
    this.does.pick(code);
    this.does.close();
  }

  press(event) {
    const name = this.input.value.trim();
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (!name) return true;
      this.close();
      this.does.create(name);
    } else if (event.key === "Enter") {
      if (this.codes[this.lit]) this.pick(this.codes[this.lit]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.lit += event.key === "ArrowDown" ? 1 : -1;
      this.draw();
    } else return false;
    return true;
  }
}

const folded = (text) => (text ?? "").normalize("NFKC").toLowerCase().trim();

// The codes used lately, one press away.
class RecentCodes {
  constructor(words, legend, onPick) {
    Object.assign(this, { legend, onPick });
    this.node = element("div", "cjm-recent");
    this.node.append(element("span", "cjm-quiet", words.recent));
    this.chips = element("div", "cjm-chips");
    this.node.append(this.chips);
    this.none = words.recent_none;
  }

  draw(kinds, isChosen, isByMachine) {
    const codes = kinds.map((kind) => allCodes(this.legend).find((code) => code.kind === kind)).filter(Boolean).slice(0, 6);
    if (!codes.length) { this.chips.replaceChildren(element("span", "cjm-quiet", this.none)); return; }
    this.chips.replaceChildren(...codes.map((code) => {
      const chip = element("button", "cjm-chip", code.name);
      chip.type = "button";
      chip.dataset.family = code.family;
      chip.setAttribute("aria-pressed", String(isChosen(code)));
      chip.classList.toggle("cjm-by-machine", isChosen(code) && isByMachine(code));
      chip.addEventListener("click", () => this.onPick(code));
      return chip;
    }));
  }
}
