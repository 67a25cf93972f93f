// Shows retos like the one whose title is typed, a little after it was. What goes wrong is not told: the link to the page
// that looks for them stays.
const PAUSE = 400;
const PATIENCE = 8_000;
const SHORTEST = 4;
const LONGEST = 100;
const SETTLING = 700; // what has just moved under a finger is not meant by it

export function showSimilar(form) {
  const title = form.elements.title;
  const link = form.querySelector("[data-similar]");
  const list = form.querySelector("[data-similar-list]");
  const count = form.querySelector("[data-similar-count]");
  const page = new URL(link.href);
  let asking;
  let timer;
  let settling;
  let asked = "";

  function show(found) {
    const rows = found?.querySelector("li") ? found : null;
    if (list.textContent === (rows?.textContent ?? "")) return;
    list.inert = true;
    clearTimeout(settling);
    settling = setTimeout(() => (list.inert = false), SETTLING);
    list.replaceChildren(...(rows ? [rows] : []));
    count.textContent = rows ? `· ${rows.dataset.found}, aquí debajo.` : "";
  }

  function ask() {
    const words = title.value.trim().slice(0, LONGEST);
    if (words === asked) return;
    asked = words;
    asking?.abort();
    page.search = words ? new URLSearchParams({ titulo: words }) : "";
    link.href = page;
    if (words.length < SHORTEST) {
      show(null);
      return;
    }
    const address = new URL(page);
    address.searchParams.set("parte", "lista");
    // Unlike what fetch brings, a document needs no parser that the page's policy forbids.
    asking = new XMLHttpRequest();
    asking.open("GET", address);
    asking.responseType = "document";
    asking.timeout = PATIENCE;
    asking.addEventListener("load", ({ target }) => {
      if (target.status === 200) show(target.response?.querySelector("[data-found]"));
    });
    for (const end of ["error", "timeout"]) asking.addEventListener(end, () => (asked = ""));
    asking.send();
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  list.addEventListener("submit", (event) => event.stopPropagation()); // of forms of their own, inside this one
  if (title.value && !document.querySelector(".similar-rows")) ask(); // or the page shows them already
}
