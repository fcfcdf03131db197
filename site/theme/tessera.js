// What a page can do beyond being read: light or dark, the page list on small screens, links to sections, tabs, terms.
// Everything is readable without it.
(function () {
  "use strict";

  const page = document.documentElement;

  // ---------- light or dark

  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

  function isDark() {
    return page.dataset.theme ? page.dataset.theme === "dark" : systemDark.matches;
  }

  function themeToggle(button) {
    function label() {
      button.textContent = isDark() ? "Light" : "Dark";
      button.setAttribute("aria-label", isDark() ? "Change to light colours" : "Change to dark colours");
    }
    button.hidden = false;
    label();
    button.addEventListener("click", function () {
      const wanted = isDark() ? "light" : "dark";
      const bySystem = systemDark.matches ? "dark" : "light";
      if (wanted === bySystem) delete page.dataset.theme;
      else page.dataset.theme = wanted;
      try {
        if (wanted === bySystem) localStorage.removeItem("tessera-theme");
        else localStorage.setItem("tessera-theme", wanted);
      } catch (refused) {
        // Without storage the choice holds for this page.
      }
      changed();
    });
    function changed() {
      label();
      document.dispatchEvent(new Event("tessera:theme"));
    }
    systemDark.addEventListener("change", changed);
  }

  // ---------- the list of pages on small screens

  function pagesToggle(button) {
    const pages = document.getElementById(button.getAttribute("aria-controls"));
    button.hidden = false;
    button.addEventListener("click", function () {
      const open = pages.classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    });
    pages.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !pages.classList.contains("open")) return;
      pages.classList.remove("open");
      button.setAttribute("aria-expanded", "false");
      button.focus();
    });
  }

  // ---------- links to sections

  function sectionId(heading) {
    if (heading.id) return heading.id;
    const holder = heading.closest("main [id]");
    return holder && holder.querySelector("h2, h3") === heading ? holder.id : "";
  }

  function copyLink(heading) {
    const id = sectionId(heading);
    if (!id || heading.closest(".note, details, .callout")) return;
    const link = document.createElement("a");
    link.className = "copy-link";
    link.href = "#" + id;
    link.textContent = "link";
    link.setAttribute("aria-label", "Copy a link to: " + heading.textContent.trim());
    link.addEventListener("click", function () {
      if (!navigator.clipboard) return;
      navigator.clipboard.writeText(link.href).then(function () {
        link.classList.add("done");
        link.textContent = "copied";
        setTimeout(function () {
          link.classList.remove("done");
          link.textContent = "link";
        }, 2000);
      }, function () {});
    });
    heading.append(link);
  }

  // ---------- tabs

  function tabs(set, number) {
    const panels = Array.from(set.children).filter((child) => child.classList.contains("tab"));
    if (panels.length < 2) return;
    const list = document.createElement("div");
    list.className = "tab-list";
    list.setAttribute("role", "tablist");
    const buttons = panels.map(function (panel, place) {
      const title = panel.querySelector(".tab-title");
      const button = document.createElement("button");
      button.type = "button";
      button.id = "tabs-" + number + "-" + place;
      button.textContent = title.textContent.trim();
      button.setAttribute("role", "tab");
      panel.id = panel.id || "panel-" + number + "-" + place;
      button.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", button.id);
      panel.tabIndex = 0;
      title.hidden = true;
      list.append(button);
      return button;
    });

    function show(chosen, focus) {
      buttons.forEach(function (button, place) {
        button.setAttribute("aria-selected", String(place === chosen));
        button.tabIndex = place === chosen ? 0 : -1;
        panels[place].hidden = place !== chosen;
      });
      if (focus) buttons[chosen].focus();
    }

    list.addEventListener("click", (event) => {
      const place = buttons.indexOf(event.target);
      if (place >= 0) show(place, false);
    });
    list.addEventListener("keydown", function (event) {
      const place = buttons.indexOf(event.target);
      const last = buttons.length - 1;
      const next = {
        ArrowRight: place === last ? 0 : place + 1,
        ArrowLeft: place === 0 ? last : place - 1,
        Home: 0,
        End: last,
      }[event.key];
      if (place < 0 || next === undefined) return;
      event.preventDefault();
      show(next, true);
    });
    set.prepend(list);
    show(0, false);
  }

  // ---------- boxes that scroll sideways: keys can reach them, as long as there is something to scroll

  function reachable(box) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }

  function scrollers(boxes) {
    if (!window.ResizeObserver || !boxes.length) return;
    const watch = new ResizeObserver((seen) => seen.forEach((each) => reachable(each.target)));
    boxes.forEach((box) => watch.observe(box));
  }

  // ---------- terms of the glossary

  function placeNote(note, term) {
    const box = term.getBoundingClientRect();
    const width = note.offsetWidth;
    const below = box.bottom + note.offsetHeight + 8 < window.innerHeight;
    note.style.left = Math.max(16, Math.min(box.left, window.innerWidth - width - 16)) + "px";
    note.style.top = (below ? box.bottom + 6 : box.top - note.offsetHeight - 6) + "px";
  }

  function terms() {
    const all = document.querySelectorAll(".term[data-term]");
    if (!all.length) return;
    const note = document.createElement("div");
    note.className = "term-note";
    note.id = "term-note";
    note.setAttribute("role", "tooltip");
    note.hidden = true;
    document.body.append(note);
    let shown = null;

    function hide() {
      if (shown) shown.removeAttribute("aria-describedby");
      shown = null;
      note.hidden = true;
    }

    function show(term) {
      hide();
      note.textContent = term.dataset.term;
      note.hidden = false;
      placeNote(note, term);
      term.setAttribute("aria-describedby", note.id);
      shown = term;
    }

    all.forEach(function (term) {
      if (term.tagName !== "BUTTON" && term.tagName !== "A") term.tabIndex = 0;
      let touched = false;
      term.addEventListener("pointerdown", (event) => {
        touched = event.pointerType === "touch";
      });
      term.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(term));
      term.addEventListener("focus", () => touched || show(term));
      // A finger's first touch shows the meaning, the second follows the link; a mouse and keys have seen it before.
      term.addEventListener("click", function (event) {
        if (touched && shown !== term) event.preventDefault();
        show(term);
      });
      term.addEventListener("blur", hide);
      term.addEventListener("mouseleave", (event) => {
        if (event.relatedTarget !== note && document.activeElement !== term) hide();
      });
    });
    note.addEventListener("mouseleave", hide);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
    window.addEventListener("scroll", hide, { passive: true });
  }

  // ---------- links as they were written: Quarto's own script takes "index.html" out, and the skip link would load the
  // page again instead of leading into it

  window.addEventListener("load", function () {
    document.querySelectorAll("a[data-original-href]").forEach((link) => {
      link.href = link.dataset.originalHref;
    });
  });

  document.querySelectorAll(".theme-toggle").forEach(themeToggle);
  document.querySelectorAll(".pages-toggle").forEach(pagesToggle);
  document.querySelectorAll("main :is(h2, h3)").forEach(copyLink);
  document.querySelectorAll("main .panel-tabset").forEach(tabs);
  scrollers(document.querySelectorAll("main :is(pre, .scroll)"));
  terms();
})();
