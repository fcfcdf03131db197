// "Which segment is this customer?": places what the reader types by the published rules, which stand in the page as
// data. Nothing is asked of a server, so it works from a file as well. What is typed is kept in the page's address.
(function () {
  "use strict";

  const form = document.getElementById("which");
  if (!form) return;
  const rules = JSON.parse(document.getElementById("which-rules").textContent);
  const root = new URL("../", document.currentScript.src).href;
  const answer = document.getElementById("which-answer");
  const like = document.getElementById("which-like");
  const fields = Object.keys(rules.columns).map((name) => form.elements[name]);
  const SVG = "http://www.w3.org/2000/svg";
  const LEANING = 0.5; // of the way to the second-best centre
  const WAYS = 3; // ways over the border that are told

  // ---------- the rule

  // A column's value as the rule's feature: itself, or whether a trait takes a value.
  function feature(rule, name, values) {
    const trait = rule.indicators[name];
    return trait ? Number(values[trait.column] === trait.value) : values[name];
  }

  function asked(rule) {
    return [...new Set(rule.features.map((name) => (rule.indicators[name] || { column: name }).column))];
  }

  function point(rule, values) {
    const scaled = rule.features.map((name, i) => (feature(rule, name, values) - rule.centre[i]) / rule.scale[i]);
    return rule.components === null ? scaled : rule.components.map((weights) =>
      weights.reduce((sum, weight, i) => sum + weight * (scaled[i] - rule.origin[i]), 0));
  }

  function square(a, b) {
    return a.reduce((sum, value, i) => sum + (value - b[i]) * (value - b[i]), 0);
  }

  // Segments with their squared distance, the nearest first; of two as near, the one the rule lists first.
  function ranked(rule, values) {
    const here = point(rule, values);
    return rule.segments.map((segment) => ({ segment, square: square(here, segment.centre) }))
      .sort((a, b) => a.square - b.square);
  }

  // How far along the way to the border: distance to the own centre over distance to the second-best.
  function reached(places) {
    return places[1].square ? Math.sqrt(places[0].square / places[1].square) : 1;
  }

  // How far a number has to move, alone, until another segment is nearer: over the first border it meets each way.
  function crossings(rule, values, places) {
    const [own, ...others] = places;
    return rule.features.filter((name) => !rule.indicators[name]).flatMap(function (name) {
      const i = rule.features.indexOf(name);
      const along = rule.components === null
        ? own.segment.centre.map((_, axis) => (axis === i ? 1 / rule.scale[i] : 0))
        : rule.components.map((weights) => weights[i] / rule.scale[i]);
      const steps = others.map(function (other) {
        const slope = along.reduce((sum, part, axis) =>
          sum + part * (other.segment.centre[axis] - own.segment.centre[axis]), 0);
        return { name, to: other.segment, by: (other.square - own.square) / (2 * slope) };
      }).filter((step) => Number.isFinite(step.by));
      const column = rules.columns[name];
      return [1, -1].map((way) => steps.filter((step) => step.by * way >= 0)
        .sort((a, b) => Math.abs(a.by) - Math.abs(b.by))[0])
        .filter((step) => step && within(column, values[name] + step.by))
        .map((step) => Object.assign(step, { effort: Math.abs(step.by) / (column.sd || 1) }));
    }).sort((a, b) => a.effort - b.effort);
  }

  function within(column, value) {
    return (column.min === null || value >= column.min) && (column.max === null || value <= column.max);
  }

  // ---------- words

  const numbers = new Map();
  function amount(column, value) {
    if (!numbers.has(column.decimals)) {
      const digits = { minimumFractionDigits: column.decimals, maximumFractionDigits: column.decimals };
      numbers.set(column.decimals, new Intl.NumberFormat(rules.locale, digits));
    }
    const text = column.prefix + numbers.get(column.decimals).format(Math.abs(value)) + column.suffix;
    const unit = column.prefix || column.suffix || !column.unit ? "" : " " + column.unit;
    return (value < 0 ? "−" : "") + text + unit;
  }

  function nearness(share, second) {
    if (share >= rules.nearly) return "Borderline: " + second.name + " is nearly as close.";
    if (share >= LEANING) return "Inside, with " + second.name + " as the second choice.";
    return "Well inside; " + second.name + " comes second.";
  }

  function over(step) {
    const column = rules.columns[step.name];
    return amount(column, Math.abs(step.by)) + (step.by < 0 ? " less in " : " more in ") + column.short + ": " + step.to.name;
  }

  // ---------- pieces of the page

  function element(name, given, ...inside) {
    const made = document.createElement(name);
    Object.entries(given).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...inside);
    return made;
  }

  function shape(name, given, text) {
    const made = document.createElementNS(SVG, name);
    Object.entries(given).forEach(([key, value]) => made.setAttribute(key, value));
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function mark(segment, x, y) {
    return shape("path", { d: segment.shape, class: segment.look + " ring", transform: `translate(${x} ${y})` });
  }

  function drawing(width, height, label, ...inside) {
    const made = shape("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label });
    made.append(...inside);
    return made;
  }

  function segmentLink(segment) {
    const icon = shape("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" });
    icon.append(mark(segment, 0, 0));
    return element("a", { href: root + segment.href, class: "placed" }, icon, segment.name);
  }

  // From the middle of the segment to its border, with the customer on it.
  function meter(share, own, second) {
    const x = 14 + 322 * Math.min(1, share);
    const label = `From the middle of ${own.name} to the border with ${second.name}: ${Math.round(100 * share)} hundredths of the way`;
    return drawing(350, 44, label,
      shape("path", { d: "M14 14H336", class: "lm" }), shape("path", { d: "M336 4V24", class: "la", "stroke-width": 2 }),
      mark(own, 14, 14), shape("circle", { cx: x, cy: 14, r: 5, class: "fi ring" }),
      shape("text", { x: 4, y: 40, class: "m" }, "middle"), shape("text", { x: 346, y: 40, class: "m", "text-anchor": "end" }, "border"));
  }

  // The plane of a model of two columns, with its borders, its middles and the customer.
  function plane(rule, values) {
    const map = rule.map;
    const [width, height, left, top] = [350, 252, 8, 8];
    const x = (value) => left + (width - 2 * left) * (value - map.x_min) / (map.x_max - map.x_min);
    const y = (value) => top + (height - 44) * (map.y_max - value) / (map.y_max - map.y_min);
    const hold = (value, low, high) => Math.max(low, Math.min(high, value));
    const [here, there] = [hold(values[map.x], map.x_min, map.x_max), hold(values[map.y], map.y_min, map.y_max)];
    const [across, up] = [rules.columns[map.x], rules.columns[map.y]];
    const ends = (column, low, high) => amount({ ...column, decimals: 0, unit: "" }, low) + " to " + amount({ ...column, decimals: 0, unit: "" }, high);
    const words = `Right: ${across.short}, ${ends(across, map.x_min, map.x_max)}. Up: ${up.short}, ${ends(up, map.y_min, map.y_max)}.`;
    const parts = [shape("rect", { x: x(map.x_min), y: y(map.y_max), width: x(map.x_max) - x(map.x_min), height: y(map.y_min) - y(map.y_max), class: "lh", fill: "none" })];
    map.borders.forEach(([x1, y1, x2, y2]) => parts.push(shape("path", { d: `M${x(x1)} ${y(y1)}L${x(x2)} ${y(y2)}`, class: "lm", "stroke-dasharray": rule.natural ? "none" : "4 4" })));
    rule.segments.forEach((segment) => parts.push(mark(segment, x(map.centres[segment.slug][0]), y(map.centres[segment.slug][1]))));
    parts.push(shape("circle", { cx: x(here), cy: y(there), r: 9, class: "li", fill: "none", "stroke-width": 2 }));
    parts.push(shape("circle", { cx: x(here), cy: y(there), r: 2.5, class: "fi" }));
    const figure = element("figure", { class: "chart" });
    figure.append(drawing(width, height - 28, "The customer on the map of " + rule.name, ...parts),
      element("figcaption", {}, "Ring: this customer. Shapes: the segments’ middles, as listed below. " + words));
    return figure;
  }

  // ---------- one model

  function show(rule, values) {
    const box = document.querySelector(`.place[data-model="${CSS.escape(rule.key)}"]`);
    const rows = box.parentElement.querySelectorAll("tr[data-segment]");
    const missing = asked(rule).filter((name) => values[name] === null);
    rows.forEach((row) => row.classList.remove("here"));
    box.hidden = false;
    if (missing.length) {
      const lacking = missing.map((name) => rules.columns[name].short).join(", ");
      box.replaceChildren(element("p", { class: "muted" }, "Needs " + lacking + "."));
      return element("li", {}, rule.name + ": needs " + lacking);
    }
    const places = ranked(rule, values);
    const [own, second] = places.map((place) => place.segment);
    const share = reached(places);
    const steps = crossings(rule, values, places).slice(0, WAYS);
    const told = element("ul", { class: "ways" }, ...steps.map((step) => element("li", {}, over(step))));
    const pieces = [element("p", { class: "sum" }, segmentLink(own)), element("p", {}, nearness(share, second)), meter(share, own, second)];
    if (steps.length) pieces.push(element("p", { class: "muted small" }, "What would change it, each alone:"), told);
    box.replaceChildren(element("div", { class: "half" }, ...pieces));
    if (rule.map) box.append(element("div", { class: "half" }, plane(rule, values)));
    rows.forEach((row) => row.classList.toggle("here", row.dataset.segment === own.slug));
    const near = share >= rules.nearly ? element("span", { class: "muted" }, "borderline") : "";
    return element("li", {}, element("span", { class: "muted" }, rule.name), segmentLink(own), near);
  }

  // ---------- the form

  function read(field) {
    const column = rules.columns[field.name];
    if (column.kind === "category") return field.value;
    return field.value.trim() === "" || !Number.isFinite(Number(field.value)) ? null : Number(field.value);
  }

  function hint(field) {
    const column = rules.columns[field.name];
    const value = read(field);
    const place = document.getElementById("hint-" + field.name);
    if (column.kind !== "number" || column.min === null) return;
    const bare = { ...column, unit: "" };
    const range = amount(bare, column.min) + " to " + amount(bare, column.max);
    place.textContent = value !== null && !within(column, value)
      ? "Outside what the table holds, " + range + ": the answer is a guess." : range + " in the table";
  }

  function fill(medians) {
    fields.forEach(function (field) {
      const column = rules.columns[field.name];
      const value = field.name in medians ? medians[field.name] : column.median;
      if (column.kind === "number" && value !== null) field.value = String(Number(value.toFixed(column.decimals)));
    });
  }

  function update() {
    const values = Object.fromEntries(fields.map((field) => [field.name, read(field)]));
    fields.forEach(hint);
    answer.hidden = false;
    answer.replaceChildren(element("ul", { class: "answers" }, ...rules.models.map((rule) => show(rule, values))));
  }

  function keep() {
    const kept = new URLSearchParams(fields.map((field) => [field.name, field.value]));
    try {
      history.replaceState(null, "", "#" + kept);
    } catch (refused) {
      // Some browsers let no page from a file change its address.
    }
  }

  function fromAddress() {
    const kept = new URLSearchParams(location.hash.slice(1));
    fields.forEach((field) => {
      if (kept.has(field.name)) field.value = kept.get(field.name);
    });
  }

  like.addEventListener("change", function () {
    const cut = like.value.indexOf("/");
    const rule = rules.models.find((each) => each.key === like.value.slice(0, cut));
    const segment = rule && rule.segments.find((each) => each.slug === like.value.slice(cut + 1));
    fill(segment ? segment.medians : {});
    update();
    keep();
  });
  form.addEventListener("input", function (event) {
    if (event.target === like) return;
    update();
    keep();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // For whoever wants to check: the segment by the page's own reckoning, how near the border, and the ways over it.
  window.tesseraPlace = function (key, values) {
    const rule = rules.models.find((each) => each.key === key);
    const places = ranked(rule, values);
    const ways = crossings(rule, values, places).map((step) => ({ column: step.name, by: step.by, to: step.to.slug }));
    return { segment: places[0].segment.slug, share: reached(places), ways };
  };
  form.hidden = false;
  fill({});
  fromAddress();
  update();
})();
