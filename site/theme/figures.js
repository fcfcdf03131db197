// The interactive twin of a chart. The drawing in the page is complete; a reader who reaches for it gets a Plotly figure
// made from the same facts. Plotly and the figure's data come as scripts of this site, so this works from file:// as well.
//
//   <figure class="chart" data-figure="charts/NAME.js"> ... <svg> ... </figure>
//   charts/NAME.js:  tesseraFigure("NAME", { data: [...], layout: {...}, config: {...} });
//
// Colours in the data are names of tokens ("seg-2", "ink", "tile"), looked up in the page's theme.
(function () {
  "use strict";

  const script = document.currentScript.src;
  const root = new URL("../", script).href;
  const specs = new Map();
  const loads = new Map();
  const TOKEN = /^(paper|paper-2|ink|ink-2|ink-3|hair|tile|tile-2|accent|on-seg|seg-([1-9]|1[0-2])|(below|above)-[12])$/;
  const TEXT_SIZE = 14; // pixels
  const SEGMENTS = 12;
  const REST = 350; // milliseconds
  const LEAST_HEIGHT = 280; // pixels

  window.tesseraFigure = function (name, spec) {
    specs.set(name, spec);
  };

  function load(address) {
    if (!loads.has(address)) {
      loads.set(address, new Promise(function (done, failed) {
        const element = document.createElement("script");
        element.src = address;
        element.onload = done;
        element.onerror = () => {
          loads.delete(address);
          element.remove();
          failed(new Error(address));
        };
        document.head.append(element);
      }));
    }
    return loads.get(address);
  }

  function colour(token) {
    const segment = /^seg-(\d+)$/.exec(token);
    const name = segment ? "seg-" + (((Number(segment[1]) - 1) % SEGMENTS) + 1) : token;
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  // A copy of a figure's parts with the names of tokens replaced by the theme's colours.
  function coloured(value) {
    if (typeof value === "string") return TOKEN.test(value) ? colour(value) : value;
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, coloured(part)]));
    }
    return value;
  }

  function axis(given) {
    const own = coloured(given || {});
    const title = typeof own.title === "string" ? { text: own.title } : own.title;
    return Object.assign(
      { automargin: true, gridcolor: colour("hair"), linecolor: colour("hair"), zeroline: false, ticks: "" },
      own,
      title ? { title: Object.assign({ font: { size: TEXT_SIZE }, standoff: 10 }, title) } : {},
    );
  }

  function layout(given) {
    const style = getComputedStyle(document.documentElement);
    const themed = Object.assign(
      {
        autosize: true,
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        margin: { t: 16, r: 8, b: 48, l: 56 },
        legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
        hoverlabel: {
          bgcolor: colour("paper"),
          bordercolor: colour("ink"),
          font: { family: style.getPropertyValue("--text"), size: TEXT_SIZE, color: colour("ink") },
        },
        dragmode: false,
      },
      coloured(given || {}),
    );
    themed.font = Object.assign(
      { family: style.getPropertyValue("--text"), size: TEXT_SIZE, color: colour("ink-2") },
      coloured((given || {}).font || {}),
    );
    for (const key of Object.keys(themed)) if (/^[xy]axis\d*$/.test(key)) themed[key] = axis(given[key]);
    if (!themed.xaxis) themed.xaxis = axis({});
    if (!themed.yaxis) themed.yaxis = axis({});
    return themed;
  }

  function config(given) {
    return Object.assign(
      { displaylogo: false, responsive: true, scrollZoom: false, displayModeBar: false, showSendToCloud: false },
      given || {},
    );
  }

  function title(figure) {
    const heading = figure.querySelector("h2, h3, h4");
    const drawing = figure.querySelector("svg[aria-label]");
    return heading ? heading.textContent.replace(/link$/, "").trim() : drawing ? drawing.getAttribute("aria-label") : "Chart";
  }

  function draw(plot, spec) {
    return window.Plotly.react(plot, coloured(spec.data), layout(spec.layout), config(spec.config));
  }

  function figures(figure) {
    const address = figure.dataset.figure;
    const name = address.replace(/^.*\//, "").replace(/\.js$/, "");
    const drawings = Array.from(figure.querySelectorAll(":scope > svg"));
    const drawing = drawings[0] || figure.querySelector("svg");
    const button = document.createElement("button");
    let plot = null;
    let live = false;
    button.type = "button";
    button.className = "explore";
    button.textContent = "Explore this chart";
    button.setAttribute("aria-pressed", "false");
    figure.querySelector(".about").prepend(button);

    function fetchScripts() {
      return Promise.all([load(root + "assets/plotly.min.js"), load(root + address)]);
    }

    async function show(focus) {
      if (live || button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      try {
        await fetchScripts();
        if (!plot) {
          plot = document.createElement("div");
          plot.className = "plot";
          plot.setAttribute("role", "group");
          plot.setAttribute("aria-label", title(figure) + ", interactive");
          drawing.before(plot);
        }
        const height = Math.max(...drawings.map((each) => each.getBoundingClientRect().height));
        plot.hidden = false;
        if (height > 0) plot.style.height = Math.max(height, LEAST_HEIGHT) + "px";
        figure.classList.add("figure-live");
        live = true;
        await draw(plot, specs.get(name));
        button.textContent = "Back to the drawing";
        button.setAttribute("aria-pressed", "true");
        if (focus) button.focus();
      } catch (fault) {
        hide();
        button.textContent = "The interactive chart could not be loaded; try again";
      }
      button.removeAttribute("aria-busy");
    }

    function hide() {
      live = false;
      figure.classList.remove("figure-live");
      if (plot) plot.hidden = true;
      button.textContent = "Explore this chart";
      button.setAttribute("aria-pressed", "false");
    }

    button.addEventListener("click", () => (live ? hide() : show(true)));
    // A mouse that rests on the drawing asks for values; fingers and keys use the button.
    let resting = 0;
    drawings.forEach(function (each) {
      each.addEventListener("pointerenter", (event) => {
        if (event.pointerType === "mouse") resting = setTimeout(() => show(false), REST);
      });
      each.addEventListener("pointerleave", () => clearTimeout(resting));
    });
    // Reaching for the button fetches the scripts, so that the press itself is answered at once.
    button.addEventListener("pointerenter", () => fetchScripts().catch(() => {}), { once: true });
    button.addEventListener("focus", () => fetchScripts().catch(() => {}), { once: true });
    document.addEventListener("tessera:theme", () => {
      if (live) draw(plot, specs.get(name));
    });
  }

  document.querySelectorAll("figure[data-figure]").forEach(figures);
})();
