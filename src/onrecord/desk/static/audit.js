// A blind audit: events are noted here, in the browser, until the report is coded; then they are sent and compared.
import { say, show, tell } from "./decide.js";
import { here, start } from "./desk.js";
import { selected } from "./offsets.js";

const audit = document.querySelector(".audit");
const number = audit.dataset.audit;
const text = document.getElementById("text");
const STORE = `onrecord audit ${document.body.dataset.ledger} ${number}`;
const open = "openAudit" in audit.dataset;
const noted = () => JSON.parse(localStorage.getItem(STORE) ?? "[]");

function draw() {
  const list = document.getElementById("coded");
  list.replaceChildren(...noted().map((one, n) => {
    const item = document.createElement("li");
    const words = document.createElement("q");
    const drop = document.createElement("button");
    words.textContent = one.words;
    drop.textContent = "remove";
    drop.className = "quiet";
    drop.type = "button";
    drop.setAttribute("aria-label", `remove ${one.words}`);
    drop.addEventListener("click", () => keep(noted().filter((_, m) => m !== n)));
    item.append(`${one.status} ${one.type.toLowerCase()} `, words, " ", drop);
    return item;
  }));
  document.getElementById("count").textContent = noted().length;
}

function keep(list) {
  localStorage.setItem(STORE, JSON.stringify(list));
  draw();
}

function note() {
  const words = selected(text);
  const sentence = here()?.dataset.sentence;
  if (!words && sentence === undefined) return tell("Go to a sentence first, with j and k, or select words.");
  show(`${location.pathname}?${words ? `span=${words.start}-${words.end}` : `sentence=${sentence}`}`, "#code", () => {});
}

// The form of an event is not sent: what it says is noted.
function noting(event) {
  if (!event.target.id.startsWith("code")) return;
  event.preventDefault();
  const form = new FormData(event.target);
  const span = String(form.get("value")).split("-").map(Number);
  const type = String(form.get("type")).split("/")[0].trim().toUpperCase();
  const known = [...event.target.querySelectorAll("option")].map((one) => one.value);
  const field = event.target.elements.type;
  field.setCustomValidity(known.includes(type) ? "" : `There is no such type of action; they are ${known.filter((one) => one === one.toUpperCase()).join(", ")}`);
  if (!field.reportValidity()) {
    field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
    return;
  }
  const words = event.target.querySelector("blockquote")?.textContent ?? chosen(event.target);
  keep([...noted(), { span, type, status: form.get("status"), words }]);
  document.getElementById("act").close();
}

const chosen = (form) => [...form.querySelectorAll("[data-tokens] .in")].map((one) => one.textContent).join(" ");

let warned = false;

async function compare() {
  if (!noted().length && !warned) {
    warned = true;
    return tell("You noted no event. If the report tells of none, compare once more: it cannot be taken back.");
  }
  const trouble = document.getElementById("trouble");
  trouble.hidden = true;
  try {
    const answer = await fetch(`/api/audits/${number}`, {
      method: "POST", headers: { "x-onrecord-token": document.body.dataset.token, "content-type": "application/json" },
      body: JSON.stringify({ events: noted().map(({ span, type, status }) => ({ span, type, status })) }),
    });
    const told = await answer.json();
    if (!answer.ok) throw told.error;
    localStorage.removeItem(STORE);
    say(`${told.found} found by both, ${told.missed} missed by the reader`);
    location.reload();
  } catch (error) {
    trouble.textContent = error.what ? `${error.what} ${error.do}` : "The desk does not answer. What you noted is kept in your browser.";
    trouble.hidden = false;
  }
}

if (open) {
  draw();
  document.addEventListener("submit", noting);
  document.getElementById("compare").addEventListener("click", compare);
}
start(open ? { note, compare } : {});
