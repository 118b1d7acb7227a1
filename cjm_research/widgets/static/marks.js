// The small parts of the review view: code chips, decisions, nearest examples, emotion band, stage rank, agreement.
// It is joined in front of review.js; each part is built once and filled in place.

// "Intrinsic motivation" under the heading "Motivation" is shown as "Intrinsic".
const withoutFamily = (name, family) =>
  name.toLowerCase().endsWith(` ${family.toLowerCase()}`) ? name.slice(0, -family.length - 1) : name;

const isCarried = (shown) => shown?.decision === "sure" || shown?.decision === "look";

function button(key, act, onPress) {
  const node = element("button", "cjm-button");
  node.type = "button";
  node.dataset.act = act;
  node.append(element("kbd", "", key), element("span", "cjm-verb"));
  node.addEventListener("click", onPress);
  return node;
}

function codeChip(code, name) {
  const chip = element("button", "cjm-chip");
  chip.type = "button";
  chip.title = [code.name, code.definition].filter(Boolean).join(": ");
  const score = element("span", "cjm-score");
  score.append(element("i"));
  const key = code.key ? [element("kbd", "", code.key)] : [];
  chip.append(...key, element("span", "cjm-tick"), element("span", "cjm-name", name), score);
  return chip;
}

function drawPressed(chip, chosen, byMachine, disabled) {
  chip.setAttribute("aria-pressed", String(chosen));
  chip.classList.toggle("cjm-by-machine", byMachine);
  chip.disabled = disabled;
}

function drawScore(chip, value, words) {
  const score = chip.lastChild;
  const known = value !== null;
  score.style.visibility = known ? "visible" : "hidden";
  score.firstChild.style.width = known ? `${Math.round(100 * value)}%` : "0";
  score.title = known ? fill(words.score, { score: value.toFixed(2) }) : "";
}

function bracket(name, family, byMachine) {
  const node = element("div", "cjm-bracket");
  node.append(element("span", "", name));
  node.dataset.family = family;
  node.classList.toggle("cjm-by-machine", byMachine);
  return node;
}

const withExamples = (name, { reason, near }, language) => {
  const [open, shut, colon] = language === "zh" ? ["「", "」", "："] : ["“", "”", ": "];
  return `${name}${colon}${[reason, ...near.map(({ text }) => open + text + shut)].filter(Boolean).join(" · ")}`;
};

// A word and a shape: full = sure, half = look, empty = not suggested. Colour only repeats it.
class Decision {
  constructor(words) {
    this.words = words;
    this.node = element("span", "cjm-decision");
    this.shape = element("i", "cjm-shape");
    this.shape.setAttribute("aria-hidden", "true");
    this.word = element("span");
    this.node.append(this.shape, this.word);
  }

  draw(shown) {
    const { words } = this;
    this.node.style.visibility = shown ? "visible" : "hidden";
    this.node.dataset.decision = shown?.decision ?? "";
    const score = shown && shown.score !== null ? ` ${shown.score.toFixed(2)}` : "";
    this.word.textContent = shown ? words[shown.decision] + score : "";
    this.node.title = shown ? words[`${shown.decision}_means`] : "";
  }
}

function drawNear(list, near, words, language) {
  list.replaceChildren(...near.map(({ text, coded }) => {
    const row = element("li");
    const origin = element("span", "cjm-origin", coded ? words.near_coded : words.near_book);
    origin.title = coded ? words.near_coded_means : words.near_book_means;
    const said = element("q", "", text);
    if (language) said.lang = language;
    row.append(origin, said);
    row.title = `${origin.title}: ${text}`;
    return row;
  }));
}

// Where the emotion lies on the scale from 1 to 5, and between what bounds.
class EmotionBand {
  constructor(words) {
    this.words = words;
    this.node = element("span", "cjm-band");
    this.scale = element("span", "cjm-scale");
    for (let point = 1; point <= 5; point += 1) {
      const tick = element("i", "cjm-tickmark");
      tick.style.left = `${25 * (point - 1)}%`;
      this.scale.append(tick);
    }
    this.bar = element("i", "cjm-bar");
    this.dot = element("i", "cjm-dot");
    this.scale.append(this.bar, this.dot);
    this.text = element("span", "cjm-value");
    this.node.append(this.scale, this.text);
  }

  draw(band) {
    this.node.style.visibility = band ? "visible" : "hidden";
    if (!band) return;
    const [low, value, high] = band;
    const place = (point) => 25 * (Math.min(Math.max(point, 1), 5) - 1);
    this.bar.style.left = `${place(low)}%`;
    this.bar.style.width = `${place(high) - place(low)}%`;
    this.dot.style.left = `${place(value)}%`;
    const values = { low: low.toFixed(1), value: value.toFixed(1), high: high.toFixed(1) };
    this.text.textContent = fill(this.words.band, values);
    this.node.title = fill(this.words.band_means, values);
  }
}

// All stages with their chances, over the codes, so that nothing moves when it opens. It stays open from segment to segment.
class StageRank {
  constructor(words, stages, onClose) {
    this.names = Object.fromEntries(stages.map(({ id, name }) => [id, name]));
    this.onClose = onClose;
    this.node = element("span", "cjm-rank");
    this.button = element("button", "cjm-button");
    this.button.type = "button";
    this.button.title = words.rank_means;
    this.button.setAttribute("aria-expanded", "false");
    this.button.append(element("kbd", "", "r"), element("span", "", words.rank));
    this.button.addEventListener("click", () => { this.toggle(); this.onClose(); });
    this.list = element("ol", "cjm-ranks");
    this.list.setAttribute("aria-label", words.rank_means);
    this.list.setAttribute("aria-live", "polite");
    this.list.hidden = true;
    this.node.append(this.button, this.list);
  }

  toggle() {
    if (this.button.disabled) return;
    this.list.hidden = !this.list.hidden;
    this.button.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  close() {
    if (!this.list.hidden) this.toggle();
  }

  draw(rank) {
    if (!rank.length) this.close();
    this.button.disabled = !rank.length;
    this.list.replaceChildren(...rank.map(([stage, chance]) => {
      const row = element("li");
      const bar = element("span", "cjm-score");
      bar.append(element("i"));
      bar.firstChild.style.width = `${Math.round(100 * chance)}%`;
      row.append(element("span", "cjm-name", this.names[stage] ?? stage), bar, element("span", "cjm-value", chance.toFixed(2)));
      return row;
    }));
  }
}

// Folded until somebody asks; Python counts only while it is open.
class AgreementPanel {
  constructor(words, legend, onFold) {
    this.words = words;
    this.names = Object.fromEntries([
      ...legend.families.map(({ id, name }) => [id, name]),
      ...legend.own.map(({ id, name }) => [`code:${id}`, name]),
    ]);
    this.node = element("details", "cjm-agreement");
    const summary = element("summary");
    summary.append(element("kbd", "", "v"), element("span", "", words.agreement));
    this.said = element("p", "cjm-said");
    this.rows = element("div", "cjm-verdicts");
    this.node.append(summary, this.said, this.rows);
    this.node.addEventListener("toggle", () => onFold(this.node.open));
  }

  toggle() {
    this.node.open = !this.node.open;
  }

  draw(agreement, done) {
    const { words } = this;
    const { needed, rows } = agreement;
    if (!rows) {
      const missing = needed - done;
      this.said.textContent = missing > 0 ? fill(words.agreement_missing, { done, needed, missing }) : words.agreement_counting;
      this.rows.replaceChildren();
      return;
    }
    this.said.textContent = agreement.n ? fill(words.agreement_said, agreement) : words.agreement_none;
    this.rows.replaceChildren(...rows.map((row) => this.row(row)));
  }

  row(row) {
    const node = element("div", "cjm-verdict");
    node.dataset.family = row.code;
    const scale = element("span", "cjm-scale");
    if (row.f1 !== null) {
      const bar = element("i", "cjm-bar");
      bar.style.left = `${100 * row.low}%`;
      bar.style.width = `${100 * (row.high - row.low)}%`;
      const dot = element("i", "cjm-dot");
      dot.style.left = `${100 * row.f1}%`;
      scale.append(bar, dot);
    }
    const word = element("span", "cjm-decision");
    word.dataset.verdict = row.verdict;
    const shape = element("i", "cjm-shape");
    shape.setAttribute("aria-hidden", "true");
    word.append(shape, element("b", "", row.word));
    const f1 = element("span", "cjm-value", row.range ? `F1 ${row.range}` : "");
    node.append(element("h4", "", this.names[row.code] ?? row.code), scale, f1, word, element("p", "", row.why));
    return node;
  }
}
