// Build elements. Text only ever enters the page as text nodes, so nothing a person types can run.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name in node && !name.startsWith("aria") && name !== "list") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Each icon is the `d` of one path on a 24 × 24 field.
const ICONS = {
  back: "M15 5l-7 7 7 7",
  clip: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L9.8 17.3a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  slash: "M15.5 4.5l-7 15",
  photo: "M4 6.5h16v12H4zM4 16l4.6-4.6 4 4 2.6-2.6L20 17M15.6 10h.01",
  voice: "M12 4a2.6 2.6 0 0 0-2.6 2.6v5a2.6 2.6 0 0 0 5.2 0v-5A2.6 2.6 0 0 0 12 4zM6.3 11.3a5.7 5.7 0 0 0 11.4 0M12 17v3.2",
  face: "M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM8.6 14.2c1.8 2.3 5 2.3 6.8 0M9.2 9.8h.01M14.8 9.8h.01",
  file: "M7 3.8h6.5L18 8.3v11.9H7zM13.3 4v4.6h4.5",
  album: "M7.5 4h12.7v11H7.5zM16.5 18.7H4V8M8 13l3.3-3.3 5 5",
  save: "M12 4.5v10M7.5 10.5L12 15l4.5-4.5M5 19.5h14",
  play: "M9 6.5v11l8.5-5.5z",
  ban: "M12 3.8a8.2 8.2 0 1 0 0 16.4 8.2 8.2 0 0 0 0-16.4zM6.3 6.3l11.4 11.4",
  plus: "M12 5.5v13M5.5 12h13",
  reply: "M10 6.5L4.5 12l5.5 5.5M5 12h8.5c3.6 0 6 2 6 6",
  chat: "M4.5 5.5h15v10.5h-8L7 20v-4H4.5z",
  desk: "M4 6h16M4 12h16M4 18h10",
  chart: "M5 19.5V11M12 19.5v-15M19 19.5V14",
  pin: "M12 21s-6.5-6.2-6.5-11a6.5 6.5 0 0 1 13 0c0 4.800-6.500 11-6.500 11zM12 10h.01",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, extra = "") {
  return h("button", { type: "button", class: `icon ${extra}`, title: label, "aria-label": label, onclick }, icon(name));
}

export function avatar(person) {
  if (person.is_bot) {
    const seal = document.querySelector(".brand .seal").cloneNode(true);
    return h("span", { class: "avatar bot", "aria-hidden": "true" }, seal);
  }
  return h("span", { class: `avatar t${person.id % 5}`, "aria-hidden": "true" }, [...person.name][0] ?? "?");
}

// Coloured dots are drawn here, since not every computer has a font with colours; copied, they are what they were.
const DOTS = { "🔴": "red", "🟠": "orange", "🟡": "yellow", "🟢": "green", "🔵": "blue" };

export function dotted(words) {
  return words.split(/(🔴|🟠|🟡|🟢|🔵)/u).filter(Boolean).map((part) => (DOTS[part] ? h("span", { class: `dot ${DOTS[part]}` }, part) : part));
}

export function toast(words, bad = false) {
  const node = h("div", { class: bad ? "toast bad" : "toast" }, words);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), bad ? 6000 : 3200);
}

export function setBadge(node, count) {
  node.hidden = count === 0;
  node.textContent = count > 99 ? "99+" : String(count);
}
