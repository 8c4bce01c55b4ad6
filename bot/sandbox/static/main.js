// Start the page: build the panes, draw what the server tells, and keep drawing as it changes.
import { Desk } from "./desk.js";
import { setBadge } from "./dom.js";
import { drawGuide, startGuide } from "./guide.js";
import { customerPane, managerPane } from "./private.js";
import { drawPurchases, startPurchases } from "./purchases.js";
import { listen, onChange, refresh, store } from "./store.js";
import { drawClock, startClock } from "./topbar.js";
import { adopt, gist, isSmall, onResize, onTurn, turnTo, view } from "./view.js";

const byId = (id) => document.getElementById(id);
const panes = {
  customer: customerPane(byId("customer")),
  staff: new Desk(byId("staff")),
  manager: managerPane(byId("manager")),
};
const TABS = Object.keys(panes);
function draw() {
  if (!store.state) return;
  for (const pane of Object.values(panes)) pane.show();
  drawPurchases();
  drawClock();
  drawGuide();
  drawTabs();
}

function drawTabs() {
  const small = isSmall();
  let total = 0;
  for (const name of TABS) {
    const tab = byId(`tab-${name}`);
    const count = panes[name].unread();
    total += count;
    setBadge(tab.querySelector(".badge"), count);
    tab.setAttribute("aria-selected", String(view.tab === name));
    tab.tabIndex = view.tab === name ? 0 : -1;
    byId(name).classList.toggle("shown", view.tab === name);
    if (small) byId(name).setAttribute("role", "tabpanel");
    else byId(name).removeAttribute("role");
  }
  document.title = total && document.hidden ? `(${total}) 回访 · 沙盒` : "回访 · 沙盒";
}

function showTab(name, focus = false) {
  turnTo({ tab: name });
  if (focus) byId(`tab-${name}`).focus();
}

for (const [at, name] of TABS.entries()) {
  byId(`tab-${name}`).addEventListener("click", () => showTab(name));
  byId(`tab-${name}`).addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) showTab(TABS[(at + by + TABS.length) % TABS.length], true);
  });
}

// A screen reader hears what the bot says to anybody while the page is open.
function announce(fresh, before) {
  if (!before || before.world !== fresh.world) return;
  const names = new Map(fresh.people.map((person) => [String(person.id), person.name]));
  const words = [];
  for (const [chat, messages] of Object.entries(fresh.messages)) {
    const last = before.messages[chat]?.at(-1)?.id ?? 0;
    for (const message of messages) {
      if (message.id > last && message.from.is_bot && !message.service) words.push(`给${names.get(chat) ?? "员工群"}：${gist(message)}`);
    }
  }
  if (words.length) byId("announcer").textContent = words.slice(-3).join("。");
}

const goTo = {
  customer(person) {
    if (person) panes.customer.choose(person);
    showTab("customer");
  },
  staff(topic) {
    showTab("staff");
    panes.staff.open(topic);
  },
  manager() {
    showTab("manager");
    panes.manager.composer.chips.querySelector("button").focus();
  },
};

startClock();
startPurchases();
onTurn(draw);
startGuide(goTo);
onChange((fresh, before) => {
  adopt(fresh);
  draw();
  announce(fresh, before);
});
onResize(draw);
document.addEventListener("visibilitychange", draw);
refresh(true).catch(() => {}).finally(listen);
