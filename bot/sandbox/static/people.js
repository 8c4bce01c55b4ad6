// The row of people one can be, and the dialog that brings in somebody new.
import { avatar, h, icon, iconButton } from "./dom.js";
import { act } from "./store.js";

const ROLES = { customer: "顾客", staff: "员工", supervisor: "主管", manager: "经理" };
export const roleName = (role) => ROLES[role] ?? role;

// Draw the row only when it would look different, so that focus and scroll are kept.
export class PeopleRow {
  #sign = "";

  constructor(label, { choose, add, addLabel = "添加", lead }) {
    this.addLabel = addLabel;
    this.choose = choose;
    this.add = add;
    this.lead = lead;
    this.node = h("div", { class: "people", role: "group", "aria-label": label });
  }

  show(people, chosenId, unreadIds = new Set()) {
    const sign = JSON.stringify([people, chosenId, [...unreadIds]]);
    if (sign === this.#sign) return;
    this.#sign = sign;
    const focused = this.node.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.node.replaceChildren(
      ...(this.lead ? [h("span", { class: "lead" }, this.lead)] : []),
      ...people.map((person) => this.#one(person, chosenId, unreadIds)),
      ...(this.add ? [h("button", { type: "button", class: "person add", title: "添加一位", "aria-label": "添加一位", onclick: this.add }, icon("plus"), this.addLabel)] : []),
    );
    const node = focused && this.node.querySelector(`[data-id="${focused}"]`);
    if (node) node.focus({ preventScroll: true });
    this.node.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #one(person, chosenId, unreadIds) {
    const isUnread = unreadIds.has(person.id);
    const note = `${isUnread ? "，有新消息" : ""}${person.blocked ? "，已拉黑机器人" : ""}`;
    const title = person.role === "customer" ? person.name : `${person.name} · ${roleName(person.role)}`;
    return h("button", {
      type: "button", class: `person ${isUnread ? "unread" : ""} ${person.blocked ? "blocked" : ""}`, "data-id": person.id,
      "aria-pressed": String(person.id === chosenId), "aria-label": title + note, onclick: () => this.choose(person),
    }, avatar(person), person.role === "supervisor" ? `${person.name} · 主管` : person.name);
  }
}

export function askWho(role, joined) {
  const dialog = document.getElementById("join-dialog");
  const isCustomer = role === "customer";
  const name = h("input", { name: "name", required: true, maxLength: 40, autocomplete: "off", placeholder: isCustomer ? "例如：陈先生" : "例如：小周" });
  const roles = h("select", { name: "role" }, h("option", { value: "staff" }, "员工"), h("option", { value: "supervisor" }, "主管"));
  const wrong = h("p", { class: "wrong wide", role: "alert", hidden: true });
  const submit = async (event) => {
    event.preventDefault();
    const payload = { act: "join", name: name.value.trim(), role: isCustomer ? "customer" : roles.value };
    const answer = await act(payload, true);
    if (answer.error) {
      wrong.textContent = answer.error;
      wrong.hidden = false;
      return;
    }
    dialog.close();
    joined(payload.name);
  };
  dialog.replaceChildren(
    h("div", { class: "sheet-head" }, h("h2", { id: "join-title" }, isCustomer ? "新顾客" : "新同事"), iconButton("close", "关闭", () => dialog.close())),
    h("form", { onsubmit: submit },
      h("label", { class: "wide" }, "称呼", name),
      !isCustomer && h("label", { class: "wide" }, "身份", roles),
      wrong,
      h("div", { class: "deeds" }, h("button", { type: "button", onclick: () => dialog.close() }, "算了"), h("button", { class: "primary" }, "加进来"))),
  );
  dialog.showModal();
  name.focus();
}
