// What is written rather than dragged: plans, comments, new cards, the words of a stage. What stands in a field stays
// there until it is saved or the pane is shut, whatever is drawn meanwhile.

class Fields {
  constructor(words) {
    this.words = words;
    this.forget();
  }

  forget() {
    this.written = new Map();
  }

  note(field) {
    if (field.dataset.field) this.written.set(field.dataset.field, field.type === "checkbox" ? field.checked : field.value);
  }

  held(field, value) {
    const { field: name } = field.dataset;
    const now = this.written.has(name) ? this.written.get(name) : value;
    if (field.type === "checkbox") field.checked = Boolean(now);
    else field.value = now ?? "";
    return field;
  }

  text(name, label, value, type = "text") {
    const field = element("input");
    field.type = type;
    field.dataset.field = name;
    return this.labelled(label, this.held(field, value));
  }

  area(name, hint, value = "", rows = 2) {
    const field = element("textarea");
    field.dataset.field = name;
    field.rows = rows;
    field.placeholder = hint;
    field.setAttribute("aria-label", hint);
    return this.held(field, value);
  }

  list(name, label, options, value) {
    return this.labelled(label, this.held(choice(name, label, options), value));
  }

  labelled(label, field) {
    const node = element("label", "cjm-b-field");
    node.append(element("span", "", label), field);
    return node;
  }

  tick(name, label, value = false) {
    const field = element("input");
    field.type = "checkbox";
    field.dataset.field = name;
    const node = element("label", "cjm-b-check");
    node.append(this.held(field, value), element("span", "", label));
    return node;
  }

  // ---- the fields of an opened card and of an opened stage ----

  plan({ plan, statuses, scale }) {
    const { words } = this;
    const steps = [["", words.unset], ...scale.map((each) => [String(each), String(each)])];
    const node = element("div", "cjm-b-plan-fields");
    node.append(
      this.text("owner", words.owner, plan.owner), this.list("status", words.status, statuses, plan.status),
      this.text("due", words.due, plan.due), this.list("value", words.value, steps, plan.value),
      this.list("difficulty", words.difficulty, steps, plan.difficulty),
    );
    const acts = element("div", "cjm-b-acts");
    acts.append(action("save_plan", "↵", words.save));
    return part("cjm-b-planned", words.plan, node, acts);
  }

  stage({ fields }) {
    const { words } = this;
    const node = element("div", "cjm-b-stage-fields");
    for (const { language, label, name, question, definition } of fields) {
      node.append(
        this.text(`name.${language}`, fill(words.stage_name, { language: label }), name),
        this.text(`question.${language}`, fill(words.stage_question, { language: label }), question),
        this.labelled(fill(words.stage_definition, { language: label }), this.area(`definition.${language}`, fill(words.stage_definition, { language: label }), definition)),
      );
    }
    const acts = element("div", "cjm-b-acts");
    acts.append(action("save_stage", "↵", words.save));
    return part("cjm-b-stage-words", words.stage_words, node, acts);
  }

  // ---- forms of their own ----

  write(board, stage, lane, answerable) {
    const { words } = this;
    const node = element("div", "cjm-b-form");
    const acts = element("div", "cjm-b-acts");
    const save = action("save_card", "↵", words.write_save);
    save.classList.add("cjm-main");
    acts.append(save, action("close", "Esc", words.cancel));
    node.append(
      this.text("title", words.card_title, ""),
      this.list("stage", words.stage, board.stages.map(({ id, name }) => [id, name]), stage),
      this.list("lane", words.lane, board.lanes.map(({ id, name }) => [id, name]), lane),
      this.tick("intended", words.intended_means),
      this.answers(answerable), acts,
    );
    return node;
  }

  answers(answerable) {
    const list = element("div", "cjm-b-answers");
    list.append(...answerable.map(([id, title, isMarked]) => this.tick(`answers.${id}`, title, isMarked)));
    const node = part("cjm-b-answering", this.words.answers, list);
    node.hidden = !answerable.length;
    return node;
  }

  addStage(board, before) {
    const { words } = this;
    const node = element("div", "cjm-b-form");
    const places = [...board.stages.map(({ id, name }) => [id, fill(words.before_stage, { name })]), ["", words.at_the_end]];
    const acts = element("div", "cjm-b-acts");
    const save = action("save_new_stage", "↵", words.add_stage);
    save.classList.add("cjm-main");
    acts.append(save, action("close", "Esc", words.cancel));
    node.append(
      this.text("name", words.name, ""), this.text("question", words.question, ""),
      this.labelled(words.definition, this.area("definition", words.definition)), this.list("before", words.place, places, before), acts,
    );
    return node;
  }
}

// What stands in the fields of a form: name to value, ticked lists as lists.
function typed(page) {
  const said = {};
  for (const field of page.querySelectorAll("[data-field]")) {
    const [name, rest] = [field.dataset.field.split(".")[0], field.dataset.field.split(".").slice(1).join(".")];
    if (!rest) said[name] = field.type === "checkbox" ? field.checked : field.value.trim();
    else if (field.type === "checkbox") said[name] = [...(said[name] ?? []), ...(field.checked ? [rest] : [])];
    else said[name] = { ...said[name], [rest]: field.value.trim() };
  }
  return said;
}
