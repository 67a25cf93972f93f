// The public page of a plan: its address is copied, or handed to what the device shares with. Both need scripts, so
// scripts show the buttons.
const told = document.querySelector("[data-copied]");

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        told.textContent = "Copiado.";
        const label = button.textContent;
        button.textContent = "Copiado";
        setTimeout(() => (button.textContent = label), 2000);
      } catch {
        told.textContent = "El navegador no deja copiar.";
      }
    });
  }
}

if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const address = document.querySelector("[data-copy]").dataset.copy;
      navigator.share({ title: document.querySelector("h1").textContent, url: address }).catch(() => {}); // closed again
    });
  }
}
