// The state as the server tells it, and the road to it: fetch, live events, acts.
import { toast } from "./dom.js";

export const store = { state: null, fetchedAt: 0 };
const listeners = new Set();
let fetching = null;
let again = null;
let wantsAll = false;

export function onChange(listener) {
  listeners.add(listener);
}

// Ask for what changed. Calls that arrive while one is under way become a single one after it.
export function refresh(whole = false) {
  wantsAll ||= whole;
  if (fetching) {
    again ??= fetching.catch(() => {}).then(() => {
      again = null;
      return refresh();
    });
    return again;
  }
  fetching = fetchState(whole || wantsAll).finally(() => (fetching = null));
  return fetching;
}

async function fetchState(whole) {
  const since = whole || !store.state ? "" : `?since=${store.state.seq}`;
  const response = await fetch(`/sandbox/state${since}`, { cache: "no-store" });
  if (!response.ok) throw new Error(`state: ${response.status}`);
  const fresh = await response.json();
  wantsAll &&= Boolean(since);
  const before = store.state;
  if (since && fresh.world === before.world) fresh.messages = merged(before.messages, fresh.messages);
  else if (since) return fetchState(true);
  store.state = fresh;
  store.fetchedAt = performance.now();
  for (const listener of listeners) listener(fresh, before);
}

function merged(before, changed) {
  const all = { ...before };
  for (const [chat, messages] of Object.entries(changed)) {
    const byId = new Map((all[chat] ?? []).map((message) => [message.id, message]));
    for (const message of messages) byId.set(message.id, message);
    all[chat] = [...byId.values()].sort((a, b) => a.id - b.id);
  }
  return all;
}

// The browser's EventSource comes back by itself; after a gap the whole state is read anew.
export function listen() {
  const source = new EventSource("/sandbox/events");
  const offline = document.getElementById("offline");
  let lost = false;
  source.onopen = () => {
    offline.hidden = true;
    refresh(lost).catch(() => {});
    lost = false;
  };
  source.onmessage = () => refresh().catch(() => {});
  source.onerror = () => {
    lost = true;
    offline.hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

let last = Promise.resolve();

// What people do reaches the server in the order in which they did it, also when they are quick.
function inOrder(payload) {
  const mine = last.then(() => post(payload));
  last = mine.catch(() => {});
  return mine;
}

const post = (payload) => fetch("/sandbox/act", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(payload),
});

// One act. Answers the server's words, or null after showing what is wrong.
export async function act(payload, quiet = false) {
  try {
    const response = await (payload.who ? inOrder(payload) : post(payload));
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error || "没有成功，请再试一次");
    await refresh().catch(() => {});
    return answer;
  } catch (problem) {
    const words = problem instanceof TypeError ? "沙盒没有应答，看看它还开着吗" : problem.message;
    if (quiet) return { error: words };
    toast(words, true);
    return null;
  }
}

export const now = () => store.state.now + (performance.now() - store.fetchedAt);
export const customers = () => store.state.people.filter((person) => person.role === "customer");
export const crew = () => store.state.people.filter((person) => person.role !== "customer");
export const managers = () => store.state.people.filter((person) => person.role === "manager");
export const messagesOf = (chat) => store.state.messages[String(chat)] ?? [];

export const GENERAL = "general";
export const topicOf = (message) => message.topic ?? GENERAL;
export const keyOf = (group, topic) => `${group.id}:${topic.id}`;
export const inTopic = (group, topic) => messagesOf(group.id).filter((message) => topicOf(message) === topic.id);
