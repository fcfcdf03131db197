// Runs before the page is drawn: the reader's choice of light or dark, and the news that scripts work.
(function () {
  const page = document.documentElement;
  page.classList.add("js");
  try {
    const chosen = localStorage.getItem("tessera-theme");
    if (chosen === "light" || chosen === "dark") page.dataset.theme = chosen;
  } catch (refused) {
    // Storage may be switched off; the system's wish then decides.
  }
})();
