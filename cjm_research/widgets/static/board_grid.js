// The board itself: stages across, lanes down. Every column, cell and card is kept and moved, never built twice.

const STEPS = 6; // steps, and touchpoints, of a stage that are shown; the opened stage shows all

class BoardGrid {
  constructor(words) {
    this.words = words;
    this.cards = new Map();
    this.rows = new Map();
    this.points = new Map();
    this.curve = new Curve();
    this.node = element("div", "cjm-b-scroll");
    this.node.setAttribute("role", "grid");
    this.node.setAttribute("aria-label", words.view);
  }

  draw(board, showsHidden, marked) {
    this.board = board;
    this.stages = board.stages.filter((stage) => showsHidden || !stage.hidden);
    this.showsHidden = showsHidden;
    this.node.style.setProperty("--stages", Math.max(this.stages.length, 1));
    const lanes = [["head", board.asked_text], ["emotion", this.words.lane_emotion], ["steps", this.words.lane_steps],
      ...board.lanes.map(({ id, name }) => [id, name])];
    arrange(this.node, lanes.map(([id, name]) => this.row(id, name).node));
    for (const [id, row] of this.rows) this.drawRow(id, row);
    for (const id of this.cards.keys()) if (!board.cards[id]) this.cards.delete(id);
    this.mark(marked);
  }

  row(id, name) {
    let row = this.rows.get(id);
    if (!row) {
      const node = element("div", "cjm-b-row");
      node.setAttribute("role", "row");
      node.dataset.lane = id;
      const label = element("div", "cjm-b-lane");
      label.setAttribute("role", id === "head" ? "columnheader" : "rowheader");
      label.append(element("span"));
      node.append(label);
      row = { node, label, cells: new Map() };
      this.rows.set(id, row);
      if (id === "emotion") {
        label.append(...["emotion_5", "emotion_3", "emotion_1"].map((each, at) => {
          const end = element("i", "cjm-b-end", this.words[each]);
          end.style.top = `${drop(5 - 2 * at)}px`;
          return end;
        }));
      }
    }
    setText(row.label.firstChild, name);
    return row;
  }

  drawRow(id, row) {
    const cells = this.stages.map((stage) => this.cell(id, row, stage));
    for (const stage of row.cells.keys()) if (!this.stages.some((each) => each.id === stage)) row.cells.delete(stage);
    // The drawing spans the whole lane behind its cells.
    arrange(row.node, [row.label, ...(id === "emotion" ? [this.curve.node] : []), ...cells]);
    if (id === "emotion") this.curve.draw(this.stages);
    this.stages.forEach((stage, at) => {
      if (id === "head") this.drawHead(cells[at], stage);
      else if (id === "emotion") this.points.get(cells[at]).draw(stage, this.words);
      else if (id === "steps") this.drawSteps(cells[at], stage);
      else this.drawCell(cells[at], stage, id);
    });
  }

  cell(lane, row, stage) {
    let cell = row.cells.get(stage.id);
    if (cell) return cell;
    cell = element("div", lane === "head" ? "cjm-b-head" : "cjm-b-cell");
    cell.setAttribute("role", lane === "head" ? "columnheader" : "gridcell");
    cell.tabIndex = -1;
    Object.assign(cell.dataset, { stage: stage.id, lane });
    if (lane === "emotion") this.points.set(cell, new Point(cell));
    row.cells.set(stage.id, cell);
    return cell;
  }

  drawHead(cell, stage) {
    const now = JSON.stringify([stage.name, stage.other, stage.question, stage.people, stage.hidden]);
    if (cell.drawn === now) return;
    cell.drawn = now;
    cell.dataset.item = `head:${stage.id}`;
    cell.classList.toggle("cjm-is-hidden", stage.hidden);
    const tick = element("span", "cjm-b-tick");
    tick.setAttribute("aria-hidden", "true");
    const name = element("span", "cjm-b-name");
    name.append(element("b", "", stage.name), ...(stage.other ? [element("span", "cjm-b-other", stage.other)] : []));
    const marks = stage.hidden ? [element("span", "cjm-b-mark", this.words.mark_hidden)] : [];
    cell.replaceChildren(tick, name, element("span", "cjm-b-question", stage.question), element("span", "cjm-b-facts", stage.people), ...marks);
    cell.title = stage.definition;
  }

  drawSteps(cell, stage) {
    const now = JSON.stringify([stage.steps, stage.touchpoints]);
    if (cell.drawn === now) return;
    cell.drawn = now;
    const steps = stage.steps.slice(0, STEPS).map((step, at) => {
      const node = element("li", "cjm-b-step");
      node.tabIndex = -1;
      Object.assign(node.dataset, { item: `step:${stage.id}:${step.id}`, step: step.id });
      node.append(element("span", "cjm-b-number", at + 1), element("span", "", step.name), element("span", "cjm-b-facts", step.facts));
      return node;
    });
    const list = element("ol");
    list.append(...steps);
    const touched = stage.touchpoints.slice(0, STEPS).map(([name, n]) => {
      const node = element("span", "cjm-b-touch", name);
      node.append(element("span", "cjm-b-facts", n));
      return node;
    });
    const left = Math.max(stage.steps.length - STEPS, 0) + Math.max(stage.touchpoints.length - STEPS, 0);
    const more = left ? [element("span", "cjm-b-facts", fill(this.words.more, { n: left }))] : [];
    const none = steps.length || touched.length ? [] : [element("span", "cjm-b-none", this.board.empty)];
    cell.replaceChildren(...(steps.length ? [list] : []), ...touched, ...more, ...none);
    this.focusable(cell, `steps:${stage.id}`, !steps.length);
  }

  drawCell(cell, stage, lane) {
    const ids = (this.board.cells[stage.id]?.[lane] ?? []).filter((id) => this.showsHidden || !this.board.cards[id].hidden);
    if (!cell.none) cell.none = element("span", "cjm-b-none");
    setText(cell.none, lane === "opportunity" ? this.words.no_opportunity : this.board.empty);
    arrange(cell, ids.length ? ids.map((id) => this.card(id)) : [cell.none]);
    this.focusable(cell, `cell:${stage.id}:${lane}`, !ids.length);
  }

  // A cell without anything in it can be stood on, so that a card can be written there.
  focusable(cell, item, isOne) {
    if (isOne) cell.dataset.item = item;
    else delete cell.dataset.item;
    const name = this.stages.find((stage) => stage.id === cell.dataset.stage)?.name ?? "";
    cell.setAttribute("aria-label", `${this.rows.get(cell.dataset.lane).label.firstChild.textContent} · ${name}`);
  }

  card(id) {
    let card = this.cards.get(id);
    if (!card) {
      card = new CardNode(this.words);
      this.cards.set(id, card);
    }
    if (card.draw(this.board.cards[id])) this.n_drawn = (this.n_drawn ?? 0) + 1;
    return card.node;
  }

  mark(marked) {
    for (const [id, card] of this.cards) card.mark(marked.has(`card:${id}`));
    for (const [stage, cell] of this.rows.get("head")?.cells ?? []) {
      const isMarked = marked.has(`head:${stage}`);
      cell.classList.toggle("cjm-is-marked", isMarked);
      if (cell.firstChild) setText(cell.firstChild, isMarked ? "✓" : "");
    }
    for (const cell of this.rows.get("emotion")?.cells.values() ?? []) cell.dataset.item = `emotion:${cell.dataset.stage}`;
  }

  // ---- where things stand ----

  items(cell) {
    return cell.dataset.item ? [cell] : [...cell.querySelectorAll("[data-item]")];
  }

  // Everything that can be stood on in the column of a stage, from its head down.
  column(stage) {
    return [...this.rows.values()].flatMap(({ cells }) => (cells.has(stage) ? this.items(cells.get(stage)) : []));
  }

  find(item) {
    return item ? this.node.querySelector(`[data-item="${CSS.escape(item)}"]`) : null;
  }

  placeOf(item) {
    const node = this.find(item);
    const cell = node?.closest("[data-stage]");
    if (!cell) return null;
    const { stage, lane } = cell.dataset;
    return { node, cell, stage, lane, at: this.items(cell).indexOf(node), column: this.stages.findIndex((each) => each.id === stage) };
  }
}
