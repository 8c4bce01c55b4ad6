// The staff groups: their topics as a list with unread dots, and one topic's messages with somebody to write as.
import { Composer } from "./composer.js";
import { dotted, h, icon, iconButton } from "./dom.js";
import { Log } from "./log.js";
import { askWho, PeopleRow, roleName } from "./people.js";
import { act, crew, GENERAL, inTopic, keyOf, store } from "./store.js";
import { date, day, gist, isShown, markSeen, shortTime, turnTo, unread, view } from "./view.js";

const TOPIC_CHIPS = [{ text: "//", label: "内部备注，顾客看不到", insert: "// " }];

export class Desk {
  #listSign = "";

  constructor(pane) {
    this.title = h("h2");
    this.sub = h("p", { class: "sub" });
    this.back = iconButton("back", "回到话题列表", () => this.open(null));
    this.row = new PeopleRow("以谁的身份", { lead: "我是", choose: (person) => this.#be(person), add: () => this.#join(), addLabel: "" });
    this.list = h("ul", { class: "topics", "aria-label": "话题" });
    this.log = new Log("话题里的消息", {
      tap: (message, data) => act({ act: "tap", who: this.me.name, chat_id: this.topic.group.id, message_id: message.id, data }),
      reply: (message) => this.composer.replyTo(message),
    });
    this.log.again = () => this.show();
    this.composer = new Composer({ label: "回复顾客", chips: TOPIC_CHIPS, chipsOpen: true, send: (payload) => this.#send(payload) });
    pane.append(
      h("div", { class: "pane-head" }, this.back, h("div", { class: "titles" }, this.title, this.sub)),
      this.row.node, this.list, this.log.node, this.composer.node,
    );
  }

  open(topic) {
    this.composer.clear();
    turnTo({ topic });
    if (topic === null) this.list.querySelector("button")?.focus({ preventScroll: true });
    else if (this.back.offsetParent) this.back.focus({ preventScroll: true });
  }

  topics() {
    return store.state.groups.flatMap((group) => this.#topicsOf(group))
      .sort((a, b) => a.closed - b.closed || (a.id === GENERAL) - (b.id === GENERAL) || (b.latest?.at ?? 0) - (a.latest?.at ?? 0));
  }

  // Beside the group of all there may be those of single shops, and one of the seniors.
  #topicsOf(group) {
    const [main] = store.state.groups;
    const where = group === main ? "" : `${group.title} · `;
    const all = [...group.topics, { id: GENERAL, name: "综合", closed: false }].map((topic) => {
      const key = keyOf(group, topic), messages = inTopic(group, topic);
      return { ...topic, key, group, where, latest: messages.at(-1), unread: unread(`t${key}`, messages, null) };
    });
    return all.filter((topic) => topic.id !== GENERAL || topic.latest || (group === main && group.topics.length === 0));
  }

  unread() {
    return this.topics().reduce((sum, topic) => sum + topic.unread, 0);
  }

  show() {
    const all = this.topics();
    const topic = all.find((one) => one.key === view.topic) ?? null;
    const people = crew().filter((person) => !topic || topic.group.members.includes(person.id));
    this.topic = topic;
    const first = (role) => people.find((person) => person.role === role);
    this.me = people.find((person) => person.id === view.staff) ?? first("staff") ?? first("supervisor") ?? people[0];
    const messages = topic ? inTopic(topic.group, topic) : [];
    if (topic && isShown("staff")) markSeen(`t${topic.key}`, messages);
    this.row.show(people, this.me?.id);
    this.#head(topic, all);
    this.list.hidden = Boolean(topic);
    this.log.node.hidden = !topic;
    this.composer.node.hidden = !topic || !this.me;
    if (topic) this.log.show(topic.key, messages, { meId: this.me?.id, named: true, empty: () => this.#quiet() });
    else this.#drawList(all);
  }

  #head(topic, all) {
    this.back.hidden = !topic;
    this.title.replaceChildren(...(topic ? dotted(topic.name) : ["员工群"]));
    this.title.className = topic ? "" : "plain";
    const open = all.filter((one) => !one.closed && one.id !== GENERAL).length;
    const asWhom = this.me ? `以${roleName(this.me.role)}${this.me.name}的身份发言` : "";
    if (topic) this.sub.textContent = `${topic.where}${topic.closed ? "已关闭 · " : ""}${asWhom}`;
    else this.sub.textContent = `${store.state.groups.map((group) => group.title).join("、")} · ${open ? `${open} 件事等着处理` : "眼下没有要处理的事"}`;
    this.composer.input.placeholder = topic?.id === GENERAL ? "发到群里" : "回复顾客，话会原样转到";
    this.composer.chips.hidden = topic?.id === GENERAL;
  }

  #drawList(all) {
    const sign = JSON.stringify([all.map(({ key, name, closed, unread: count, latest }) => [key, name, closed, count, latest]), day(store.state.now)]);
    if (sign === this.#listSign) return;
    this.#listSign = sign;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.topic : null;
    const hasCases = all.some((topic) => topic.id !== GENERAL);
    this.list.replaceChildren(...all.filter((topic) => topic.latest || topic.id !== GENERAL).map((topic) => this.#line(topic)));
    if (!hasCases) this.list.append(h("li", {}, this.#quiet()));
    if (focused) this.list.querySelector(`[data-topic="${focused}"]`)?.focus({ preventScroll: true });
  }

  #line({ id, key, where, name, closed, latest, unread: count }) {
    const symbol = name.match(/^\p{Extended_Pictographic}\uFE0F?/u)?.[0];
    const label = symbol ? name.slice(symbol.length).trim() : name;
    const words = latest ? `${latest.from.is_bot || latest.service ? "" : `${latest.from.name}：`}${gist(latest)}` : "";
    return h("li", {}, h("button", { type: "button", class: closed ? "closed" : "open", "data-topic": key, onclick: () => this.open(key) },
      h("span", { class: "mark", "aria-hidden": "true" }, symbol ? dotted(symbol) : id === GENERAL ? "#" : [...label][0]),
      h("span", { class: "name" }, where + label),
      h("span", { class: "when" }, latest ? this.#when(latest.at) : ""),
      h("span", { class: "preview" }, dotted(words)),
      count > 0 ? h("span", { class: "badge", "aria-label": `${count} 条未读` }, String(count)) : h("span", { class: "state" }, closed ? "已关闭" : ""),
    ));
  }

  #when(at) {
    return day(at) === day(store.state.now) ? shortTime(at) : date(at);
  }

  #quiet() {
    return h("div", { class: "empty" }, icon("desk"), h("strong", {}, "眼下没有要处理的事"),
      h("p", {}, "顾客一有不满或者要人回答的问题，这里就多出一个话题：谁、买了什么、说了什么，都在里面。"));
  }

  #be(person) {
    turnTo({ staff: person.id });
  }

  #send(payload) {
    return act({ ...payload, who: this.me.name, group: this.topic.group.id, place: this.topic.id });
  }

  #join() {
    askWho("staff", (name) => {
      const person = crew().find((one) => one.name === name);
      if (person) this.#be(person);
    });
  }
}
