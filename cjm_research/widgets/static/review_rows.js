// A row of the transcript: who speaks and when, what was said with its marks, and room for the brackets beside it.

const clock = (seconds) => {
  const whole = Math.floor(seconds);
  const two = (part) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
};

// A turn, or a part of a very long one.
class Row {
  constructor(turn, text, start, label) {
    this.offsets = new Offsets(text);
    this.start = start;
    this.end = start + this.offsets.length;
    this.node = element("div", "cjm-line");
    this.node.dataset.role = turn.role;
    this.speaker = element("span", "cjm-speaker", label);
    if (label && turn.seconds !== null) this.speaker.append(element("time", "", clock(turn.seconds)));
    this.spoken = element("p", "", text);
    this.lanes = element("div", "cjm-lanes");
    const said = turn.question && label ? [element("div", "cjm-question", turn.question)] : [];
    this.node.append(...said, this.speaker, this.spoken, this.lanes);
    // What is not yet on the screen takes about the room that it will need.
    this.node.style.containIntrinsicSize = `auto ${24 * Math.ceil(text.length / 66) + 12}px`;
    this.node.row = this;
    this.isNear = false;
    this.isMarked = false;
  }

  // Characters of the row, from offsets of the document.
  clip(start, end) {
    const [low, high] = [Math.max(start, this.start), Math.min(end, this.end)];
    return low < high ? [low - this.start, high - this.start] : null;
  }

  // The offset in the document of a place in the row's text.
  offset(node, at) {
    const range = document.createRange();
    range.setStart(this.spoken, 0);
    range.setEnd(node, at);
    return this.start + this.offsets.point(range.toString().length);
  }

  // Frames the segment, underlines its cues, and shades the span; looks are {segment, cues, span, reading}.
  draw(looks) {
    const clips = {
      segment: looks.segment && this.clip(...looks.segment),
      span: looks.span && this.clip(...looks.span),
      reading: looks.reading && this.clip(...looks.reading),
    };
    const cues = looks.cues.map((cue) => this.clip(...cue)).filter(Boolean);
    const marked = Object.values(clips).filter(Boolean);
    if (!marked.length && !this.isMarked) return;
    this.isMarked = marked.length > 0;
    const edges = [0, this.offsets.length, ...[...marked, ...cues].flat()];
    const cuts = [...new Set(edges)].sort((one, other) => one - other);
    const within = (clip, at) => clip && clip[0] <= at && at < clip[1];
    const parts = [];
    let frame = null;
    cuts.slice(0, -1).forEach((from, index) => {
      const text = this.offsets.slice(from, cuts[index + 1]);
      let piece = document.createTextNode(text);
      if (cues.some((cue) => within(cue, from))) piece = wrap("u", "", piece);
      if (within(clips.reading, from)) piece = wrap("span", "cjm-reading", piece);
      if (within(clips.span, from)) piece = wrap("mark", "cjm-span", piece);
      if (!within(clips.segment, from)) { parts.push(piece); return; }
      if (!frame) parts.push(frame = element("span", "cjm-segment"));
      frame.append(piece);
    });
    this.spoken.replaceChildren(...parts);
  }

  // The height of a clip beside the words, in pixels from their top; a question may stand above.
  extent([from, to]) {
    const range = this.range(from, to);
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 0);
    if (!boxes.length) return null;
    const top = this.lanes.getBoundingClientRect().top;
    const [first, last] = [boxes[0], boxes.at(-1)];
    return { top: first.top - top, bottom: last.bottom - top, lines: last.top - first.top > 4 ? 2 : 1, line: last.height };
  }

  range(from, to) {
    const range = document.createRange();
    range.setStart(...this.place(from));
    range.setEnd(...this.place(to));
    return range;
  }

  place(point) {
    let left = this.offsets.unit(point);
    const walker = document.createTreeWalker(this.spoken, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return [this.spoken, this.spoken.childNodes.length];
  }
}

const wrap = (tag, className, inner) => {
  const node = element(tag, className);
  node.append(inner);
  return node;
};

const LONG = 2400; // characters after which a turn goes on in a row of its own, at the end of a segment

function rowsOf(turn, segments) {
  const offsets = new Offsets(turn.text);
  const inside = segments.filter(({ start, end }) => start < turn.start + offsets.length && turn.start < end);
  const cuts = [0];
  if (offsets.length > LONG) {
    let reach = 0;
    inside.forEach((segment, at) => {
      reach = Math.max(reach, segment.end - turn.start);
      const following = inside[at + 1];
      if (following && following.start - turn.start >= reach && following.start - turn.start - cuts.at(-1) >= LONG) {
        cuts.push(following.start - turn.start);
      }
    });
  }
  cuts.push(offsets.length);
  return cuts.slice(0, -1).map((from, at) => new Row(turn, offsets.slice(from, cuts[at + 1]), turn.start + from, at ? "" : turn.label));
}

// Puts brackets that would cover each other side by side.
function layOut(beside) {
  beside.forEach((one, at) => {
    const following = beside[at + 1];
    // The next sentence begins on the line on which this one ends: the line is the next one's.
    if (following && one.lines > 1 && one.segment.end <= following.segment.start && following.top < one.bottom - 2) one.bottom -= one.line;
  });
  let group = [];
  const close = () => { const lanes = 1 + Math.max(0, ...group.map(({ lane }) => lane)); group.forEach((one) => { one.lanes = lanes; }); };
  for (const one of beside) {
    if (group.length && group.every(({ bottom }) => bottom <= one.top + 2)) { close(); group = []; }
    const taken = new Set(group.filter(({ bottom }) => bottom > one.top + 2).map(({ lane }) => lane));
    one.lane = 0;
    while (taken.has(one.lane)) one.lane += 1;
    group.push(one);
  }
  close();
}
