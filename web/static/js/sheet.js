// The sheet of values: each row is checked while it is typed, the keyboard moves as in a spreadsheet, and what is
// not saved yet outlives a crash. Without any of it the form is sent and answered as it is.
import { readRows } from "./sheet/rows.js";
import { checker } from "./sheet/check.js";
import { moveByKeyboard } from "./sheet/keys.js";
import { keepDrafts } from "./sheet/drafts.js";

function start(root) {
  const form = root.closest("form");
  const save = form.querySelector('button[value="guardar"]');
  const count = form.querySelector("[data-count]");
  const told = form.querySelector("[data-told]");
  const rows = readRows(root);
  const say = (text) => (told.textContent = text);
  const byInput = (input) => rows.find((row) => row.contains(input));
  let leaving = false;

  const drafts = keepDrafts(root, rows, document.querySelector("[data-restored]"));
  const agree = (n, one, many) => (n === 1 ? one : `${n} ${many}`);
  const refresh = () => {
    const unsaved = rows.filter((row) => row.dirty());
    const wrong = unsaved.filter((row) => row.wrong());
    for (const row of rows) row.mark();
    count.textContent = [
      unsaved.length && agree(unsaved.length, "1 fila sin guardar", "filas sin guardar"),
      wrong.length && agree(wrong.length, "1 con errores", "con errores"),
    ].filter(Boolean).join(" · ");
    drafts.keep();
  };
  const check = checker(root.dataset.check, refresh, say);
  const changed = (input) => {
    const row = byInput(input);
    if (!row) return;
    row.edited(input.dataset.cell);
    check(row);
    refresh();
  };

  for (const input of root.querySelectorAll("input[data-cell]")) input.autocomplete = "off";
  form.addEventListener("input", (event) => changed(event.target));
  moveByKeyboard({ root, rows, changed, say, save: () => form.requestSubmit(save) });

  drafts.restore(check, refresh);
  for (const row of rows) if (row.dirty() && !root.hasAttribute("data-sent")) check(row);
  refresh();

  form.addEventListener("submit", (event) => {
    if (navigator.onLine === false) {
      event.preventDefault();
      delete form.dataset.sent;
      count.textContent = "Sin conexión: lo escrito sigue aquí. Guarde de nuevo cuando vuelva.";
      say(count.textContent);
      return;
    }
    leaving = true;
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && rows.some((row) => row.dirty())) event.preventDefault();
  });

  // The day above is that of every row whose own was not changed.
  const day = document.getElementById("fecha");
  let before = spanish(day.value);
  day.addEventListener("change", () => {
    const now = spanish(day.value);
    if (!now) return;
    const moved = rows.filter((row) => row.cells.fecha.value === before);
    for (const row of moved) {
      row.cells.fecha.value = now;
      if (row.dirty()) check(row);
    }
    before = now;
    const action = new URL(form.action);
    action.searchParams.set("fecha", day.value);
    form.action = action;
    say(`Fecha de ${agree(moved.length, "1 fila", "filas")}: ${now}`);
    refresh();
  });

  document.querySelector("[data-help]").hidden = false;
}

// spanish writes a date field's value as people do, or nothing while it is being typed.
function spanish(value) {
  const [, year, month, date] = /^((?:19|20|21)\d\d)-(\d\d)-(\d\d)$/.exec(value) ?? [];
  return year ? `${+date}/${+month}/${year}` : "";
}

const root = document.querySelector("[data-values]");
if (root) start(root);
