// Answers the pointer and the arrow keys on every picture. Without it the page shows the same figures in its tables.

const tip = document.querySelector(".tip");

for (const svg of document.querySelectorAll("svg[data-hover]")) {
  const points = JSON.parse(svg.dataset.hover);
  const cursor = svg.querySelector(".cursor");
  const names = [...svg.closest("figure").querySelectorAll(".legend li")].map(
    (item) => item.textContent,
  );
  let at = -1;

  const show = (index, left, top) => {
    at = index;
    const [x, title, lines] = points[index];
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    cursor.classList.add("on");
    tip.replaceChildren(row("b", title));
    lines.forEach((line, series) => {
      if (line !== "") tip.append(row("span", line, names[series]));
    });
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const right = left + 14 + width > innerWidth;
    tip.style.left = `${Math.max(4, right ? left - width - 14 : left + 14)}px`;
    tip.style.top = `${Math.max(4, Math.min(top + 14, innerHeight - height - 4))}px`;
  };
  const hide = () => {
    at = -1;
    cursor.classList.remove("on");
    tip.hidden = true;
  };
  const scale = () => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;

  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / scale();
    let nearest = 0;
    points.forEach(([place], index) => {
      if (Math.abs(place - x) < Math.abs(points[nearest][0] - x)) nearest = index;
    });
    if (points.length > 0) show(nearest, event.clientX, event.clientY);
  });
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("blur", hide);
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") hide();
    if (step === undefined || points.length === 0) return;
    event.preventDefault();
    const next = Math.min(points.length - 1, Math.max(0, at + step));
    const box = svg.getBoundingClientRect();
    show(next, box.left + points[next][0] * scale(), box.top + 20);
  });
}

function row(kind, value, name) {
  const element = document.createElement(kind);
  if (name !== undefined) {
    const label = document.createElement("i");
    label.textContent = `${name} `;
    element.append(label);
  }
  element.append(value);
  return element;
}
