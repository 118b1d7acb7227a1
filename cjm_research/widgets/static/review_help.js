// All keys on one sheet, opened with "?", and the one line that a newcomer needs.

class Help {
  constructor(words, onClose) {
    this.onClose = onClose;
    this.node = element("div", "cjm-help");
    this.node.setAttribute("role", "dialog");
    this.node.setAttribute("aria-modal", "true");
    this.node.setAttribute("aria-label", words.help);
    this.node.hidden = true;
    const head = element("div", "cjm-help-head");
    this.shut = element("button", "cjm-button", words.shut);
    this.shut.type = "button";
    this.shut.addEventListener("click", () => this.close());
    head.append(element("h4", "", words.help), this.shut);
    const columns = element("div", "cjm-help-columns");
    for (const group of words.help_keys.split("\n\n")) {
      const [title, ...lines] = group.split("\n");
      const part = element("section");
      const list = element("dl");
      for (const line of lines) {
        const [keys, does] = line.split(" | ");
        const term = element("dt");
        term.append(...keys.split("  ").map((key) => element("kbd", "", key)));
        list.append(term, element("dd", "", does));
      }
      part.append(element("h4", "", title), list);
      columns.append(part);
    }
    this.node.append(head, columns);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open() {
    this.node.hidden = false;
    this.shut.focus();
  }

  close() {
    this.node.hidden = true;
    this.onClose();
  }

  press(event) {
    if (event.key === "Escape" || event.key === "?") this.close();
    else if (event.key === "Tab") this.shut.focus();
    else return false;
    return true;
  }
}
