import "./app/trail.js";

// Print buttons work only with scripts, so scripts show them.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Browsers without ::details-content print folded parts only when they are open. The table of a
// chart, and the explanations of the cuadro de mando, are printed for whoever opened them.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open], .session, .confirm, .chart-table, .board .explain)")];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
});

// Tables whose rows become cards on small screens keep their meaning for
// browsers that take it away from elements shown as blocks.
const roles = {
  "thead, tbody, tfoot": "rowgroup",
  "tr": "row",
  "thead th": "columnheader",
  "tbody th, tfoot th": "rowheader",
  "td": "cell",
};
for (const table of document.querySelectorAll(".table-stack, .values-table")) {
  table.setAttribute("role", "table");
  for (const [selector, role] of Object.entries(roles)) {
    for (const part of table.querySelectorAll(selector)) part.setAttribute("role", role);
  }
}

// A form is sent once, however often its button is pressed; coming back to its page by the back button makes it
// ready again.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 10_000); // a download, or a connection that was cut
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();

// The tabs of a plan are one row on a phone: the one of this page is brought into sight.
const tabs = document.querySelector(".tabs");
const current = tabs?.querySelector("[aria-current]");
if (current) tabs.scrollLeft = current.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;

// Whoever types a password may look at it.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.textContent = shown ? "Mostrar" : "Ocultar";
  });
}

// The person's menu closes with Escape and when something else is pressed.
const menu = document.querySelector("details.session");
if (menu) {
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

// Whoever moves something finds it where it was on the screen, and the focus on the button that was pressed.
for (const form of document.querySelectorAll("form.outline-move")) {
  form.addEventListener("submit", (event) => {
    const at = drop.isConnected ? drop : form.closest("li");
    const moved = { path: location.pathname, top: at.getBoundingClientRect().top, where: event.submitter?.value };
    try {
      sessionStorage.setItem("moved", JSON.stringify(moved));
    } catch {} // where nothing may be kept, the page opens at what was moved
  });
}
addEventListener("load", () => {
  let moved;
  try {
    moved = JSON.parse(sessionStorage.getItem("moved"));
    sessionStorage.removeItem("moved");
  } catch {}
  const item = moved?.path === location.pathname && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!item) return;
  scrollBy({ top: item.getBoundingClientRect().top - moved.top, behavior: "instant" });
  const button = moved.where && item.querySelector(`form.outline-move button[value="${moved.where}"]:enabled`);
  (button || item).focus({ preventScroll: true });
});

// What stands in order is dragged by its grip, with a mouse; dropping it sends the form of its buttons. Things go
// within their own list, and indicators to that of another objective too.
let dragged;
const drop = document.createElement("li");
drop.className = "outline-drop";
drop.setAttribute("aria-hidden", "true");

function takes(list) {
  return dragged && (dragged.parentElement === list || Boolean(dragged.parentElement.dataset.objective && list.dataset.objective));
}

for (const grip of document.querySelectorAll("[data-grip]")) {
  const item = grip.closest("li");
  grip.hidden = false;
  grip.draggable = true;
  grip.addEventListener("dragstart", (event) => {
    dragged = item;
    item.classList.add("outline-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.id);
    event.dataTransfer.setDragImage(item, 12, 12);
  });
  grip.addEventListener("dragend", () => {
    item.classList.remove("outline-dragged");
    drop.remove();
    dragged = undefined;
  });
}
for (const list of document.querySelectorAll("[data-order]")) {
  const others = () => [...list.children].filter((item) => item !== dragged && item !== drop);
  list.addEventListener("dragover", (event) => {
    if (!takes(list)) return;
    event.preventDefault();
    event.stopPropagation();
    const next = others().find((item) => {
      const box = item.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    list.insertBefore(drop, next ?? null);
  });
  list.addEventListener("drop", (event) => {
    if (!takes(list) || drop.parentElement !== list) return;
    event.preventDefault();
    event.stopPropagation();
    const place = [...list.children].filter((item) => item !== dragged).indexOf(drop) + 1;
    const form = dragged.querySelector("form.outline-move");
    const fields = { posicion: place };
    if (list.dataset.objective && dragged.parentElement !== list) fields.objetivo = list.dataset.objective;
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    form.requestSubmit();
  });
}
