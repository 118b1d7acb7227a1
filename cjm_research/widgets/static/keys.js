// Leaves the keys pressed on the lists and buttons of a view to them: JupyterLab would take arrows and letters for
// itself. It asks the element that has the focus, so each is told when it gets it.
const own = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");

const listen = (el, tries) => {
  const view = el.closest(".cjm-keys");
  if (view) view.addEventListener("focusin", own);
  else if (tries > 0) requestAnimationFrame(() => listen(el, tries - 1));
};

export default { render: ({ el }) => listen(el, 100) };
