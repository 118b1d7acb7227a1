// The transcript as text: all turns of a document, the segment in work framed, codes as brackets in the right margin.
// Rows are built once per document; a segment that changes redraws its own rows, and brackets are measured only where
// the eye is, so that a document of some hundred thousand characters scrolls like a short one.

const KEPT = 4; // documents whose rows are kept
const LINE = 15; // pixels that the name of a code needs in the margin

// The rows of one document and what lies on them.
class Paper {
  constructor(told, watch) {
    this.id = told.document_id;
    this.edition = told.edition;
    this.language = told.language;
    this.segments = new Map(told.segments.map((segment) => [segment.id, segment]));
    const inOrder = this.ordered();
    let from = 0;
    this.rows = told.turns.flatMap((turn) => {
      while (from < inOrder.length && inOrder[from].end <= turn.start) from += 1;
      let to = from;
      const end = turn.start + turn.text.length;
      while (to < inOrder.length && inOrder[to].start < end) to += 1;
      return rowsOf(turn, inOrder.slice(from, to));
    });
    this.node = element("div", "cjm-paper");
    this.node.lang = told.language;
    this.node.append(...this.rows.map(({ node }) => node));
    this.rows.forEach(({ node }) => watch.observe(node));
    this.scroll = 0;
  }

  ordered() {
    return this.sorted ??= [...this.segments.values()].sort((one, other) => one.start - other.start || other.end - one.end);
  }

  change(changed, gone) {
    const touched = [...changed, ...[...gone, ...changed.map(({ id }) => id)].map((id) => this.segments.get(id)).filter(Boolean)];
    gone.forEach((id) => this.segments.delete(id));
    changed.forEach((segment) => this.segments.set(segment.id, segment));
    this.sorted = null;
    return [...new Set(touched.flatMap(({ start, end }) => this.rowsAt(start, end)))];
  }

  rowsAt(start, end) {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].end <= start) low = middle + 1;
      else high = middle;
    }
    let to = low;
    while (to < this.rows.length && this.rows[to].start < Math.max(end, start + 1)) to += 1;
    return this.rows.slice(low, to);
  }

  within(start, end) {
    return this.ordered().filter((segment) => segment.start < end && start < segment.end);
  }

  // The smallest segment over a place.
  at(offset) {
    const over = this.within(offset, offset + 1);
    return over.sort((one, other) => one.end - one.start - (other.end - other.start))[0] ?? null;
  }

  words(start, end) {
    return this.rowsAt(start, end).map((row) => row.offsets.slice(start - row.start, Math.min(end, row.end) - row.start)).join(" ");
  }
}

class TranscriptPage {
  // `marks(segment)` returns what is bracketed beside it: [{name, short, family, byMachine}].
  constructor(words, marks, { onGo, onSelect, onMissing }) {
    Object.assign(this, { words, marks, onGo, onSelect, onMissing });
    this.node = element("div", "cjm-page");
    this.node.tabIndex = 0;
    this.node.setAttribute("role", "region");
    this.node.setAttribute("aria-label", words.transcript);
    this.papers = new Map();
    this.paper = null;
    this.looks = { segment: null, cues: [], span: null, reading: null };
    this.current = null;
    this.near = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        target.row.isNear = isIntersecting;
        if (isIntersecting) this.drawLanes(target.row);
      }
    }, { root: this.node, rootMargin: "240px 0px" });
    this.resized = new ResizeObserver(() => this.redraw());
    this.resized.observe(this.node);
    this.node.addEventListener("mouseup", (event) => this.released(event));
    this.node.addEventListener("mousedown", () => { this.pressed = true; clearTimeout(this.going); });
  }

  stop() {
    this.near.disconnect();
    this.resized.disconnect();
    clearTimeout(this.going);
  }

  take(told) {
    if (!told?.document_id || this.papers.get(told.document_id)?.edition === told.edition) return;
    const paper = new Paper(told, this.near);
    this.papers.delete(paper.id);
    this.papers.set(paper.id, paper);
    if (this.paper?.id === paper.id) { this.paper = null; this.show(paper.id); }
  }

  // What changed since an edition; without that edition the whole is asked for.
  change({ document_id: id, since, edition, changed, gone }) {
    const paper = this.papers.get(id);
    if (!paper || paper.edition === edition) return;
    if (paper.edition !== since) {
      this.papers.delete(id);
      if (this.paper?.id === id) this.onMissing(id);
      return;
    }
    paper.edition = edition;
    const rows = paper.change(changed, gone);
    if (paper === this.paper) rows.filter(({ isNear }) => isNear).forEach((row) => this.drawLanes(row));
  }

  show(id) {
    if (this.paper?.id === id) return true;
    if (this.paper) this.paper.scroll = this.node.scrollTop;
    this.paper = this.papers.get(id) ?? null;
    if (!this.paper) { this.onMissing(id); this.node.replaceChildren(); return false; }
    this.papers.delete(id);
    this.papers.set(id, this.paper);
    if (this.papers.size > KEPT) this.papers.delete(this.papers.keys().next().value);
    this.node.replaceChildren(this.paper.node);
    this.paper.rows.forEach((row) => row.draw(this.looks));
    return true;
  }

  end(text) {
    this.paper = null;
    this.current = null;
    this.looks = { segment: null, cues: [], span: null, reading: null };
    this.node.replaceChildren(element("p", "cjm-end", text));
  }

  // The segment in work: where it lies, its cues, and its place in the eye.
  frame(segment, cues) {
    const moved = this.current?.id !== segment.id || this.drawn !== this.paper;
    this.current = segment;
    this.drawn = this.paper;
    this.look({ segment: [segment.start, segment.end], cues, reading: null });
    if (moved) this.bring(segment.start, 1 / 3);
  }

  look(changes) {
    const before = this.spots();
    Object.assign(this.looks, changes);
    if (!this.paper) return;
    const rows = new Set([...before, ...this.spots()].flatMap(([start, end]) => this.paper.rowsAt(start, end)));
    rows.forEach((row) => { row.draw(this.looks); this.drawLanes(row); });
  }

  spots() {
    return [this.looks.segment, this.looks.span, this.looks.reading].filter(Boolean);
  }

  // Always to the same height on the page, so that the eye need not look for it.
  bring(offset, share) {
    const row = this.paper?.rowsAt(offset, offset + 1)[0];
    if (!row) return;
    const top = () => {
      const box = row.range(offset - row.start, offset - row.start + 1).getBoundingClientRect();
      return box.top - this.node.getBoundingClientRect().top;
    };
    // Rows that come into sight for the first time get their true height, so it is looked at twice.
    for (let pass = 0; pass < 2; pass += 1) this.node.scrollTop += top() - this.node.clientHeight * share;
  }

  // Scrolls only if the place is not in sight, or lies under something at the foot of the page.
  reveal(start, end, foot = 0) {
    const row = this.paper?.rowsAt(start, end)[0];
    if (!row) return;
    const box = row.range(...(row.clip(start, end) ?? [0, 1])).getBoundingClientRect();
    const page = this.node.getBoundingClientRect();
    if (box.top < page.top + 24) this.node.scrollTop -= page.top + 48 - box.top;
    else if (box.bottom > page.bottom - foot - 24) this.node.scrollTop += box.bottom - page.bottom + foot + 48;
  }

  // The segment before or after the one that is read now, or the one in work.
  neighbour(step) {
    const all = this.paper?.ordered() ?? [];
    const [start, end] = this.looks.reading ?? this.looks.segment ?? [-1, -1];
    const at = all.findIndex((segment) => segment.start === start && segment.end === end);
    return all[clamp(at + step, 0, all.length - 1)] ?? null;
  }

  redraw() {
    this.paper?.rows.filter(({ isNear }) => isNear).forEach((row) => this.drawLanes(row));
  }

  drawCurrent() {
    if (this.current) this.paper?.rowsAt(this.current.start, this.current.end).forEach((row) => this.drawLanes(row));
  }

  drawLanes(row) {
    if (!this.paper || !row.node.isConnected) return;
    const beside = [];
    for (const segment of this.paper.within(row.start, row.end)) {
      const marks = this.marks(segment);
      const extent = marks.length ? row.extent(row.clip(segment.start, segment.end)) : null;
      if (extent) beside.push({ segment, marks, ...extent });
    }
    layOut(beside);
    row.lanes.replaceChildren(...beside.map((one) => this.bracket(one)));
  }

  bracket({ segment, marks, top, bottom, lane, lanes }) {
    const node = element("button", "cjm-brackets");
    node.type = "button";
    node.tabIndex = -1;
    node.dataset.segment = segment.id;
    node.classList.toggle("cjm-current", segment.id === this.current?.id);
    const isTight = bottom - top < LINE * marks.length;
    node.classList.toggle("cjm-tight", isTight);
    Object.assign(node.style, { top: `${top}px`, height: `${bottom - top}px`, left: `${(100 * lane) / lanes}%`, width: `${100 / lanes}%` });
    node.append(...marks.map(({ name, family, byMachine }) => bracket(isTight ? "" : name, family, byMachine)));
    if (isTight) node.append(element("span", "cjm-names", marks.map(({ short, name: whole }) => (marks.length > 1 ? short : whole)).join(", ")));
    const names = marks.map(({ name, byMachine }) => (byMachine ? `${name} (${this.words.suggested})` : name)).join(", ");
    node.title = names;
    node.setAttribute("aria-label", names);
    node.addEventListener("click", (event) => { event.stopPropagation(); this.onGo(segment.id); });
    return node;
  }

  // ---- the mouse ----

  released(event) {
    this.pressed = false;
    clearTimeout(this.going);
    const selected = this.selected();
    if (selected) { this.onSelect(...selected); return; }
    if (!event.target.closest(".cjm-line p") || event.detail > 1) return;
    const segment = this.under(event);
    // A second click would select a word, so the first waits for it.
    if (segment && segment.id !== this.current?.id) this.going = setTimeout(() => this.onGo(segment.id), 220);
  }

  under({ clientX, clientY, target }) {
    const row = target.closest(".cjm-line")?.row;
    const at = document.caretPositionFromPoint?.(clientX, clientY);
    const range = at ? null : document.caretRangeFromPoint?.(clientX, clientY);
    const [node, offset] = at ? [at.offsetNode, at.offset] : [range?.startContainer, range?.startOffset];
    if (!row || !node || !row.spoken.contains(node)) return null;
    return this.paper.at(Math.min(row.offset(node, offset), row.end - 1));
  }

  // What is selected with the mouse, in characters of the document, without blanks at the ends.
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !this.paper) return null;
    const range = selection.getRangeAt(0);
    const inside = this.paper.rows.filter(({ spoken }) => range.intersectsNode(spoken));
    if (!inside.length || !this.node.contains(range.commonAncestorContainer)) return null;
    const [first, last] = [inside[0], inside.at(-1)];
    const start = first.spoken.contains(range.startContainer) ? first.offset(range.startContainer, range.startOffset) : first.start;
    const end = last.spoken.contains(range.endContainer) ? last.offset(range.endContainer, range.endOffset) : last.end;
    return start < end ? [start, end] : null;
  }
}
