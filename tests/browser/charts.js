// Text in the page's drawings: what leaves its drawing, what runs into other text, what is too small to read.
() => {
  const EDGE = 1.5; // pixels a line box may pass the frame
  const TOUCH = 5; // pixels of height that two lines' boxes may share: their letters do not
  const LEAST = 12.5; // pixels
  const found = { clipped: [], overlapping: [], small: [] };
  for (const drawing of document.querySelectorAll("main svg")) {
    const frame = drawing.getBoundingClientRect();
    if (frame.width < 60) continue; // hidden at this width, or a mark
    const scale = frame.width / drawing.viewBox.baseVal.width;
    const where = (drawing.closest("[id]") || {}).id;
    const texts = [...drawing.querySelectorAll("text")].filter((text) => text.textContent.trim());
    const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect(), text]);
    boxes.forEach(([words, box, text], i) => {
      if (box.left < frame.left - EDGE || box.right > frame.right + EDGE || box.top < frame.top - EDGE ||
          box.bottom > frame.bottom + EDGE) found.clipped.push(`${where}: ${words}`);
      if (parseFloat(getComputedStyle(text).fontSize) * scale < LEAST) found.small.push(`${where}: ${words}`);
      for (const [others, other] of boxes.slice(i + 1)) {
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
        const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
        if (across > 1 && down > TOUCH) found.overlapping.push(`${where}: ${words} | ${others}`);
      }
    });
  }
  return found;
}
