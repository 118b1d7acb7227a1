// Puts the board into the page: joined last, behind the methods of the screen.

function render({ model, el }) {
  const root = document.createElement("div");
  el.append(root);
  const screen = new BoardScreen(model, root);
  const draw = () => screen.draw(false);
  const press = (event) => screen.press(event);
  model.on("change:change", draw);
  // On the window and while the event still goes down, so before the shortcuts of JupyterLab.
  window.addEventListener("keydown", press, true);
  return () => {
    model.off("change:change", draw);
    window.removeEventListener("keydown", press, true);
    clearTimeout(screen.waiting);
    clearTimeout(screen.counting);
  };
}

export default { render };
