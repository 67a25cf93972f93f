// Keeps rows that are not saved in this tab of the browser, so that a crash or the end of a session loses nothing.
export function keepDrafts(root, rows, notice) {
  const name = `hoja:${root.dataset.values}`;
  const cells = ["valor", "fecha", "resultado", "comentario", "motivo"];

  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(name)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (drafts) => {
    try {
      if (Object.keys(drafts).length) sessionStorage.setItem(name, JSON.stringify(drafts));
      else sessionStorage.removeItem(name);
    } catch {
      // there is no room, or no leave to store
    }
  };

  // keep stores the rows of this page, and leaves alone those that its filters do not show.
  function keep() {
    const drafts = read();
    for (const row of rows) {
      delete drafts[row.id];
      if (row.dirty()) drafts[row.id] = Object.fromEntries(cells.map((cell) => [cell, row.cells[cell]?.value ?? ""]));
    }
    write(drafts);
  }

  function fill(row, draft) {
    if (draft.motivo && !row.cells.motivo) row.ask();
    for (const cell of cells) if (row.cells[cell]) row.cells[cell].value = draft[cell] ?? "";
  }

  // tell says what was brought back, and offers to drop it.
  function tell(restored, hidden, drop) {
    const text = document.createElement("p");
    const shown = restored.length === 1 ? "Se ha recuperado 1 fila" : `Se han recuperado ${restored.length} filas`;
    text.textContent = restored.length
      ? `${shown} que no llegó a guardar${hidden ? `, y hay ${hidden} más que estos filtros no muestran` : ""}.`
      : `Hay ${hidden} ${hidden === 1 ? "fila" : "filas"} sin guardar que estos filtros no muestran.`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-quiet";
    button.textContent = "Descartar";
    button.addEventListener("click", () => {
      drop();
      notice.hidden = true;
      rows[0]?.cells.valor.focus();
    });
    notice.replaceChildren(text, button);
    notice.hidden = false;
  }

  // restore brings back what an earlier page left, unless this one tells what came of it.
  function restore(check, refresh) {
    if (root.hasAttribute("data-sent")) return;
    if (root.dataset.saved) {
      const address = new URL(location);
      address.searchParams.delete("guardadas");
      history.replaceState(history.state, "", address);
      return;
    }
    const drafts = read();
    const restored = rows.filter((row) => drafts[row.id] && !row.dirty());
    for (const row of restored) fill(row, drafts[row.id]);
    const hidden = Object.keys(drafts).filter((id) => !rows.some((row) => row.id === id)).length;
    if (!restored.length && !hidden) return;
    tell(restored, hidden, () => {
      for (const row of restored) {
        fill(row, { fecha: row.cells.fecha.defaultValue });
        check(row);
      }
      write({});
      refresh();
    });
  }

  return { keep, restore };
}
