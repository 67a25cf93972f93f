// The form of a reto: what is typed outlives a closed tab, retos like it are shown while the title is typed, and files
// that are too large are told before they are sent. Without any of it the form works as it is.
import { saveDrafts } from "./intake/drafts.js";
import { keepHere } from "./intake/here.js";
import { showSimilar } from "./intake/similar.js";
import { countLetters } from "./intake/letters.js";
import { checkFiles } from "./intake/files.js";

function start(root) {
  const form = root.closest("form");
  const state = form.querySelector("[data-keep-state]");
  const say = (text) => {
    if (state.textContent !== text) state.textContent = text; // what is said again is not heard again
  };
  const address = root.dataset.keep;
  const kept = address ? saveDrafts(form, address, say) : keepHere(form, root, say);
  const filesFit = checkFiles(form);
  let leaving = false;

  form.addEventListener("input", () => kept.changed());
  form.addEventListener("change", () => kept.changed());
  form.addEventListener("submit", (event) => {
    const offline = navigator.onLine === false;
    if (offline || !filesFit()) {
      event.preventDefault();
      delete form.dataset.sent;
      if (offline) say("Sin conexión: lo escrito sigue aquí. Envíelo de nuevo cuando vuelva.");
      return;
    }
    leaving = true;
    kept.sent();
  });
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) kept.back();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && kept.failed()) event.preventDefault();
  });

  showSimilar(form);
  for (const name of ["title", "problem"]) countLetters(form.elements[name]);
}

const root = document.querySelector("[data-keep]");
if (root) start(root);
