// Offsets and words of a text. Python counts characters (code points), a browser counts UTF-16 units: 😤 and 𠮷 are one
// there and two here. Whatever goes to Python or comes from it is counted in characters.

const ASTRAL = /[\ud800-\udfff]/;
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

class Offsets {
  constructor(text) {
    this.text = text;
    this.units = null; // where each character begins; only where characters and units differ
    if (ASTRAL.test(text)) {
      this.units = [];
      for (let unit = 0; unit < text.length; unit += text.codePointAt(unit) > 0xffff ? 2 : 1) this.units.push(unit);
      this.units.push(text.length);
    }
    this.length = this.units ? this.units.length - 1 : text.length;
  }

  // The unit at which a character begins.
  unit(point) {
    const at = clamp(point, 0, this.length);
    return this.units ? this.units[at] : at;
  }

  // The character that a unit lies in.
  point(unit) {
    const at = clamp(unit, 0, this.text.length);
    if (!this.units) return at;
    let [low, high] = [0, this.units.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.units[middle] <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  slice(start, end) {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

// Words as [start, end] in characters. Where the browser cannot segment, a 汉字 is a word of its own.
function wordsOf(offsets, language) {
  const { text } = offsets;
  const found = [];
  if (typeof Intl !== "undefined" && Intl.Segmenter) {
    for (const { index, segment, isWordLike } of new Intl.Segmenter(language || "en", { granularity: "word" }).segment(text)) {
      if (isWordLike) found.push([offsets.point(index), offsets.point(index + segment.length)]);
    }
    return found;
  }
  for (const match of text.matchAll(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+(?:['’-](?:(?!\p{Script=Han})[\p{L}\p{N}])+)*/gu)) {
    found.push([offsets.point(match.index), offsets.point(match.index + match[0].length)]);
  }
  return found;
}

// The places between which there is one visible character each; an emoji of several code points stays whole.
function stepsOf(offsets, language) {
  const { text } = offsets;
  if (typeof Intl === "undefined" || !Intl.Segmenter) return Array.from({ length: offsets.length + 1 }, (_, at) => at);
  const parts = [...new Intl.Segmenter(language || "en", { granularity: "grapheme" }).segment(text)];
  return [...parts.map(({ index }) => offsets.point(index)), offsets.length];
}

// A span without the blanks at its ends.
function trimmed(offsets, start, end) {
  const inside = offsets.slice(start, end);
  const before = new Offsets(inside.slice(0, inside.length - inside.trimStart().length)).length;
  const after = new Offsets(inside.slice(inside.trimEnd().length)).length;
  return before + after >= end - start ? [start, start] : [start + before, end - after];
}
