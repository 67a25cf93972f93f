// The board of retos: cards are dragged to another column, or moved with the keyboard, and the page stays. A card that is
// refused goes back to where it was, and the page says why. Without any of it the form of each card is sent and answered.
const root = document.querySelector("[data-kanban]");
const told = root.querySelector("[data-told]");
const refusal = root.querySelector("[data-refused]");
const troubles = {
  401: "Su sesión ha terminado: entre de nuevo en otra pestaña y repítalo.",
  403: "Su cuenta no puede hacer este cambio.",
};
let dragged;
let busy = false;

const titleOf = (card) => card.querySelector(".kanban-title").textContent.trim();
const optionOf = (card, state) => [...card.querySelectorAll("option")].find((option) => option.value === state);

function say(text) {
  told.textContent = "";
  told.textContent = text;
}

function refuse(text) {
  refusal.querySelector("p").textContent = text;
  refusal.hidden = !text;
  if (text) refusal.focus();
}

// prepare makes the cards that may be moved draggable; their links would be dragged instead.
function prepare() {
  for (const card of root.querySelectorAll("[data-card]:has(form)")) card.draggable = true;
  for (const link of root.querySelectorAll("[data-card] a")) link.draggable = false;
}

// move brings a card to a state: by the page that asks for a note where one is needed, else by its form.
async function move(card, state) {
  const option = optionOf(card, state);
  const form = card.querySelector("form");
  if (busy || !option) return;
  if (option.hasAttribute("data-note")) {
    const page = new URL(form.action);
    page.searchParams.set("a", state);
    page.searchParams.set("regreso", root.dataset.path);
    location.assign(page);
    return;
  }
  busy = true;
  form.elements.a.value = state;
  const item = card.closest("li");
  const [list, next] = [item.parentElement, item.nextElementSibling];
  root.querySelector(`[data-state="${state}"] .kanban-cards`).prepend(item);
  const answer = await send(form);
  busy = false;
  const board = answer.response?.querySelector("[data-board]");
  if (answer.status === 200 && board) return replace(board, card.id, option);
  list.insertBefore(item, next);
  form.elements.a.value = "";
  refuse(`«${titleOf(card)}» sigue donde estaba. ${reason(answer)}.`.replace(/\.\.$/, "."));
}

// send sends a form as the browser would, and answers with the page that comes of it.
function send(form) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.onloadend = () => done(request);
    request.send(new URLSearchParams(new FormData(form)));
  });
}

function reason(answer) {
  if (!answer.status) return "No hay conexión: inténtelo de nuevo cuando vuelva.";
  const page = answer.response;
  const text = page?.querySelector("[role=alert] li") ?? page?.querySelector("[role=alert] .notice-title");
  return troubles[answer.status] ?? text?.textContent.trim() ?? page?.querySelector("h1")?.textContent ?? "";
}

function replace(board, id, option) {
  const moved = board.querySelector("[data-moved]");
  moved?.removeAttribute("role");
  root.querySelector("[data-board]").replaceWith(document.adoptNode(board));
  refuse("");
  say(moved?.textContent.trim() ?? "");
  prepare();
  const card = document.getElementById(id);
  const fold = card?.closest("details.fold");
  if (fold) fold.open = true;
  (card?.querySelector(".kanban-title a") ?? document.getElementById(`estado-${option.value}-titulo`))?.focus();
}

root.addEventListener("submit", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card) return;
  event.preventDefault();
  delete event.target.dataset.sent;
  const state = event.target.elements.a.value;
  if (state) move(card, state);
  else say("Elija un estado.");
});

// The keyboard: arrows go from card to card, M opens the menu of one, Escape closes it.
const columns = () => [...root.querySelectorAll("[data-state]")].map((column) => [...column.querySelectorAll("[data-card]")].filter((card) => card.checkVisibility())).filter((cards) => cards.length);

function neighbour(card, key) {
  const all = columns();
  const column = all.findIndex((cards) => cards.includes(card));
  const row = all[column].indexOf(card);
  const side = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (!side) return all[column][row + (key === "ArrowDown" ? 1 : -1)];
  const beside = all[column + side];
  return beside?.[Math.min(row, beside.length - 1)];
}

root.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  const menu = card?.querySelector(".kanban-menu");
  if (!card || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.target.matches("select")) {
    return;
  } else if (event.key.toLowerCase() === "m" && menu) {
    menu.open = true;
    menu.querySelector("select").focus();
  } else if (event.key.startsWith("Arrow")) {
    neighbour(card, event.key)?.querySelector(".kanban-title a").focus();
  } else {
    return;
  }
  event.preventDefault();
});

// Dragging: the columns to which the card may go are marked, and take it.
const columnAt = (event) => {
  const column = event.target.closest?.("[data-state]");
  return dragged && column && optionOf(dragged, column.dataset.state) ? column : undefined;
};
const unmark = (name) => root.querySelectorAll(`.${name}`).forEach((one) => one.classList.remove(name));

root.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card || busy) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", titleOf(card));
  card.classList.add("kanban-dragged");
  for (const column of root.querySelectorAll("[data-state]")) {
    if (optionOf(card, column.dataset.state)) column.classList.add("kanban-target");
  }
});
root.addEventListener("dragover", (event) => {
  const column = columnAt(event);
  if (!column?.classList.contains("kanban-over")) unmark("kanban-over");
  if (!column) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  column.classList.add("kanban-over");
});
root.addEventListener("drop", (event) => {
  const column = columnAt(event);
  if (!column) return;
  event.preventDefault();
  move(dragged, column.dataset.state);
});
root.addEventListener("dragend", () => {
  dragged = undefined;
  for (const name of ["kanban-dragged", "kanban-target", "kanban-over"]) unmark(name);
});

prepare();
root.querySelector("[data-help]").hidden = false;
