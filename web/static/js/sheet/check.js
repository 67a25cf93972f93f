// Asks the server what rows would come to, a little after they were typed, few at a time.
const PAUSE = 250;
const MOST = 4;
const LONGEST = 200; // more is no number or date, whatever it is

const troubles = {
  401: "Su sesión ha terminado: entre en otra pestaña y siga aquí. Lo escrito no se pierde.",
  403: "Ya no puede registrar valores de este indicador.",
  404: "Este indicador ya no está en el plan.",
};

export function checker(address, done, say) {
  const waiting = new Set();
  const timers = new Map();
  const asking = new Map();

  function next() {
    for (const row of waiting) {
      if (asking.size >= MOST) return;
      waiting.delete(row);
      ask(row);
    }
  }

  async function ask(row) {
    const control = new AbortController();
    asking.set(row, control);
    let trouble = "";
    try {
      const live = await fetchRow(address, row, control.signal);
      if (control.signal.aborted) return;
      if (typeof live === "string") trouble = live;
      else apply(row, live, say);
    } catch {
      if (control.signal.aborted) return;
      trouble = "Sin conexión: la fila se comprobará al guardar.";
    } finally {
      if (asking.get(row) === control) asking.delete(row);
      next();
    }
    if (trouble) {
      row.show(null);
      row.note("valor", trouble);
      say(`${row.code}: ${trouble}`);
    }
    done();
  }

  return (row) => {
    clearTimeout(timers.get(row));
    asking.get(row)?.abort();
    waiting.delete(row);
    if (!row.cells.valor.value.trim()) {
      row.show(null);
      row.note("valor", "");
      row.note("fecha", "");
      row.clash("", "");
      return;
    }
    timers.set(row, setTimeout(() => {
      waiting.add(row);
      next();
    }, PAUSE));
  };
}

// fetchRow returns what the server says of a row, or in words why it does not.
async function fetchRow(address, row, signal) {
  const url = new URL(address, location);
  url.searchParams.set("indicador", row.id);
  for (const name of ["valor", "fecha"]) url.searchParams.set(name, row.cells[name].value.slice(0, LONGEST));
  const answer = await fetch(url, { signal, redirect: "manual", headers: { Accept: "application/json" } });
  if (answer.type === "opaqueredirect") return troubles[401];
  if (!answer.ok) return troubles[answer.status] ?? "No se ha podido comprobar la fila; se comprobará al guardar.";
  return answer.json();
}

function apply(row, live, say) {
  row.show(live);
  for (const cell of ["valor", "fecha"]) row.note(cell, live.errors[cell] ? `${names[cell]}: ${live.errors[cell]}` : "");
  row.clash(live.clash, live.basis);
  const wrong = live.errors.valor || live.errors.fecha || live.clash;
  say(`${row.code}: ${wrong || `${live.progress}, ${live.word.toLowerCase()}`}`);
}

const names = { valor: "Valor nuevo", fecha: "Fecha" };
