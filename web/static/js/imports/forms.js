// What can be told before the forms of imports are sent.
const LARGEST = 25 * 2 ** 20;

// checkFile tells of a file that would be refused once it has been sent, and that a large one takes a while.
export function checkFile(form) {
  const input = form.elements.file;
  const note = form.querySelector("[data-file-problem]");
  const sending = form.querySelector("[data-sending]");
  const byFile = form.querySelector('[name="by"][value="fichero"]');

  function check() {
    const file = input.files[0];
    const large = Boolean(byFile.checked && file && file.size > LARGEST);
    note.textContent = large ? `«${file.name}» pasa de 25 MB. Divídalo, o quítele las hojas y las imágenes que no hagan falta.` : "";
    note.hidden = !large;
    return !large;
  }

  input.addEventListener("change", check);
  byFile.addEventListener("change", check);
  form.addEventListener("submit", (event) => {
    if (check()) {
      sending.textContent = "Enviando…";
      return;
    }
    event.preventDefault();
    delete form.dataset.sent;
    input.focus();
  });
  addEventListener("pageshow", () => (sending.textContent = ""));
}

// guard asks whoever leaves with something chosen that was not sent.
export function guard(form) {
  const chosen = () => JSON.stringify([...new FormData(form)]);
  const before = chosen();
  let leaving = false;
  form.addEventListener("submit", () => (leaving = true));
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && chosen() !== before) event.preventDefault();
  });
}
