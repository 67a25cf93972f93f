// Follows an import that goes on by itself, until it is over.
const EVERY = 2000;
const TELL_EVERY = 10_000; // whoever listens is not told each time
const MOST_FAILURES = 5;

export function follow(panel) {
  const told = panel.querySelector("[data-told]");
  const refresh = panel.querySelector("[data-progress-refresh]");
  let failures = 0;
  let toldAt = Date.now();
  refresh.hidden = true;

  async function look() {
    const answer = await ask(location.pathname);
    if (answer.status === 200) return show(answer.response);
    failures++;
    if (answer.status === 401 || answer.status === 404 || failures >= MOST_FAILURES) return stop();
    setTimeout(look, EVERY * failures);
  }

  function show(page) {
    const now = page?.querySelector("[data-progress-now]");
    const title = page?.querySelector("[data-progress] h2");
    // It is over, or another part of it has begun, or the answer is some other page, such as the way in.
    if (!now || title.textContent !== panel.querySelector("h2").textContent) return location.replace(panel.dataset.next);
    failures = 0;
    panel.querySelector("[data-progress-now]").replaceWith(document.adoptNode(now));
    if (Date.now() - toldAt >= TELL_EVERY) {
      toldAt = Date.now();
      told.textContent = now.querySelector("[data-so-far]").textContent;
    }
    setTimeout(look, EVERY);
  }

  function stop() {
    refresh.hidden = false;
    told.textContent = "No se puede saber cómo va. Sigue sola: actualice la página dentro de un momento.";
    told.classList.remove("visually-hidden");
  }

  setTimeout(look, EVERY);
}

// ask fetches a page as a document.
function ask(address) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onloadend = () => done(request);
    request.send();
  });
}
