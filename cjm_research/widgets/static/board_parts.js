// The parts of the board: buttons, lists, and putting things in order without building them anew.

// A button with its key; what it does is found by its name, `data-act`.
function action(act, key, text) {
  const node = element("button", "cjm-button");
  node.type = "button";
  node.dataset.act = act;
  node.append(...(key ? [element("kbd", "", key)] : []), element("span", "", text));
  return node;
}

function option(text, value) {
  const node = element("option", "", text);
  node.value = value;
  return node;
}

function choice(name, label, options) {
  const node = element("select");
  node.dataset.field = name;
  node.setAttribute("aria-label", label);
  node.append(...options.map(([value, text]) => option(text, value)));
  return node;
}

// A text is changed only where it differs: a screen reader is told of a text that is set anew.
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Puts children in this order with as few moves as can be; what is not among them goes.
function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...parent.children]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, at) => {
    if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
  });
}

const langOf = (text) => (/[\u3400-\u9fff]/.test(text) ? "zh" : "en");
