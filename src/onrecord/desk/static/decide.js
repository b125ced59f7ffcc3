// Decisions: forms that open over the page one is on, sent once whatever happens, kept here until the desk has them.
const { token } = document.body.dataset;
const dialog = document.getElementById("act");
const STORE = `onrecord unsaved ${document.body.dataset.ledger}`;
const SAID = "onrecord said";

// ---------------------------------------------------------------- what is not saved yet
const kept = () => JSON.parse(localStorage.getItem(STORE) ?? "[]");
const keep = (list) => localStorage.setItem(STORE, JSON.stringify(list));

function banner() {
  const list = kept();
  const box = document.getElementById("unsaved");
  box.hidden = !list.length;
  if (!list.length) return;
  box.querySelector("p").textContent = `Not saved yet: ${list.map((one) => one.what).join("; ")}. The desk did not answer; this is kept in your browser.`;
}

async function again() {
  const told = [];
  for (const one of kept()) {
    try {
      told.push(...(await send(new URLSearchParams(one.body))).said);
    } catch (trouble) {
      if (trouble.unsaved) break;
      told.push(`${one.what} was refused: ${trouble.what}`);
    }
    keep(kept().filter((other) => other.body !== one.body));
  }
  say(told.join("; "));
  location.reload();
}

// ---------------------------------------------------------------- sending
async function send(body) {
  let answer = null;
  try {
    answer = await fetch("/api/decisions", {
      method: "POST", body: body.toString(),
      headers: { "x-onrecord-token": token, "content-type": "application/x-www-form-urlencoded" },
    });
  } catch {
    throw { unsaved: true, what: "The desk does not answer.", do: "It is kept in your browser; start the desk again and send it once more." };
  }
  const told = await answer.json().catch(() => ({ error: { what: "The desk answered with something else.", do: "Try again." } }));
  if (answer.ok) return told;
  throw { ...told.error, status: answer.status, unsaved: answer.status === 403 || answer.status >= 500 };
}

const requests = new Map(); // what was sent and not answered, by what it says: sent again, it is the same request

// Send a decision: fields by name, a list for several values. What came of it is told on the next page.
export async function decide(fields, what) {
  const body = fields instanceof URLSearchParams ? fields : new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])),
  );
  body.delete("token");
  body.delete("request");
  const asked = body.toString();
  if (!requests.has(asked)) requests.set(asked, crypto.randomUUID());
  body.set("request", requests.get(asked));
  if (!token) throw { what: "This page can decide nothing.", do: "Go to another one and decide there." };
  const one = { body: body.toString(), what };
  const relative = ["undo", "redo"].includes(body.get("kind")) && !body.get("decision"); // "my last" is another one later
  if (!relative) keep([...kept().filter((other) => other.body !== one.body), one]);
  const drop = () => keep(kept().filter((other) => other.body !== one.body));
  try {
    const done = await send(body);
    drop();
    requests.delete(asked);
    say(done.said.join("; "));
    return done;
  } catch (trouble) {
    if (!trouble.unsaved) drop();
    if (relative && trouble.unsaved) trouble.do = "Nothing was undone or brought back.";
    banner();
    throw trouble;
  }
}

// ---------------------------------------------------------------- telling
export function say(words) {
  sessionStorage.setItem(SAID, words);
}

let fading = 0;
export function tell(words) {
  const box = document.getElementById("said");
  box.textContent = words;
  box.hidden = !words;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, 9000);
}

function told() {
  const words = sessionStorage.getItem(SAID) ?? document.body.dataset.said;
  sessionStorage.removeItem(SAID);
  if (words) tell(words);
}

// ---------------------------------------------------------------- forms over the page
async function fetched(address, selector) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector(selector);
}

export async function show(address, selector, then) {
  opening += 1;
  const form = await fetched(address, selector);
  opening -= 1;
  if (!form) typed.length = 0;
  if (!form) return tell("This cannot be opened: the desk does not answer, or what it was about is shown no more.");
  named(form);
  dialog.querySelector(".form").replaceChildren(document.adoptNode(form));
  after = then;
  if (!dialog.open) dialog.showModal();
  prepare(form);
  const key = form.elements?.events?.value;
  if (key && form.elements.stamp && stamped(key).stamp) form.elements.stamp.value = stamped(key).stamp;
  (form.querySelector("[data-tokens], input:checked, .choice input, select, input:not([type=hidden]), a[data-field]") ?? form).focus();
  if (typed.length && !choose(typed.shift())) typed.length = 0;
}

// Digits that come while a form is on its way are for that form: nobody waits for it who knows the keys.
const typed = [];
let opening = 0;
dialog.addEventListener("close", () => { typed.length = 0; });
document.addEventListener("keydown", (event) => {
  if (!opening || !/^[1-9]$/.test(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  typed.push(event.key);
}, { capture: true });

// A form that stands on the page too has names of its own over it.
function named(form) {
  for (const one of [form, ...form.querySelectorAll("[id]")]) one.id += "-over";
  for (const name of ["aria-labelledby", "list"]) {
    for (const one of [form, ...form.querySelectorAll(`[${name}]`)]) if (one.hasAttribute(name)) one.setAttribute(name, `${one.getAttribute(name)}-over`);
  }
}

let after = () => location.reload();

export function prepare(form) {
  const tokens = form.querySelector("[data-tokens]");
  if (tokens) spanned(form, tokens);
}

// Words of the text to choose a span from: by arrows, or by a click on the first and one on the last.
function spanned(form, tokens) {
  const all = [...tokens.children];
  const field = form.querySelector("input[name=value]:not([type=radio])");
  const now = form.querySelector("input[type=radio][name=value]:checked")?.value ?? "";
  const [start, end] = now.split("-").map(Number);
  let first = now ? Math.max(0, all.findIndex((one) => Number(one.dataset.end) > start)) : 0;
  let last = now ? Math.max(first, all.findLastIndex((one) => Number(one.dataset.start) < end)) : all.length - 1;
  let fresh = true;
  tokens.tabIndex = 0;
  const draw = () => {
    all.forEach((one, n) => one.classList.toggle("in", n >= first && n <= last));
    field.value = `${all[first].dataset.start}-${all[last].dataset.end}`;
    tokens.setAttribute("aria-label", `the words: ${all.slice(first, last + 1).map((one) => one.textContent).join(" ")}`);
  };
  draw();
  tokens.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    if (event.shiftKey) last = Math.min(all.length - 1, Math.max(first, last + by));
    else first = Math.min(last, Math.max(0, first + by));
    draw();
  });
  tokens.addEventListener("click", (event) => {
    const at = all.indexOf(event.target.closest("[data-start]"));
    if (at < 0) return;
    if (fresh || at < first) [first, last] = [at, at];
    else last = at;
    fresh = !fresh;
    draw();
  });
}

async function submit(event) {
  const form = event.target.closest("form[data-decide]");
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const typed = form.querySelector("input[name=value]:not([type=radio], [type=checkbox])")?.value.trim();
  if (typed && form.querySelector("input[type=radio][name=value]")) {
    body.delete("value");
    body.append("value", typed);
  }
  const button = form.querySelector("button.main, button");
  button.disabled = true;
  try {
    const done = await decide(body, form.dataset.what ?? form.querySelector("h2")?.textContent ?? "a decision");
    const then = dialog.contains(form) ? after : () => leave(form.elements.next?.value);
    if (dialog.open) dialog.close();
    then(done);
  } catch (trouble) {
    const place = form.querySelector(".trouble");
    const words = `${trouble.what} ${trouble.do}`;
    if (place) { place.textContent = words; place.hidden = false; } else tell(words);
  } finally {
    button.disabled = false;
  }
}

function leave(next) {
  if (next && new URL(next, location.href).pathname + new URL(next, location.href).search !== location.pathname + location.search) location.assign(next);
  else location.reload();
}

// Digits choose; where one value is wanted that is all, else Enter sends.
function digit(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  if (choose(event.key)) event.preventDefault();
}

function choose(key) {
  const link = dialog.querySelector(`a[data-field="${key}"]`);
  if (link) {
    show(link.getAttribute("href"), "#fix", after);
    return true;
  }
  const box = dialog.querySelectorAll(".choices .choice input")[Number(key) - 1];
  if (!box) return false;
  box.click();
  box.focus();
  if (box.closest("[data-at-once]")) box.form.requestSubmit();
  else if (box.type === "radio") box.form.elements.why?.focus();
  return true;
}

document.addEventListener("submit", submit);
dialog.addEventListener("keydown", digit);
dialog.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-field]");
  if (link) {
    event.preventDefault();
    show(link.getAttribute("href"), "#fix", after);
  } else if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});
document.getElementById("unsaved").addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) again();
  if (event.target.closest("[data-drop]")) { keep([]); banner(); }
});
banner();
told();

// ---------------------------------------------------------------- what keys do
// What the page showed of an event, in short: a decision on something else is refused.
function stamped(key) {
  const stamp = document.querySelector(`[data-event="${key}"][data-stamp]`)?.dataset.stamp;
  return stamp ? { stamp } : {};
}

// The actions of a screen on which events can be decided; `current` gives the key of the event in focus, `then` what follows a decision.
export function deciding(current, then = () => location.reload()) {
  const on = (act) => () => { const key = current(); return key ? act(key) : false; };
  const take = (fields, what) => decide(fields, what).then(then, (trouble) => tell(`${trouble.what} ${trouble.do}`));
  return {
    accept: on((key) => { take({ kind: "accept", events: [key], ...stamped(key) }, "accepted"); }),
    reject: on((key) => { show(`/event/${key}?do=reject`, "#reject", then); }),
    fix: on((key) => { show(`/event/${key}`, "#fields", then); }),
    history: on((key) => { location.assign(`/event/${key}#history-title`); }),
  };
}

const back = (kind) => () => {
  decide({ kind }, kind).then(() => location.reload(), (trouble) => tell(`${trouble.what} ${trouble.do}`));
};
export const undo = back("undo");
export const redo = back("redo");
