// Moves through the sheet by keyboard, as in a spreadsheet, and pastes a column into it.
const columns = ["valor", "fecha", "resultado", "comentario"];

export function moveByKeyboard({ root, rows, changed, say, save }) {
  let held = ""; // what the cell had when it was entered

  const go = (input) => {
    input?.focus();
    input?.select();
    return Boolean(input);
  };
  const rowOf = (input) => rows.findIndex((row) => row.contains(input));
  const down = (input, step) => {
    const cell = columns.includes(input.dataset.cell) ? input.dataset.cell : "valor";
    return go(rows[rowOf(input) + step]?.cells[cell]);
  };
  const aside = (input, step) => go(rows[rowOf(input)].cells[columns[columns.indexOf(input.dataset.cell) + step]]);

  function vertical(input, key) {
    return !input.hasAttribute("list") && down(input, key === "ArrowDown" ? 1 : -1);
  }

  function horizontal(input, key) {
    const { selectionStart: from, selectionEnd: to, value } = input;
    const whole = from === 0 && to === value.length;
    if (!whole && (from !== to || from !== (key === "ArrowLeft" ? 0 : value.length))) return false;
    return columns.includes(input.dataset.cell) && aside(input, key === "ArrowLeft" ? -1 : 1);
  }

  function back(input) {
    if (input.value === held) return false;
    input.value = held;
    input.select();
    changed(input);
    return true;
  }

  // handle tells whether a key was for the sheet.
  function handle(input, { key, shiftKey, ctrlKey, metaKey, altKey }) {
    if (key === "Enter") {
      down(input, shiftKey ? -1 : 1);
      return true; // it never sends the form
    }
    if (shiftKey || ctrlKey || metaKey || altKey) return false;
    if (key === "ArrowDown" || key === "ArrowUp") return vertical(input, key);
    if (key === "ArrowLeft" || key === "ArrowRight") return horizontal(input, key);
    return key === "Escape" && back(input);
  }

  addEventListener("keydown", (event) => {
    const sends = event.key.toLowerCase() === "s" || event.key === "Enter";
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && sends) {
      event.preventDefault();
      if (!event.repeat) save();
    }
  });
  root.addEventListener("focusin", ({ target }) => (held = target.value));
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !event.target.dataset.cell) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return;
    if (handle(event.target, event)) event.preventDefault();
  });
  root.addEventListener("keypress", (event) => {
    if (event.key === "Enter") event.preventDefault(); // wherever the key has led meanwhile
  });
  root.addEventListener("paste", (event) => {
    if (event.target.dataset.cell !== "valor") return;
    const lines = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
    if (lines.length < 2) return;
    event.preventDefault();
    const from = rowOf(event.target);
    const targets = rows.slice(from, from + lines.length);
    targets.forEach((row, n) => {
      row.cells.valor.value = lines[n].split("\t")[0].trim();
      changed(row.cells.valor);
    });
    go(targets.at(-1).cells.valor);
    const left = lines.length - targets.length;
    say(`Se han pegado ${targets.length} valores${left ? `; no cabían ${left}` : ""}.`);
  });
}
