// On the "not found" page only, and inside it: the page answers at any depth, so its relative links may lead nowhere.
// It looks upwards for the site's root, makes that the base of all links, and asks again for styles and scripts.
(function () {
  "use strict";
  const folders = location.pathname.split("/").length - 2;

  function settle(root) {
    const base = document.createElement("base");
    base.href = root;
    document.head.prepend(base);
    document.querySelectorAll("link[href]").forEach((link) => link.replaceWith(link.cloneNode()));
    document.querySelectorAll("script[defer]").forEach((script) => {
      const again = document.createElement("script");
      again.src = script.getAttribute("src");
      again.async = false;
      script.replaceWith(again);
    });
  }

  function look(up) {
    if (up > folders) return;
    const root = new URL(up ? "../".repeat(up) : "./", location.href).href;
    const probe = document.createElement("script");
    probe.src = root + "assets/early.js";
    probe.onload = () => up && settle(root);
    probe.onerror = () => look(up + 1);
    document.head.append(probe);
  }

  document.addEventListener("DOMContentLoaded", () => look(0));
})();
