// The list of messages of one chat or topic: only what changed is drawn, and the scroll stays where the reader left it.
import { bubble } from "./bubbles.js";
import { h } from "./dom.js";
import { day } from "./view.js";

const SHOWN = 300;
const NEAR = 70;

export class Log {
  #drawn = new Map();
  #key = null;
  #messages = [];
  #limit = SHOWN;

  constructor(label, deeds) {
    this.deeds = { ...deeds, find: (id) => this.#messages.find((message) => message.id === id), jump: (id) => this.jump(id), enlarge };
    this.list = h("div", { class: "log", tabIndex: 0, role: "log", "aria-label": label, "aria-live": "off" });
    this.toEnd = h("button", { type: "button", class: "to-end", hidden: true, onclick: () => this.#scrollToEnd() }, "↓ 有新消息");
    this.node = h("div", { class: "log-frame" }, this.list, this.toEnd);
    this.list.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.pinned && this.#scrollToEnd()).observe(this.list);
  }

  // The same key means the same chat: keep the scroll. Another key means another chat: start at its end.
  show(key, messages, { meId, named, empty }) {
    const isOther = key !== this.#key;
    if (isOther) this.#forget(key);
    const wasAtEnd = isOther || this.pinned;
    const newest = this.#messages.at(-1)?.id ?? 0;
    this.#messages = messages;
    this.#draw(messages.slice(-this.#limit), { meId, named, empty, newest: isOther ? Infinity : newest });
    const latest = messages.at(-1);
    if (wasAtEnd || (latest && latest.id > newest && latest.from.id === meId)) this.#scrollToEnd();
    else if (latest && latest.id > newest) this.toEnd.hidden = false;
  }

  jump(id) {
    const node = this.#drawn.get(`m${id}`)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("glow");
    setTimeout(() => node.classList.remove("glow"), 1500);
  }

  #forget(key) {
    this.#key = key;
    this.#drawn.clear();
    this.#messages = [];
    this.#limit = SHOWN;
    this.list.replaceChildren();
    this.toEnd.hidden = true;
  }

  #draw(messages, { meId, named, empty, newest }) {
    const wanted = new Map();
    if (messages.length === 0) wanted.set("empty", { sign: "", make: () => empty() });
    if (this.#messages.length > messages.length) wanted.set("earlier", { sign: "", make: () => this.#earlier() });
    let before = null;
    for (const message of messages) {
      const date = day(message.at);
      const isNewDay = !before || day(before.at) !== date;
      if (isNewDay) wanted.set(`d${message.id}`, { sign: date, make: () => h("p", { class: "day" }, date) });
      const first = isNewDay || before.service || before.from.id !== message.from.id;
      const mine = message.from.id === meId;
      wanted.set(`m${message.id}`, {
        sign: JSON.stringify([message, first, mine, named]),
        make: () => bubble(message, { mine, first, named: named && !mine, deeds: this.deeds }),
        isFresh: message.id > newest,
      });
      before = message;
    }
    this.#place(wanted);
  }

  #place(wanted) {
    for (const [key, { node }] of this.#drawn) if (!wanted.has(key)) node.remove(), this.#drawn.delete(key);
    let spot = this.list.firstChild;
    for (const [key, { sign, make, isFresh }] of wanted) {
      const known = this.#drawn.get(key);
      if (known && known.sign === sign) {
        if (known.node === spot) spot = spot.nextSibling;
        else this.list.insertBefore(known.node, spot);
        continue;
      }
      const node = make();
      if (!known && isFresh) node.classList.add("fresh");
      if (known) {
        if (known.node === spot) spot = spot.nextSibling;
        const held = known.node.contains(document.activeElement);
        known.node.replaceWith(node);
        if (held) (node.querySelector(".keyboard button") ?? this.list).focus({ preventScroll: true });
      } else this.list.insertBefore(node, spot);
      this.#drawn.set(key, { sign, node });
    }
  }

  #earlier() {
    return h("button", { type: "button", class: "service", onclick: () => { this.#limit += SHOWN; this.again?.(); } }, "显示更早的消息");
  }

  // A scroll that comes with another extent is the layout's doing, not the reader's.
  #scrolled() {
    const extent = this.list.scrollHeight - this.list.clientHeight;
    if (this.pinned && extent !== this.extent) {
      this.#scrollToEnd();
      return;
    }
    this.pinned = extent - this.list.scrollTop < NEAR;
    if (this.pinned) this.toEnd.hidden = true;
  }

  #scrollToEnd() {
    this.pinned = true;
    this.toEnd.hidden = true;
    this.list.scrollTop = this.list.scrollHeight;
    this.extent = this.list.scrollHeight - this.list.clientHeight;
  }
}

function enlarge(url) {
  const dialog = document.getElementById("photo-dialog");
  dialog.replaceChildren(h("img", { src: url, alt: "图片", onclick: () => dialog.close() }));
  dialog.showModal();
}
