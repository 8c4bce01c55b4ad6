// The sandbox's clock and the buttons that move it.
import { toast } from "./dom.js";
import { act, now, store } from "./store.js";
import { clockTime, day, shortTime, span } from "./view.js";

const byId = (id) => document.getElementById(id);

export function startClock() {
  setInterval(drawClock, 500);
  for (const key of document.querySelectorAll("[data-move]")) key.addEventListener("click", () => move(key));
}

export function drawClock() {
  if (!store.state) return;
  const at = now();
  write("clock-time", clockTime(at));
  write("clock-date", day(at));
  const { offset } = store.state;
  const isMoved = Math.abs(offset) >= 30000;
  write("clock-offset", isMoved ? `${offset > 0 ? "快" : "慢"} ${span(offset)}` : "");
  byId("clock-offset").parentNode.hidden = !isMoved;
}

function write(id, words) {
  const node = byId(id);
  if (node.textContent !== words) node.textContent = words;
}

async function move(key) {
  const keys = [...document.querySelectorAll("[data-move]")];
  for (const one of keys) one.disabled = true;
  const before = store.state.offset;
  const answer = await act({ act: "clock", move: key.dataset.move });
  for (const one of keys) one.disabled = false;
  key.focus({ preventScroll: true });
  if (!answer) return;
  drawClock();
  const passed = store.state.offset - before;
  if (Math.abs(passed) < 1000) toast(answer.note ?? "后面没有安排好的事了");
  else toast(`过了 ${span(passed) || "一会儿"}，现在是 ${day(now())} ${shortTime(now())}`);
}
