// The codes under the transcript: families with decision, score, reason and nearest examples, and the study's own codes.
// What is toggled is read from the draft; the panel holds nothing of its own.

class CodePanel {
  constructor(words, legend, onToggle) {
    Object.assign(this, { words, legend, onToggle });
    this.chips = new Map();
    this.reasons = new Map();
    this.codes = element("div", "cjm-codes");
    this.codes.append(...legend.families.map((family) => this.buildFamily(family)));
    this.own = this.buildOwn();
    this.own.hidden = !legend.own.length;
  }

  buildFamily(family) {
    const box = element("section", "cjm-family");
    box.dataset.family = family.id;
    const head = element("div", "cjm-family-head");
    const decision = new Decision(this.words);
    head.append(element("h4", "", family.name), decision.node);
    const chips = element("div", "cjm-chips");
    for (const code of allCodes(this.legend).filter((each) => !each.own && each.family === family.id)) {
      const chip = codeChip(code, withoutFamily(code.name, family.name));
      chip.addEventListener("click", () => this.onToggle(code));
      this.chips.set(code.kind, chip);
      chips.append(chip);
    }
    const reason = element("p", "cjm-reason");
    const near = element("ul", "cjm-near");
    this.reasons.set(family.id, { decision, reason, near });
    box.append(head, chips, reason, near);
    return box;
  }

  buildOwn() {
    const box = element("section", "cjm-own");
    const chips = element("div", "cjm-chips");
    this.decisions = new Map();
    for (const code of allCodes(this.legend).filter((each) => each.own)) {
      const chip = codeChip(code, code.name);
      const decision = new Decision(this.words);
      chip.lastChild.before(decision.node);
      chip.addEventListener("click", () => this.onToggle(code));
      this.chips.set(code.kind, chip);
      this.decisions.set(code.kind, decision);
      chips.append(chip);
    }
    this.ownReason = element("p", "cjm-reason");
    box.append(element("h4", "", this.words.own), chips, this.ownReason);
    return box;
  }

  draw(item, draft) {
    const told = [];
    for (const code of allCodes(this.legend)) {
      const chip = this.chips.get(code.kind);
      const shown = code.own ? item?.own[code.own] : item?.suggested[code.family];
      const isChosen = isOn(code, draft.codes, draft.own);
      drawPressed(chip, isChosen, isChosen && byMachine(code, item, draft), !item);
      const isMeant = code.own ? shown : shown?.value === code.subtype;
      drawScore(chip, isMeant ? shown.score ?? null : null, this.words);
      if (!code.own) continue;
      this.decisions.get(code.kind).draw(shown);
      if (isCarried(shown)) told.push(withExamples(code.name, shown, item.language));
    }
    this.ownReason.textContent = told.join("  ");
    this.ownReason.title = told.join("\n");
    this.legend.families.forEach(({ id }) => this.drawReason(id, item?.suggested[id], item));
  }

  drawReason(family, shown, item) {
    const { decision, reason, near } = this.reasons.get(family);
    decision.draw(shown);
    const carried = isCarried(shown);
    reason.textContent = carried ? shown.reason : "";
    reason.title = reason.textContent;
    drawNear(near, carried ? shown.near : [], this.words, item?.language);
  }
}

// Whether a code that is on stands there because the machine says so, and not the person.
const byMachine = (code, item, { touched }) =>
  !(code.own ? item?.own_codes : item?.codes) && !touched.has(code.own ? code.kind : code.family);

// How a code is called beside the text: its family comes before a name that does not hold it; short where there is no room.
function mark(legend, code, isByMachine) {
  const same = { family: code.family, byMachine: isByMachine };
  if (code.own) return { ...same, name: code.name, short: code.name };
  const holds = code.name.toLowerCase().includes(code.group.toLowerCase());
  return { ...same, name: holds ? code.name : `${code.group} · ${code.name}`, short: withoutFamily(code.name, code.group) };
}

// What is bracketed beside a segment: what the person said, and what is suggested of which the person said nothing yet.
function marksOf(legend, segment, words) {
  const named = (families, own, isSuggested) => allCodes(legend).filter((code) => isOn(code, families ?? {}, new Set(own)))
    .map((code) => mark(legend, code, isSuggested));
  const marks = [...named(segment.codes, segment.own, false), ...named(segment.suggested, segment.suggested_own, true)];
  if (segment.done && !marks.length) marks.push({ name: words.no_code, short: words.no_code, family: "", byMachine: false });
  return signed(marks, segment);
}

// Flag, memo and "to be looked at again" stand behind the first name.
function signed(marks, segment) {
  const signs = [segment.flagged && "⚑", segment.has_memo && "✎", segment.reopened && "↻"].filter(Boolean).join("");
  if (!signs) return marks;
  const [first, ...rest] = marks.length ? marks : [{ name: "", short: "", family: "", byMachine: false }];
  return [{ ...first, name: `${first.name} ${signs}`.trim(), short: `${first.short} ${signs}`.trim() }, ...rest];
}
