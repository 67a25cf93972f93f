// Rows of the sheet: their cells, and what is said below them.
const copy = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);

class Row {
  constructor(tr) {
    this.tr = tr;
    this.id = tr.dataset.row;
    this.code = tr.dataset.code;
    this.notes = tr.nextElementSibling;
    this.body = this.notes.firstElementChild.firstElementChild;
    this.cells = {};
    for (const part of [tr, this.notes]) {
      for (const input of part.querySelectorAll("[data-cell]")) this.cells[input.dataset.cell] = input;
    }
    const find = (name) => tr.querySelector(`[${name}]`);
    this.shown = { block: find("data-new-block"), value: find("data-new"), expected: find("data-expected"), status: find("data-status") };
    this.was = { expected: this.shown.expected.textContent, status: this.shown.status.firstElementChild };
  }

  contains(element) {
    return this.tr.contains(element) || this.notes.contains(element);
  }

  dirty() {
    const { valor, resultado, comentario, motivo } = this.cells;
    return [valor, resultado, comentario, motivo].some((input) => input?.value.trim());
  }

  // wrong tells what could not be saved. What stands on the day asks for a reason, and then it can.
  wrong() {
    const notes = [...this.body.querySelectorAll("[data-note]")];
    return notes.some((note) => note.id !== this.clashID || !this.cells.motivo?.value.trim());
  }

  get clashID() {
    return `aviso-${this.id}`;
  }

  mark() {
    const dirty = this.dirty();
    this.tr.classList.toggle("values-dirty", dirty);
    this.tr.classList.toggle("values-wrong", dirty && this.wrong());
  }

  // edited drops what was said of a cell before it was typed in again.
  edited(cell) {
    if (cell !== "valor" && cell !== "fecha") this.note(cell, "");
  }

  // note says what is wrong with a cell; a blank text takes it back.
  note(cell, text, id = `${cell}-${this.id}-error`) {
    const input = this.cells[cell];
    document.getElementById(id)?.remove();
    const others = (input?.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
    if (text) {
      const note = copy("hoja-aviso");
      note.id = id;
      note.querySelector("[data-text]").textContent = text;
      this.body.prepend(note);
      others.push(id);
    }
    if (input) {
      if (others.length) input.setAttribute("aria-describedby", others.join(" "));
      else input.removeAttribute("aria-describedby");
      if (id !== this.clashID) {
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
    this.notes.hidden = this.body.childElementCount === 0;
  }

  // clash says what stands on the day, and asks for the reason why that is corrected.
  clash(text, basis) {
    const reason = this.body.querySelector("[data-reason]");
    if (basis && !reason) this.ask();
    else if (!basis && reason && !this.cells.motivo.value.trim()) {
      reason.remove();
      delete this.cells.motivo;
    }
    const kept = this.body.querySelector("[data-basis]");
    if (kept) kept.value = basis;
    this.note("valor", text, this.clashID);
  }

  ask() {
    const reason = copy("hoja-motivo");
    const [input, basis] = reason.querySelectorAll("input");
    const label = reason.querySelector("label");
    input.id = input.name = label.htmlFor = `motivo-${this.id}`;
    label.querySelector(".visually-hidden").textContent = ` de ${this.code}`;
    basis.name = `base-${this.id}`;
    this.cells.motivo = input;
    this.body.append(reason);
  }

  // show draws what the value would come to, or how the indicator stands where there is none.
  show(live) {
    const { block, value, expected, status } = this.shown;
    block.hidden = !live?.progress;
    value.textContent = live?.progress ?? "";
    expected.textContent = live?.progress ? live.expected : this.was.expected;
    const badge = live?.progress && document.getElementById("hoja-estados").content.querySelector(`[data-key="${live.status}"]`);
    status.replaceChildren(badge ? badge.firstElementChild.cloneNode(true) : this.was.status);
  }
}

export const readRows = (root) => [...root.querySelectorAll("[data-row]")].map((tr) => new Row(tr));
