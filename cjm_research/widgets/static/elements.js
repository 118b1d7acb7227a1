// What every view builds its page of. It is joined in front of a view's own files; texts are set as text.

const element = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
