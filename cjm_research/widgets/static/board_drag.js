// The mouse on the board: a card or the head of a stage is taken and dropped; a card on another, at its right edge or
// with Shift held, is merged with it. A click opens, with Ctrl marks; a double click renames.

const SLACK = 5; // pixels that a press may wander before it is a drag
const EDGE = 48; // pixels from the edge of the board at which it begins to scroll
const TWICE = 450; // milliseconds between the two presses of a double click
const SPEED = 14; // pixels of that scrolling, each frame

class BoardDrag {
  constructor(screen) {
    this.screen = screen;
    this.root = screen.grid.node;
    this.line = element("div", "cjm-b-drop-line");
    this.zone = element("div", "cjm-b-drop-zone", screen.words.merge);
    this.root.addEventListener("pointerdown", (event) => this.press(event));
    this.moved = (event) => this.move(event);
    this.released = (event) => this.release(event);
    this.stopped = (event) => { if (event.key === "Escape") { event.stopPropagation(); this.end(); this.screen.say(""); } };
  }

  press(event) {
    if (event.button !== 0 || event.pointerType === "touch" || event.target.closest("textarea, input, button")) return;
    const node = event.target.closest("[data-item]");
    if (!node) return;
    const kind = node.dataset.item.split(":")[0];
    // The focus is put by hand: a press on what cannot be edited would else give it to the board.
    event.preventDefault();
    this.screen.stand(node.dataset.item, false);
    node.focus({ preventScroll: true });
    this.start = { x: event.clientX, y: event.clientY, node, kind, isTaken: false, keys: event };
    for (const [name, does] of this.listeners()) window.addEventListener(name, does, true);
  }

  listeners() {
    return [["pointermove", this.moved], ["pointerup", this.released], ["pointercancel", this.released], ["keydown", this.stopped]];
  }

  move(event) {
    const { start } = this;
    if (!start.isTaken) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < SLACK || !["card", "head"].includes(start.kind)) return;
      this.take(start);
    }
    this.at = event;
    this.ghost.style.transform = `translate(${event.clientX + 10}px, ${event.clientY + 8}px)`;
    this.aim(event);
  }

  take(start) {
    start.isTaken = true;
    start.node.classList.add("cjm-is-taken");
    const { words, held } = this.screen;
    const id = start.node.dataset.card;
    this.ghost = element("div", "cjm-view cjm-b-ghost", id ? held.cards[id].title : start.node.querySelector("b").textContent);
    this.ghost.dataset.family = id ? held.cards[id].lane : "";
    this.ghost.lang = this.screen.root.lang;
    this.screen.root.append(this.ghost);
    this.screen.root.classList.add("cjm-is-dragging");
    this.root.dataset.from = id && !held.cards[id].hand ? held.cards[id].lane : "";
    this.screen.say(start.kind === "card" ? words.dragging : words.dragging_stage);
    const scroll = () => {
      if (!this.start?.isTaken) return;
      if (this.at) this.scroll(this.at);
      requestAnimationFrame(scroll);
    };
    requestAnimationFrame(scroll);
  }

  // Where it would fall: before which card of which cell, or into which card; for a stage before which other.
  aim(event) {
    const under = this.root.getRootNode().elementFromPoint(event.clientX, event.clientY);
    const over = under && this.root.contains(under) ? under.closest("[data-stage]") : null;
    this.target = null;
    this.line.remove();
    if (!over) { this.zone.remove(); return; }
    if (this.start.kind === "head") this.aimHead(event, over);
    else if (over.dataset.lane === "head" || !this.screen.held.lanes.some(({ id }) => id === over.dataset.lane)) this.zone.remove();
    else this.aimCard(event, over, under);
  }

  aimHead(event, over) {
    const { stages, rows } = this.screen.grid;
    const at = stages.findIndex(({ id }) => id === over.dataset.stage);
    const box = over.getBoundingClientRect();
    const isAfter = event.clientX > box.left + box.width / 2;
    const before = stages[at + isAfter]?.id ?? null;
    this.target = { stage: this.start.node.dataset.stage, before };
    const head = rows.get("head").cells.get(over.dataset.stage);
    this.line.className = `cjm-b-drop-line cjm-is-upright ${isAfter ? "cjm-is-after" : ""}`;
    head.append(this.line);
  }

  aimCard(event, cell, under) {
    const own = this.start.node;
    const on = under.closest(".cjm-b-card");
    const { stage, lane } = cell.dataset;
    if (on && on !== own && on.dataset.family === own.dataset.family) {
      if (this.zone.parentNode !== on) on.append(this.zone);
      const isMerge = event.shiftKey || event.clientX > this.zone.getBoundingClientRect().left;
      this.zone.classList.toggle("cjm-is-over", isMerge);
      if (isMerge) { this.target = { into: on.dataset.card }; return; }
    } else if (under !== this.zone) this.zone.remove();
    const cards = [...cell.querySelectorAll(".cjm-b-card")].filter((node) => node !== own);
    const next = cards.find((node) => { const box = node.getBoundingClientRect(); return event.clientY < box.top + box.height / 2; });
    this.target = { stage, lane, before: next?.dataset.card ?? null };
    this.line.className = "cjm-b-drop-line";
    // Beside the cards and not among them: a line between them would move those below it.
    const box = cell.getBoundingClientRect();
    const edge = next ? next.getBoundingClientRect().top - 5 : (cards.at(-1)?.getBoundingClientRect().bottom ?? box.top + 4) + 3;
    this.line.style.top = `${edge - box.top}px`;
    cell.append(this.line);
  }

  scroll({ clientX, clientY }) {
    const { root } = this;
    const box = root.getBoundingClientRect();
    const { rows } = this.screen.grid;
    const head = rows.get("head");
    const [left, top] = [box.left + head.label.offsetWidth, box.top + head.node.offsetHeight];
    if (clientX > box.right - EDGE) root.scrollLeft += SPEED;
    else if (clientX < left + EDGE / 2) root.scrollLeft -= SPEED;
    if (this.start.kind === "head") return;
    if (clientY > box.bottom - EDGE) root.scrollTop += SPEED;
    else if (clientY < top + EDGE / 2) root.scrollTop -= SPEED;
  }

  release(event) {
    const { start, target, screen } = this;
    const isTaken = start?.isTaken;
    this.end();
    if (event.type === "pointercancel" || !start) return;
    if (!isTaken) { this.click(start); return; }
    screen.say("");
    if (!target) return;
    const own = `card:${start.node.dataset.card}`;
    // A marked card brings the others that are marked with it.
    if (target.into) screen.merge(`card:${target.into}`, screen.marked.has(own) ? [...screen.marked] : [own]);
    else if (start.kind === "head") { if (target.before !== target.stage) screen.send("move_stage", target); }
    else this.drop(start.node, target);
  }

  drop(node, { stage, lane, before }) {
    const id = node.dataset.card;
    const card = this.screen.held.cards[id];
    const cell = this.screen.held.cells[stage]?.[lane] ?? [];
    const isSame = card.stage === stage && card.lane === lane && (cell[cell.indexOf(id) + 1] ?? null) === before;
    if (isSame) return;
    this.screen.sendMove(id, stage, before, lane === card.lane ? null : lane);
  }

  // A click marks with Ctrl; without it, it opens. A second click at the same place renames what the first one meant:
  // the board may have been scrolled by what the first one opened.
  click({ node, kind, keys, x, y }) {
    const { screen, last } = this;
    const { item, stage, lane } = node.dataset;
    if (keys.ctrlKey || keys.metaKey) { screen.toggleMark(item); return; }
    const isSecond = last && keys.timeStamp - last.time < TWICE && Math.hypot(x - last.x, y - last.y) < SLACK;
    this.last = isSecond ? null : { time: keys.timeStamp, x, y, item };
    if (isSecond && /^(card|head):/.test(last.item)) screen.rename(last.item);
    else if (isSecond && kind === "cell") screen.write(stage, lane);
    else if (["card", "head", "emotion"].includes(kind)) screen.open(item, () => {});
  }

  end() {
    for (const [name, does] of this.listeners()) window.removeEventListener(name, does, true);
    this.start?.node.classList.remove("cjm-is-taken");
    this.ghost?.remove();
    this.line.remove();
    this.zone.remove();
    this.screen.root.classList.remove("cjm-is-dragging");
    delete this.root.dataset.from;
    this.start = null;
    this.at = null;
    this.target = null;
  }
}
