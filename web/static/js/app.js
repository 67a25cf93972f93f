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
