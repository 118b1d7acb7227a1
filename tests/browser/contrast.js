// Returns the texts inside a view whose contrast with what is behind them is below 4.5 : 1 (WCAG 2.2, 1.4.3), with it.
(view) => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parts = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top, ground) => [0, 1, 2].map((at) => top[at] * top[3] + ground[at] * (1 - top[3]));
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = (colour) => colour.reduce((sum, part, at) => sum + linear(part / 255) * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (node) => (node ? over(parts(getComputedStyle(node).backgroundColor), behind(node.parentElement)) : [255, 255, 255]);
  const faint = [];
  for (const node of document.querySelectorAll(`${view} *`)) {
    const text = [...node.childNodes].filter((each) => each.nodeType === Node.TEXT_NODE).map((each) => each.data.trim()).join("");
    if (!text || !node.checkVisibility({ visibilityProperty: true })) continue;
    const ground = behind(node);
    const [high, low] = [over(parts(getComputedStyle(node).color), ground), ground].map(light).sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) faint.push([text, Math.round(100 * ratio) / 100]);
  }
  return faint;
}
