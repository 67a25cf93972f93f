// Tells what is wrong with the files that were chosen before they are sent: the server would refuse them only then.
const MOST = 5;
const LARGEST = 10 * 2 ** 20;
const TOGETHER = 25 * 2 ** 20;

export function checkFiles(form) {
  const input = form.elements.files;
  const note = form.querySelector("[data-files-problem]");

  function problem() {
    const files = [...input.files];
    const large = files.filter((file) => file.size > LARGEST).map((file) => `«${file.name}»`);
    if (files.length > MOST) return `Ha elegido ${files.length} ficheros: se envían ${MOST} como mucho. Después podrá añadir más.`;
    if (large.length) return `Pasa de 10 MB: ${large.join(", ")}. Quítelo o elija otro más pequeño.`;
    if (files.reduce((sum, file) => sum + file.size, 0) > TOGETHER) return "Los ficheros suman más de 25 MB: elija menos. Después podrá añadir más.";
    return "";
  }

  function check() {
    const text = problem();
    note.textContent = text;
    note.hidden = !text;
    return !text;
  }

  input.addEventListener("change", check);
  return () => {
    if (check()) return true;
    input.closest("details").open = true;
    input.focus();
    return false;
  };
}
