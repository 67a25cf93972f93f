// Keeps the draft of whoever has signed in on the server, a little after it was typed.
const PAUSE = 2_000;
const RETRY = 20_000;
const PATIENCE = 15_000;

const troubles = {
  401: "su sesión ha terminado. Siga escribiendo: al enviarlo podrá entrar de nuevo sin perder nada.",
  409: "en este navegador ha entrado otra persona.",
  410: "este reto ya se envió. Si quiere contar otro, abra un formulario nuevo.",
  422: "el texto es demasiado largo.",
};

export function saveDrafts(form, address, say) {
  // Files are no part of a draft.
  const typed = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
  let saved = typed();
  let asking;
  let timer;
  let failed = false;
  let over = false;

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  async function save(more = {}) {
    clearTimeout(timer);
    const now = typed();
    if (over || now === saved) return;
    asking?.abort();
    const control = (asking = new AbortController());
    const patience = setTimeout(() => control.abort("late"), PATIENCE);
    try {
      const answer = await fetch(address, {
        method: "POST", body: new URLSearchParams(now), headers: { Accept: "application/json" }, redirect: "manual", signal: control.signal, ...more,
      });
      if (answer.status !== 204) {
        fail(troubles[answer.status] ?? "se volverá a intentar.");
        return;
      }
      saved = now;
      failed = false;
      say("Borrador guardado.");
    } catch {
      if (asking === control && !over) fail("no hay conexión. Se volverá a intentar.");
    } finally {
      clearTimeout(patience);
    }
  }

  function fail(why) {
    failed = true;
    say(`No se ha podido guardar el borrador: ${why}`);
    later(RETRY);
  }

  addEventListener("online", () => later(0));
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ keepalive: true });
  });

  return {
    changed: () => later(failed ? RETRY : PAUSE),
    failed: () => failed && typed() !== saved,
    sent() {
      over = true; // or it would come back after it was sent
      clearTimeout(timer);
      asking?.abort();
    },
    back() {
      over = false;
    },
  };
}
