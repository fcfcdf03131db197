// Runs before the page is drawn: the reader's choice of light or dark, the news that scripts work, and a word to the
// server that these faces of type will be wanted, so that no line moves when they come. (A file may not ask ahead.)
(function () {
  const page = document.documentElement;
  page.classList.add("js");
  try {
    const chosen = localStorage.getItem("tessera-theme");
    if (chosen === "light" || chosen === "dark") page.dataset.theme = chosen;
  } catch (refused) {
    // Storage may be switched off; the system's wish then decides.
  }
  const self = document.currentScript;
  if (location.protocol === "file:" || !self.dataset.fonts) return;
  self.dataset.fonts.split(" ").forEach(function (name) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "" });
    link.href = new URL("fonts/" + name, self.src).href;
    document.head.append(link);
  });
})();
