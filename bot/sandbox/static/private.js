// A pane of private chats with the bot: customers, and in the same shape managers.
import { Composer } from "./composer.js";
import { h, icon, iconButton } from "./dom.js";
import { Log } from "./log.js";
import { askWho, PeopleRow } from "./people.js";
import { openFor } from "./purchases.js";
import { act, customers, managers, messagesOf, store } from "./store.js";
import { isShown, markSeen, turnTo, unread, view } from "./view.js";

const CUSTOMER_CHIPS = [
  { text: "/help", label: "能做什么" }, { text: "/stop", label: "别再打扰" }, { text: "/start", label: "恢复" },
  { text: "/privacy", label: "数据怎么用" }, { text: "/delete_me", label: "删除我的数据" },
];
const MANAGER_CHIPS = [
  { text: "/report", label: "看数" }, { text: "/export csv", label: "导出" }, { text: "/export xlsx" }, { text: "/export jsonl" }, { text: "/help" },
];

class PrivatePane {
  constructor(pane, { kind, chips, chipsOpen, placeholder }) {
    this.kind = kind;
    this.person = null;
    this.title = h("h2", { class: "plain" });
    this.sub = h("p", { class: "sub" });
    this.side = h("div");
    this.row = new PeopleRow(placeholder.row, { choose: (person) => this.choose(person), add: kind === "customer" ? () => this.#join() : null });
    this.log = new Log(placeholder.log, {
      tap: (message, data) => act({ act: "tap", who: this.person.name, chat_id: this.person.id, message_id: message.id, data }),
      reply: (message) => this.composer.replyTo(message),
      command: (text) => this.#send({ act: "say", text }),
    });
    this.log.again = () => this.show();
    this.composer = new Composer({ label: placeholder.write, chips, chipsOpen, send: (payload) => this.#send(payload) });
    this.shut = h("div", { class: "shut", hidden: true });
    pane.append(
      h("div", { class: "pane-head" }, h("div", { class: "titles" }, this.title, this.sub), this.side),
      this.row.node, this.log.node, this.shut, this.composer.node,
    );
  }

  choose(person) {
    this.composer.clear();
    turnTo({ [this.kind]: person.id });
  }

  people() {
    return this.kind === "customer" ? customers() : managers();
  }

  unreadOf(person) {
    return unread(`p${person.id}`, messagesOf(person.id), person.id);
  }

  unread() {
    return this.people().reduce((sum, person) => sum + this.unreadOf(person), 0);
  }

  show() {
    const people = this.people();
    this.person = people.find((person) => person.id === view[this.kind]) ?? people[0] ?? null;
    const messages = this.person ? messagesOf(this.person.id) : [];
    if (this.person && isShown(this.kind)) markSeen(`p${this.person.id}`, messages);
    this.row.node.hidden = this.kind === "manager" && people.length < 2;
    this.row.show(people, this.person?.id, new Set(people.filter((person) => this.unreadOf(person)).map((person) => person.id)));
    this.#head();
    this.log.show(this.person?.id, messages, { meId: this.person?.id, named: false, empty: () => this.empty() });
  }

  #head() {
    const { person } = this;
    const isBlocked = Boolean(person?.blocked);
    this.title.textContent = this.kind === "customer" ? "顾客" : "经理";
    this.sub.textContent = person ? `${person.name}的手机 · 与${store.state.bot.name}的私聊` : "还没有人";
    this.composer.node.hidden = !person || isBlocked;
    this.shut.hidden = !isBlocked;
    const sign = `${person?.id}:${isBlocked}`;
    if (sign === this.sign) return;
    this.sign = sign;
    this.side.replaceChildren(...(person && this.kind === "customer" && !isBlocked ? [iconButton("ban", `让${person.name}拉黑机器人`, () => act({ act: "block", who: person.name }))] : []));
    if (isBlocked) this.shut.replaceChildren(`${person.name}拉黑了机器人`, h("button", { type: "button", onclick: () => act({ act: "unblock", who: person.name }) }, "解除拉黑"));
  }

  empty() {
    if (this.kind === "manager") return h("div", { class: "empty" }, icon("chart"), h("strong", {}, "想知道这周做得怎么样？"), h("p", {}, "点下面的 /report 看回访率和满意度，点 /export 把会话记录存成表格。"));
    const { person } = this;
    const waiting = person && store.state.purchases.find((purchase) => purchase.customer === person.name && !purchase.opened_by);
    return h("div", { class: "empty" }, icon("chat"),
      h("strong", {}, person ? `${person.name}还没和回访说过话` : "还没有顾客"),
      h("p", {}, waiting ? "小票上印着邀请链接，扫码就能打开。机器人不能先开口，要等顾客进来。" : "点「新购买」记一笔，小票上就有了邀请链接。也可以直接发一句话。"),
      waiting && h("button", { type: "button", class: "primary", onclick: () => openFor(waiting, person.name) }, "打开邀请链接"));
  }

  #send(payload) {
    return act({ ...payload, who: this.person.name, place: "private" });
  }

  #join() {
    askWho("customer", (name) => {
      const person = customers().find((one) => one.name === name);
      if (person) this.choose(person);
    });
  }
}

export const customerPane = (pane) => new PrivatePane(pane, {
  kind: "customer", chips: CUSTOMER_CHIPS, chipsOpen: false,
  placeholder: { row: "选一位顾客", log: "顾客与回访的对话", write: "说点什么" },
});

export const managerPane = (pane) => new PrivatePane(pane, {
  kind: "manager", chips: MANAGER_CHIPS, chipsOpen: true,
  placeholder: { row: "选一位经理", log: "经理与回访的对话", write: "发给回访" },
});
