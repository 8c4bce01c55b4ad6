// Purchases: the drawer with every receipt and its invitation link, and the dialog that makes a new one.
import { h, iconButton, setBadge, toast } from "./dom.js";
import { act, customers, store } from "./store.js";
import { turnTo } from "./view.js";

const byId = (id) => document.getElementById(id);
let drawn = "";

export function startPurchases() {
  byId("open-purchases").addEventListener("click", () => {
    drawPurchases(true);
    byId("purchases").showModal();
  });
  byId("new-purchase").addEventListener("click", askPurchase);
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
}

// Somebody scans the code on the receipt: whoever is not there yet comes in first.
export async function openFor(purchase, name) {
  if (!customers().some((person) => person.name === name)) {
    if (!(await act({ act: "join", name, role: "customer" }))) return;
  }
  const person = customers().find((one) => one.name === name);
  turnTo({ customer: person.id, tab: "customer" });
  byId("purchases").close();
  await act({ act: "start", who: name, token: purchase.token });
}

export function drawPurchases(force = false) {
  const { purchases } = store.state;
  setBadge(byId("purchases-badge"), purchases.filter((purchase) => !purchase.opened_by).length);
  const sign = JSON.stringify([purchases, customers().map((person) => person.name)]);
  const dialog = byId("purchases");
  if (sign === drawn || (!dialog.open && !force)) return;
  drawn = sign;
  const list = purchases.length
    ? h("ul", { class: "list" }, [...purchases].reverse().map(receipt))
    : h("div", { class: "empty" }, h("strong", {}, "还没有购买"), h("p", {}, "点右上角的「新购买」记一笔。"));
  dialog.replaceChildren(
    h("div", { class: "sheet-head" }, h("h2", { id: "purchases-title" }, "购买记录"), h("button", { type: "button", onclick: askPurchase }, "新购买"), iconButton("close", "关闭", () => dialog.close())),
    list,
  );
}

function receipt(purchase) {
  const about = [purchase.shop, purchase.customer, purchase.clerk && `店员 ${purchase.clerk}`, `单号 ${purchase.order_no}`];
  return h("li", { class: "receipt" },
    h("header", {}, h("h3", {}, purchase.items), h("span", { class: "amount" }, money(purchase))),
    h("p", { class: "about" }, about.filter(Boolean).join(" · ")),
    purchase.link && h("div", { class: "link" }, h("code", { title: purchase.link }, purchase.link.replace(/^https?:\/\//, "")),
      h("button", { type: "button", onclick: () => copy(purchase.link) }, "复制链接")),
    purchase.opened_by && h("p", { class: "done" }, `${purchase.opened_by}已经打开`),
    purchase.token && scan(purchase));
}

function scan(purchase) {
  const names = customers().map((person) => person.name);
  const likely = purchase.opened_by ? names.find((name) => name !== purchase.opened_by) : purchase.customer;
  const options = [...new Set([...(likely ? [likely] : []), ...names])];
  const who = h("select", { "aria-label": "谁来扫码" }, options.map((name) => h("option", { value: name }, name)));
  const isSpent = Boolean(purchase.opened_by);
  return h("div", { class: "open" }, isSpent ? "换个人再扫一次" : "扫码打开", who,
    h("button", { type: "button", class: isSpent ? "" : "primary", disabled: options.length === 0, onclick: () => openFor(purchase, who.value) }, "打开"));
}

function money({ amount, currency = "CNY" }) {
  if (amount === null || amount === undefined || amount === "") return "";
  const number = Number(amount).toLocaleString("zh-CN", { maximumFractionDigits: 2 });
  return currency === "CNY" ? `¥${number}` : `${currency} ${number}`;
}

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    toast("链接已复制");
  } catch {
    toast("这个浏览器不让复制，请手动选中链接", true);
  }
}

function askPurchase() {
  const dialog = byId("purchase-dialog");
  const latest = store.state.purchases.at(-1);
  const field = (name, label, props = {}) => h("label", { class: props.wide ? "wide" : "" }, label, h("input", { name, autocomplete: "off", ...props, wide: null }));
  const wrong = h("p", { class: "wrong wide", role: "alert", hidden: true });
  const survey = h("select", { name: "survey" },
    h("option", { value: "" }, "按店里的设置"), h("option", { value: "now" }, "马上问"), h("option", { value: "never" }, "不问"));
  const submit = async (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
    const answer = await act({ act: "purchase", customer: null, ...given }, true);
    if (answer.error) {
      wrong.textContent = answer.error;
      wrong.hidden = false;
      return;
    }
    dialog.close();
    toast(`记下了：${given.items}`);
    drawPurchases(true);
    if (!byId("purchases").open) byId("purchases").showModal();
  };
  dialog.replaceChildren(
    h("div", { class: "sheet-head" }, h("h2", { id: "purchase-title" }, "新购买"), iconButton("close", "关闭", () => dialog.close())),
    h("form", { onsubmit: submit },
      field("items", "买了什么", { wide: true, required: true, maxLength: 200, placeholder: "例如：保温杯" }),
      field("amount", "金额（元）", { required: true, inputMode: "decimal", pattern: "[0-9]+([.][0-9]{1,2})?", title: "数字，最多两位小数", placeholder: "99" }),
      field("shop", "门店", { required: true, maxLength: 60, value: latest?.shop ?? "", placeholder: "徐汇店" }),
      field("customer", "顾客称呼（可空）", { maxLength: 40, list: "known-customers", placeholder: "王女士" }),
      field("clerk", "店员（可空）", { maxLength: 40, placeholder: "小李" }),
      field("order_no", "单号（可空，自动编）", { maxLength: 60 }),
      h("label", {}, "满意度调查", survey),
      h("datalist", { id: "known-customers" }, customers().map((person) => h("option", { value: person.name }))),
      h("p", { class: "hint wide" }, "和真的收银系统走同一个接口。记下之后就有邀请链接，印在小票上等顾客来扫。"),
      wrong,
      h("div", { class: "deeds" }, h("button", { type: "button", onclick: () => dialog.close() }, "算了"), h("button", { class: "primary" }, "记下这笔"))),
  );
  dialog.showModal();
  dialog.querySelector("input").focus();
}
