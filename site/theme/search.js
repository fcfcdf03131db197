// Search: Pagefind's index, our own list of results. Nothing is loaded before the reader types.
(function () {
  "use strict";

  const script = document.currentScript.src;
  const engine = new URL("../search/pagefind.js", script).href;
  const home = new URL("../", script).pathname; // pages are found below it, wherever the site lies
  const MOST = 8;
  const WAIT = 120;

  const box = document.querySelector(".search");
  if (!box) return;
  const input = box.querySelector("input");
  const results = box.querySelector(".search-results");
  let pagefind = null;
  let turn = 0;
  let active = -1;

  box.hidden = false;

  function open(yes) {
    results.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) choose(-1);
  }

  function say(sentence) {
    const line = document.createElement("p");
    line.textContent = sentence;
    results.replaceChildren(line);
    open(true);
  }

  function links() {
    return Array.from(results.querySelectorAll("a"));
  }

  function choose(place) {
    const all = links();
    active = all.length ? Math.max(-1, Math.min(place, all.length - 1)) : -1;
    all.forEach((link, i) => link.setAttribute("aria-selected", String(i === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  async function load() {
    if (pagefind) return pagefind;
    const loaded = await import(engine);
    await loaded.options({ excerptLength: 18, baseUrl: home });
    await loaded.init();
    pagefind = loaded;
    return pagefind;
  }

  // Pagefind's excerpts hold <mark> and entities, nothing else; they are taken apart, never inserted as markup.
  function marked(excerpt) {
    const line = document.createElement("span");
    const parsed = new DOMParser().parseFromString(excerpt, "text/html").body;
    parsed.childNodes.forEach(function (node) {
      const part = node.nodeName === "MARK" ? document.createElement("mark") : document.createTextNode("");
      part.textContent = node.textContent;
      line.append(part);
    });
    return line;
  }

  function result(found, place) {
    const link = document.createElement("a");
    const title = document.createElement("b");
    link.id = "found-" + place;
    link.href = found.url;
    link.setAttribute("role", "option");
    title.textContent = found.meta.title;
    link.append(title, marked(found.excerpt));
    return link;
  }

  async function search() {
    const words = input.value.trim();
    const mine = ++turn;
    if (!words) return open(false);
    if (location.protocol === "file:") {
      return say("Search needs the site to come from a server: browsers let no page read other files. `tessera preview` serves it.");
    }
    try {
      const finder = await load();
      const found = await finder.search(words);
      const first = await Promise.all(found.results.slice(0, MOST).map((each) => each.data()));
      if (mine !== turn) return;
      if (!first.length) return say("Nothing on this site matches “" + words + "”.");
      results.replaceChildren(...first.map(result));
      choose(-1);
      open(true);
    } catch (fault) {
      if (mine === turn) say("The search index could not be read.");
    }
  }

  let timer = 0;
  input.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("focus", () => {
    if (input.value.trim()) search();
  });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && links().length) {
      event.preventDefault();
      links()[Math.max(active, 0)].click();
    } else if (event.key === "Escape") {
      open(false);
    }
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) open(false);
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) open(false);
  });
  document.addEventListener("keydown", function (event) {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
})();
