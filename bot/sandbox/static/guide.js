// The first-use guide: one hint at a time, read off the story itself, so it moves on whoever does the next thing.
import { h, iconButton } from "./dom.js";
import { openFor } from "./purchases.js";
import { customers, GENERAL, inTopic, keyOf, managers, messagesOf, store, topicOf } from "./store.js";
import { turnTo, view } from "./view.js";

const STEPS = 4;
const NEXT = '[data-move="next"]';
let sign = "";
let lit = null;
let go = {};

// goTo: { customer(), staff(topic), manager() } bring a pane to the front.
export function startGuide(goTo) {
  go = goTo;
}

export function drawGuide() {
  const box = document.getElementById("guide");
  const hint = view.guideOff ? null : nextHint();
  const fresh = hint ? JSON.stringify([hint.step, hint.title, hint.body, hint.button?.[0]]) : "";
  light(hint?.light ? document.querySelector(hint.light) : null);
  if (fresh === sign) return;
  sign = fresh;
  box.hidden = !hint;
  if (!hint) return;
  box.replaceChildren(
    h("div", { class: "steps", role: "img", "aria-label": `第 ${hint.step} 步，共 ${STEPS} 步` },
      Array.from({ length: STEPS }, (_, at) => h("i", { class: at + 1 < hint.step ? "done" : at + 1 === hint.step ? "now" : "" }))),
    h("div", { class: "words" }, h("h2", {}, hint.title), h("p", {}, hint.body)),
    ...(hint.button ? [h("button", { type: "button", class: "primary", onclick: hint.button[1] }, hint.button[0])] : []),
    iconButton("close", "不用带我了", dismiss),
  );
}

function dismiss() {
  turnTo({ guideOff: true });
}

function light(node) {
  if (node === lit) return;
  lit?.classList.remove("pulse");
  node?.classList.add("pulse");
  lit = node;
}

function nextHint() {
  const { state } = store;
  const opened = state.purchases.filter((purchase) => purchase.opened_by);
  const told = state.groups.flatMap((group) => messagesOf(group.id));
  const cases = state.groups.flatMap((group) => group.topics.filter((topic) => inTopic(group, topic).length)
    .map((topic) => ({ ...topic, key: keyOf(group, topic) })));
  const papers = managers().some((manager) => messagesOf(manager.id).some((message) => message.media === "document"));
  if (papers) return { step: 4, title: "走完一遍了", body: "接着随意玩：换位顾客打五分，拉黑机器人，发 /delete_me，或者记一笔新的购买。", button: ["知道了", dismiss] };
  if (opened.length === 0 && cases.length === 0) return first(state);
  if (cases.length === 0) return survey();
  return desk(cases, told);
}

function first(state) {
  const purchase = state.purchases.find((one) => one.customer && !one.opened_by) ?? state.purchases.find((one) => !one.opened_by);
  if (!purchase) return { step: 1, title: "先记一笔购买", body: "顾客买了东西，小票上就有一个邀请链接。", light: "#new-purchase" };
  const name = purchase.customer ?? customers()[0]?.name ?? "王女士";
  return {
    step: 1, title: `${name}刚在${purchase.shop}买了${purchase.items}`,
    body: "小票上印着一个邀请链接。替顾客扫一下，看看回访怎么打招呼。",
    button: [`打开${name}的邀请链接`, () => openFor(purchase, name)],
  };
}

function survey() {
  const chats = customers().map((person) => ({ person, messages: messagesOf(person.id) }));
  const asked = chats.find(({ messages }) => messages.some((message) => message.buttons?.flat().some((button) => button.text === "1" || button.text.startsWith("1 "))));
  if (asked) return { step: 2, title: `轮到你当${asked.person.name}了：给个分`, body: "打 1 分就是不满意，接着像真的生气那样分几条说，说完点「说完了」。想看满意的样子就打 5 分。", button: ["去看", () => go.customer(asked.person)] };
  const talking = chats.find(({ messages }) => messages.some((message) => message.edited || message.buttons?.length));
  if (talking) return { step: 2, title: "把话说完，看回访怎么接", body: "安静一会儿，或者点「跳到下一件事」，回访就接着说。想看投诉怎么处理，换位顾客打 1 分。", light: NEXT, button: ["跳到下一件事", () => document.querySelector(NEXT).click()] };
  return { step: 2, title: "人进来了，调查要等一阵才问", body: "东西总要用一用才有话说。点「跳到下一件事」，不用真的等两个小时。", light: NEXT, button: ["跳到下一件事", () => document.querySelector(NEXT).click()] };
}

function desk(cases, told) {
  const inCases = told.filter((message) => topicOf(message) !== GENERAL);
  const spoke = inCases.some((message) => !message.from.is_bot && !message.service);
  const newest = cases.at(-1);
  if (!spoke) return { step: 3, title: "员工群里来了一件事", body: "打开话题，点「认领」，再直接回一句，话会原样转给顾客。顾客再说的也会转过来。", button: ["打开话题", () => go.staff(newest.key)] };
  const closing = customers().some((person) => messagesOf(person.id).some((message) => message.buttons?.flat().some((button) => button.text.includes("已解决"))));
  if (!closing && !cases.some((topic) => topic.closed)) return { step: 3, title: "话到了顾客那里，两边接着聊就行", body: "谈妥了就在话题里点「结案」，顾客先确认。点「快进 1 天」能看到第二天的回访。", button: ["去看顾客", () => go.customer(null)] };
  return { step: 4, title: "最后看看经理那边", body: "点 /report 看这段时间的数，点 /export csv 把会话记录下载下来。", button: ["去经理那边", () => go.manager()] };
}
