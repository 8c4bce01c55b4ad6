// Where a person types: Enter sends, so several quick messages go out one after another.
import { h, icon, iconButton } from "./dom.js";
import { gist } from "./view.js";

const MEDIA = [
  ["photo", "photo", "照片"],
  ["album", "album", "一组照片"],
  ["voice", "voice", "语音"],
  ["sticker", "face", "贴纸"],
  ["document", "file", "文件"],
];

export class Composer {
  #quoted = null;

  // send(payload): one act without its `who` and `place`; chips: [{ text, label, insert }].
  constructor({ label, chips, chipsOpen = false, send }) {
    this.send = send;
    this.input = h("textarea", { rows: 1, "aria-label": label, placeholder: label, maxLength: 4096, enterKeyHint: "send", oninput: () => this.#grow(), onkeydown: (event) => this.#key(event) });
    this.chips = h("div", { class: "chips", role: "group", "aria-label": "常用命令", hidden: !chipsOpen });
    this.chipsOpen = chipsOpen;
    this.setChips(chips);
    this.quote = h("div", { class: "quoting", hidden: true });
    this.menu = h("menu", { role: "menu", hidden: true }, MEDIA.map(([kind, glyph, name]) =>
      h("button", { type: "button", role: "menuitem", "data-media": kind, onclick: () => this.#attach(kind) }, icon(glyph), name)));
    this.clip = iconButton("clip", "发照片、语音、贴纸、文件", () => this.#toggleMenu());
    this.clip.setAttribute("aria-expanded", "false");
    this.submit = iconButton("send", "发送", () => this.#say(), "send");
    this.submit.disabled = true;
    const attach = h("div", { class: "attach", onkeydown: (event) => this.#menuKey(event) }, this.clip, this.menu);
    this.slash = chipsOpen ? null : iconButton("slash", "命令", () => this.#toggleChips());
    this.node = h("div", { class: "composer" }, this.chips, this.quote, h("div", { class: "write" }, attach, this.slash, this.input, this.submit));
    document.addEventListener("pointerdown", (event) => !attach.contains(event.target) && this.#toggleMenu(false));
  }

  setChips(chips) {
    this.chips.replaceChildren(...chips.map((chip) =>
      h("button", { type: "button", onclick: () => this.#chip(chip) }, h("code", {}, chip.text), chip.label && h("small", {}, chip.label))));
  }

  replyTo(message) {
    this.#quoted = message;
    this.quote.hidden = !message;
    if (!message) return;
    this.quote.replaceChildren(h("span", {}, `回复 ${message.from.name}：${gist(message)}`), iconButton("close", "不回复了", () => this.replyTo(null)));
    this.input.focus();
  }

  clear() {
    this.replyTo(null);
    this.input.value = "";
    this.#grow();
  }

  #key(event) {
    // While a Chinese input method is composing, Enter picks the word.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") this.replyTo(null);
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.#say();
  }

  async #say() {
    const text = this.input.value.trim();
    if (!text) return;
    const quoted = this.#quoted;
    this.clear();
    const answer = await this.send({ act: "say", text, ...(quoted && { reply_to: quoted.id }) });
    if (answer || this.input.value) return;
    this.input.value = text;
    this.#grow();
  }

  async #attach(media) {
    this.#toggleMenu(false);
    const caption = this.input.value.trim() || null;
    const quoted = this.#quoted;
    const extra = quoted ? { reply_to: quoted.id } : {};
    this.clear();
    if (media !== "album") {
      await this.send({ act: "send", media, caption: media === "sticker" ? null : caption, ...extra });
      return;
    }
    const album = `a${Math.floor(performance.timeOrigin + performance.now())}`;
    this.send({ act: "send", media: "photo", caption, album, ...extra });
    this.send({ act: "send", media: "photo", caption: null, album, ...extra });
  }

  #chip({ text, insert }) {
    if (!insert) {
      this.send({ act: "say", text });
      return;
    }
    this.input.value = insert + this.input.value;
    this.#grow();
    this.input.focus();
  }

  #toggleMenu(open = this.menu.hidden) {
    if (open === !this.menu.hidden) return;
    this.menu.hidden = !open;
    this.clip.setAttribute("aria-expanded", String(open));
    if (open) this.menu.firstElementChild.focus();
  }

  #menuKey(event) {
    const items = [...this.menu.children];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !this.menu.hidden) {
      this.#toggleMenu(false);
      this.clip.focus();
    } else if (by && !this.menu.hidden) {
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
    }
  }

  #toggleChips(open = this.chips.hidden) {
    this.chips.hidden = !open;
    this.slash.setAttribute("aria-expanded", String(open));
  }

  #grow() {
    this.submit.disabled = !this.input.value.trim();
    if (!this.chipsOpen && this.input.value.startsWith("/")) this.#toggleChips(true);
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight + 2, 128)}px`;
  }
}
