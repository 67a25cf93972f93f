// Print buttons work only with scripts, so scripts show them.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Browsers without ::details-content print folded parts only when they are open. The table of a
// chart, and the explanations of the cuadro de mando, are printed for whoever opened them.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open], .chart-table, .board .explain)")];
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
for (const table of document.querySelectorAll(".table-stack")) {
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
