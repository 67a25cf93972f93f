// Tells how many letters are left once few are, and only when the typing rests.
const FEW = 0.2;
const PAUSE = 700;

export function countLetters(field) {
  const most = field.maxLength;
  if (most < 1) return;
  const note = document.createElement("p");
  note.className = "hint";
  note.setAttribute("role", "status");
  field.after(note);
  let timer;
  const tell = () => {
    const left = most - field.value.length;
    note.textContent = left <= most * FEW ? `Quedan ${left} caracteres de ${most}.` : "";
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  });
  tell();
}
