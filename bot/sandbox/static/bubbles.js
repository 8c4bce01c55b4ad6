// One message as an element: its words, its medium, its buttons.
import { dotted, h, icon, iconButton } from "./dom.js";
import { gist, shortTime } from "./view.js";

// deeds: { tap(message, data), reply(message), command(text), jump(id), find(id) }; a deed left out is not offered.
export function bubble(message, { mine, first, named, deeds }) {
  if (message.service) return h("p", { class: "service" }, dotted(message.service));
  const quoted = message.reply_to ? deeds.find(message.reply_to) : null;
  const box = h("div", { class: "bubble" },
    quoted && h("button", { type: "button", class: "quote", onclick: () => deeds.jump(quoted.id) }, gist(quoted)),
    message.deleted ? h("span", { class: "gone" }, "消息已删除") : content(message, deeds),
    h("span", { class: "meta" }, message.edited && !message.deleted ? "改过 " : "", shortTime(message.at)),
    deeds.reply && !message.deleted && iconButton("reply", "回复这条", () => deeds.reply(message), "reply"),
  );
  const kind = message.media === "sticker" && !message.deleted ? "sticker" : "";
  return h("article", { class: `message ${mine ? "mine" : ""} ${first ? "first" : ""} ${kind}` },
    named && first && h("span", { class: "who" }, message.from.name),
    box,
    !message.deleted && message.buttons?.length > 0 && keyboard(message, deeds),
  );
}

function content(message, deeds) {
  const words = message.text ?? message.caption;
  return [medium(message, deeds), words && h("span", { class: "text" }, wording(words, message, deeds))];
}

// /commands in the bot's words can be tapped, as in Telegram.
function wording(given, message, deeds) {
  // Telegram does not show the token of a link that somebody opened.
  const words = given.replace(/^(\/start) \S+$/, "$1");
  if (!message.from.is_bot || !deeds.command) return dotted(words);
  return words.split(/((?<![\w/:.])\/[a-z][a-z_]*)/).map((part, at) =>
    at % 2 ? h("button", { type: "button", class: "command", onclick: () => deeds.command(part) }, part) : dotted(part)).flat();
}

function medium(message, deeds) {
  const url = message.document?.url;
  switch (message.media) {
    case null: case undefined: return null;
    case "photo":
      return message.photo
        ? h("button", { type: "button", class: "picture", "aria-label": "放大图片", onclick: () => deeds.enlarge(message.photo) },
            h("img", { src: message.photo, alt: message.caption ?? "图片", loading: "lazy" }))
        : h("span", { class: "plain-media" }, icon("photo"), "图片");
    case "voice": case "audio":
      return h("span", { class: "voice", role: "img", "aria-label": "语音" }, h("span", { class: "disc" }, icon("play")), waves(message.id));
    case "sticker":
      return h("span", { class: "face", role: "img", "aria-label": "贴纸" }, message.emoji ?? "🙂");
    case "document":
      return h("a", { class: "file", href: url, download: message.document?.name ?? "" },
        h("span", { class: "disc" }, icon("save")),
        h("span", {}, h("strong", {}, message.document?.name ?? "文件"), h("small", {}, size(message.document?.size))));
    default: {
      const names = { video: "视频", video_note: "视频留言", animation: "动图", location: "位置", contact: "名片" };
      return h("span", { class: "plain-media" }, icon(message.media === "location" ? "pin" : "file"), names[message.media] ?? "附件");
    }
  }
}

// The sandbox has no sound, so a voice message shows a wave of its own instead.
function waves(seed) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 24");
  svg.setAttribute("class", "waves");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const bars = Array.from({ length: 20 }, (_, at) => {
    const tall = 2 + 9 * Math.abs(Math.sin(at * 1.7 + seed) * Math.cos(at * 0.6 + seed * 2));
    return `M${at * 5 + 2.5} ${12 - tall}v${tall * 2}`;
  });
  path.setAttribute("d", bars.join(""));
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "2.2");
  path.setAttribute("stroke-linecap", "round");
  svg.append(path);
  return svg;
}

function size(bytes) {
  if (!bytes) return "点开下载";
  return bytes < 1024 ? `${bytes} 字节` : bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function keyboard(message, deeds) {
  return h("div", { class: "keyboard", role: "group", "aria-label": "可以点的答复" },
    message.buttons.map((row) => h("div", {}, row.map((button) =>
      h("button", { type: "button", "data-data": button.data, onclick: (event) => press(event.currentTarget, message, button, deeds) }, button.text)))));
}

async function press(node, message, button, deeds) {
  node.setAttribute("aria-busy", "true");
  await deeds.tap(message, button.data);
  node.removeAttribute("aria-busy");
}
