// The emotion curve across all stages: the line and its band as one drawing, a point with its interval in each cell.

const SVG = "http://www.w3.org/2000/svg";
const FEW = 3; // people below whom a point is faint
const ROOM = [42, 26]; // pixels above and below the scale from 5 to 1, for the words in the cell
const HIGH = 176; // pixels of the lane

const drop = (value) => ROOM[0] + ((5 - Math.min(Math.max(value, 1), 5)) / 4) * (HIGH - ROOM[0] - ROOM[1]);

function shape(tag, className, said) {
  const node = document.createElementNS(SVG, tag);
  node.setAttribute("class", className);
  for (const [name, value] of Object.entries(said)) node.setAttribute(name, value);
  return node;
}

class Curve {
  constructor() {
    this.node = shape("svg", "cjm-b-curve", { "aria-hidden": "true", preserveAspectRatio: "none" });
  }

  // Columns are 100 units wide and stretched to the width of the lane; heights are pixels.
  draw(stages) {
    const now = JSON.stringify(stages.map(({ emotion }) => emotion));
    if (now === this.drawn) return;
    this.drawn = now;
    this.node.setAttribute("viewBox", `0 0 ${100 * stages.length} ${HIGH}`);
    const points = stages.map(({ emotion }, at) => ({ ...emotion, x: 100 * at + 50 })).filter(({ mean }) => mean !== null);
    const parts = [shape("path", "cjm-b-middle", { d: `M0 ${drop(3)}H${100 * stages.length}` })];
    for (let at = 1; at < points.length; at += 1) parts.push(...this.between(points[at - 1], points[at]));
    this.node.replaceChildren(...parts);
  }

  between(from, to) {
    const isFaint = from.n < FEW || to.n < FEW;
    const line = `M${from.x} ${drop(from.mean)}L${to.x} ${drop(to.mean)}`;
    const drawn = [shape("path", `cjm-b-line${isFaint ? " cjm-is-faint" : ""}`, { d: line })];
    if ([from.low, to.low].includes(null)) return drawn;
    const band = `M${from.x} ${drop(from.high)}L${to.x} ${drop(to.high)}V${drop(to.low)}L${from.x} ${drop(from.low)}Z`;
    return [shape("path", `cjm-b-band${isFaint ? " cjm-is-faint" : ""}`, { d: band }), ...drawn];
  }
}

// What stands in one cell of the lane: the point, its interval, its figures, and the moment if it is one.
class Point {
  constructor(cell) {
    this.cell = cell;
    this.bar = element("i", "cjm-b-bar");
    this.dot = element("i", "cjm-b-dot");
    this.value = element("span", "cjm-b-value");
    this.moment = element("span", "cjm-b-moment");
    this.none = element("span", "cjm-b-none");
    cell.append(this.bar, this.dot, this.value, this.moment, this.none);
  }

  draw(stage, words) {
    const { emotion, moment } = stage;
    const isThere = emotion.mean !== null;
    this.cell.classList.toggle("cjm-is-faint", isThere && emotion.n < FEW);
    for (const node of [this.dot, this.value]) node.hidden = !isThere;
    this.none.hidden = isThere;
    setText(this.none, words.no_emotion);
    this.bar.hidden = emotion.low === null;
    this.moment.hidden = !moment;
    this.cell.setAttribute("aria-label", emotion.label);
    this.cell.title = moment?.why ?? "";
    if (!isThere) return;
    this.dot.style.top = `${drop(emotion.mean)}px`;
    this.dot.style.setProperty("--emotion", emotion.colour);
    this.bar.style.setProperty("--emotion", emotion.colour);
    if (emotion.low !== null) {
      this.bar.style.top = `${drop(emotion.high)}px`;
      this.bar.style.height = `${Math.max(drop(emotion.low) - drop(emotion.high), 1)}px`;
    }
    setText(this.value, emotion.text);
    if (!moment) return;
    this.moment.dataset.kind = moment.kind;
    this.moment.replaceChildren(element("b", "", `${moment.sign} ${moment.name}`), element("span", "", moment.cause));
  }
}
