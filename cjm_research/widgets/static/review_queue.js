// What is asked next, how far one is, and how long it may still take.

class QueueBar {
  // `does` offers show(order, of) and count(), which asks for the orders with their counts.
  constructor(words, does) {
    Object.assign(this, { words, does });
    this.orders = [];
    this.node = element("div", "cjm-head");
    this.which = element("label", "cjm-queue");
    this.order = element("select");
    this.order.dataset.kind = "order";
    this.of = element("select");
    this.of.dataset.kind = "of";
    this.of.setAttribute("aria-label", words.order_of);
    this.text = element("input");
    this.text.type = "search";
    this.text.placeholder = words.order_search_hint;
    this.text.setAttribute("aria-label", words.order_search);
    this.which.append(element("kbd", "", "q"), element("span", "", words.order), this.order);
    this.count = element("span", "cjm-count");
    this.bar = element("div", "cjm-progress");
    this.bar.setAttribute("role", "progressbar");
    this.bar.append(element("i"));
    this.left = element("span", "cjm-left");
    const queue = element("div", "cjm-which");
    queue.append(this.which, this.of, this.text);
    const far = element("div", "cjm-far");
    far.append(this.count, this.bar, this.left);
    this.node.append(queue, far);
    this.order.addEventListener("focus", () => does.count());
    this.order.addEventListener("change", () => this.chosen());
    this.of.addEventListener("change", () => does.show(this.order.value, this.of.value));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) does.show("search", this.text.value.trim());
    });
  }

  chosen() {
    const parts = this.parts(this.order.value);
    this.drawParts(parts, "");
    if (this.order.value === "search") { this.text.focus(); return; }
    if (!needsPart(this.order.value)) this.does.show(this.order.value, "");
    else if (parts.length) this.does.show(this.order.value, parts[0].of);
  }

  parts(order) {
    return this.orders.filter((one) => one.order === order && one.of);
  }

  draw(screen, orders) {
    const { words } = this;
    this.drawOrders(screen, orders);
    this.count.textContent = fill(words.progress, screen) + (screen.skipped ? fill(words.skipped, screen) : "");
    this.bar.setAttribute("aria-valuemin", 0);
    this.bar.setAttribute("aria-valuemax", screen.total);
    this.bar.setAttribute("aria-valuenow", screen.done);
    this.bar.setAttribute("aria-label", this.count.textContent);
    this.bar.firstChild.style.width = `${screen.total ? (100 * screen.done) / screen.total : 0}%`;
    this.left.textContent = screen.left ?? "";
    this.left.title = screen.left_means ?? "";
  }

  drawOrders(screen, orders) {
    const { words } = this;
    // A list that is open is not drawn under the person's hands.
    const told = JSON.stringify([orders, screen.order, screen.of]);
    if (told === this.told || this.text === document.activeElement) return;
    this.told = told;
    this.orders = orders;
    const kinds = [...new Set(this.orders.map(({ order }) => order))];
    const options = kinds.map((order) => {
      const all = this.orders.filter((one) => one.order === order);
      const n = needsPart(order) || order === "search" ? "" : ` (${all[0].n_left})`;
      return new Option((words[`order_${order}`] ?? order) + n, order);
    });
    this.order.replaceChildren(...options);
    this.order.value = screen.order;
    this.drawParts(this.parts(screen.order), screen.of);
    if (screen.order === "search") this.text.value = screen.of;
  }

  drawParts(parts, of) {
    const order = this.order.value;
    this.text.hidden = order !== "search";
    this.of.hidden = !needsPart(order);
    this.of.replaceChildren(...parts.map((one) => new Option(`${one.title || one.of} (${one.n_left})`, one.of)));
    if (of) this.of.value = of;
  }
}

const needsPart = (order) => order === "code" || order === "theme";
