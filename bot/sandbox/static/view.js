// What this browser looks at and has read; it survives a reload and is nobody else's business.
import { store } from "./store.js";

const KEY = "huifang.view";
const small = matchMedia("(max-width: 900px)");

export const view = {
  customer: null, staff: null, manager: null, topic: null, tab: "customer", seen: {}, guideOff: null,
  ...stored(),
};

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export function remember() {
  try {
    localStorage.setItem(KEY, JSON.stringify(view));
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

let redraw = () => {};

export function onTurn(listener) {
  redraw = listener;
}

// Look at something else: everything that shows what is looked at or unread is drawn anew.
export function turnTo(changes) {
  Object.assign(view, changes);
  remember();
  redraw();
}

// A world that was started over knows nothing of what was read in the old one.
export function adopt(state) {
  if (view.world === state.world) return;
  Object.assign(view, { world: state.world, seen: {}, topic: null, customer: null, staff: null, manager: null, guideOff: null });
  remember();
}

export const isSmall = () => small.matches;
export const onResize = (listener) => small.addEventListener("change", listener);
export const isShown = (pane) => !document.hidden && (!small.matches || view.tab === pane);

// Messages of others that came after the last one seen under this key.
export function unread(key, messages, meId) {
  const last = view.seen[key] ?? 0;
  return messages.filter((message) => message.id > last && message.from.id !== meId && !message.deleted && !message.service).length;
}

export function markSeen(key, messages) {
  const last = messages.at(-1)?.id ?? 0;
  if ((view.seen[key] ?? 0) >= last) return;
  view.seen[key] = last;
  remember();
}

const formats = new Map();

function format(name, options) {
  const key = `${name}:${store.state.zone}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("zh-CN", { timeZone: store.state.zone, ...options }));
  return formats.get(key);
}

export const clockTime = (ms) => format("clock", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(ms);
export const shortTime = (ms) => format("short", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
export const date = (ms) => format("date", { month: "long", day: "numeric" }).format(ms);
export const day = (ms) => `${date(ms)} ${format("weekday", { weekday: "short" }).format(ms)}`;

export function span(ms) {
  const minutes = Math.round(Math.abs(ms) / 60000);
  const parts = [[Math.floor(minutes / 1440), "天"], [Math.floor((minutes % 1440) / 60), "小时"], [minutes % 60, "分钟"]];
  return parts.filter(([count]) => count > 0).slice(0, 2).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

export function gist(message) {
  if (!message) return "";
  if (message.deleted) return "消息已删除";
  const kinds = { photo: "图片", voice: "语音", sticker: "贴纸", document: "文件", video: "视频", animation: "动图", audio: "音频", video_note: "视频", location: "位置", contact: "名片" };
  const medium = message.media ? `[${message.document?.name ?? kinds[message.media] ?? "附件"}] ` : "";
  return (medium + (message.text ?? message.caption ?? message.service ?? "")).replace(/\s+/g, " ").trim();
}
