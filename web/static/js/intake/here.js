// Keeps what somebody types who has not signed in, in this browser alone and until it is sent: then it is only kept for
// this tab, so that nothing stays behind on a computer that others use, and an answer that never came loses nothing. The
// page that follows cannot tell this module that all went well; whoever comes back in the same tab is asked.
const NAME = "reto";
const PAUSE = 500;
const ELSEWHERE = ["clave_envio", "persona", "resguardo", "parecidos", "contact_name", "contact_email", "files"];

const read = (store) => {
  try {
    return JSON.parse(store().getItem(NAME));
  } catch {
    return null;
  }
};
const write = (store, fields) => {
  try {
    if (fields) store().setItem(NAME, JSON.stringify(fields));
    else store().removeItem(NAME);
    return true;
  } catch {
    return false; // there is no room, or no leave to store
  }
};
const browser = () => localStorage;
const tab = () => sessionStorage;

export function keepHere(form, root, say) {
  const notice = form.querySelector("[data-kept]");
  const text = notice.querySelector("[data-kept-text]");
  const restore = notice.querySelector("[data-kept-restore]");
  const drop = notice.querySelector("[data-kept-drop]");
  const controls = () => [...form.elements].filter((control) => control.name && !ELSEWHERE.includes(control.name));
  let timer;
  let off = false;
  let failed = false;
  let restored = false;

  const tell = (sentence, more = false) => {
    text.textContent = sentence;
    restore.hidden = !more;
    notice.hidden = false;
  };

  function fields() {
    const kept = {};
    for (const control of controls()) if (control.type !== "radio" || control.checked) kept[control.name] = control.value;
    return ["title", "problem", "idea", "evidence", "tried"].some((name) => kept[name]?.trim()) ? kept : null;
  }

  function fill(kept) {
    for (const control of controls()) {
      if (typeof kept[control.name] !== "string") continue;
      if (control.type === "radio") control.checked = control.value === kept[control.name];
      else control.value = kept[control.name];
    }
    const details = form.querySelector(".intake-details");
    if ([...details.querySelectorAll("textarea, input[type=text]")].some((control) => control.value)) details.open = true;
    restored = true;
  }

  function keep() {
    clearTimeout(timer);
    if (off) return;
    failed = !write(browser, fields());
    if (failed) say("No se puede guardar en este navegador lo que escribe: no cierre la página antes de enviarlo.");
  }

  drop.addEventListener("click", () => {
    clearTimeout(timer);
    off = true;
    write(browser, null);
    write(tab, null);
    if (restored) form.reset();
    tell("Se ha borrado de este navegador. Lo que escriba ahora en esta página no se guardará hasta que lo envíe.");
    drop.hidden = true;
    form.elements.title.focus();
  });
  restore.addEventListener("click", () => {
    fill(read(tab) ?? {});
    write(tab, null);
    keep();
    tell("Se ha recuperado lo que escribió.");
    form.elements.title.focus();
  });

  const here = read(browser);
  const last = read(tab);
  // From the start, so that nothing moves while somebody types.
  tell("Lo que escriba se guarda en este navegador hasta que lo envíe, sin el contacto. Si otras personas usan este equipo, bórrelo al terminar.");
  if (root.hasAttribute("data-typed")) {
    write(tab, null);
    keep();
  } else if (here || (last && root.hasAttribute("data-lost"))) {
    fill(here ?? last);
    write(tab, null);
    keep();
    tell("Se ha recuperado lo que escribió en este navegador y no llegó a enviar.");
  } else if (last) {
    tell("Lo último que envió desde esta pestaña se conserva por si no llegó. Si ya tiene su código, bórrelo.", true);
  }

  return {
    changed() {
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    },
    failed: () => failed && Boolean(fields()),
    sent() {
      clearTimeout(timer);
      if (!off) write(tab, fields());
      write(browser, null);
    },
    back() {
      write(tab, null);
      keep();
    },
  };
}
