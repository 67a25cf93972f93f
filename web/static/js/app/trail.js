// Whoever opens a reto from a list goes on from there to the next one, or back to the list as it was: which list that
// was is kept in this tab alone, as addresses. Without scripts the way back is the browser's.
const NAME = "recorrido";
const RETO = /^\/retos\/[0-9A-Z]{5}(-[0-9A-Z]{5}){2}$/;

addEventListener("click", (event) => {
  const list = event.target.closest("a")?.closest("[data-trail]");
  if (!list) return;
  const paths = [...list.querySelectorAll("a")].map((link) => link.pathname).filter((path) => RETO.test(path));
  const from = new URL(location);
  for (const told of ["hecho", "reto"]) from.searchParams.delete(told);
  const trail = { text: list.dataset.trail, from: from.pathname + from.search, paths: [...new Set(paths)] };
  try {
    sessionStorage.setItem(NAME, JSON.stringify(trail));
  } catch {} // where nothing may be kept, there is no way on
});

function follow(nav) {
  let trail;
  try {
    trail = JSON.parse(sessionStorage.getItem(NAME));
  } catch {}
  const at = trail?.paths.indexOf(location.pathname) ?? -1;
  if (at < 0) return;
  const lead = (name, path) => {
    const link = nav.querySelector(`[data-trail-${name}]`);
    link.hidden = !path;
    if (path) link.href = path;
    return link;
  };
  lead("back", trail.from).querySelector("span").textContent = trail.text;
  lead("previous", trail.paths[at - 1]);
  lead("next", trail.paths[at + 1]);
  nav.querySelector("[data-trail-at]").textContent = `${at + 1} de ${trail.paths.length}`;
  nav.hidden = false;
}

const nav = document.querySelector("[data-trail-nav]");
if (nav) follow(nav);
