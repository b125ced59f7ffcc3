// The reading view: lights what belongs together, a card and its words, from either side, by pointer or by key.
import { deciding, decide, show as open_form, tell } from "./decide.js";
import { start } from "./desk.js";
import { selected } from "./offsets.js";

const text = document.getElementById("text");
const beside = document.getElementById("beside");
const wide = matchMedia("(min-width: 60rem)");
let pinned = null;

const named = (ref, within = document) => [...within.querySelectorAll(`[data-ref="${CSS.escape(ref)}"]`)];
const card = (ref) => document.getElementById(ref);
const refOf = (target) => target.closest("[data-ref]")?.dataset.ref ?? null;
const show = (element, block) => element?.scrollIntoView({ block });

function light(refs) {
  for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit");
  for (const ref of refs) for (const element of named(ref)) element.classList.add("lit");
}

function pin(ref) {
  pinned = ref;
  light(ref ? [ref] : []);
}

// The marks around a point in the text: statements and events where there are any, else names and what is copied.
function refsAt(target) {
  const found = [];
  for (let at = target; at && at !== text; at = at.parentElement) {
    const ref = at.dataset?.ref;
    if (ref && !at.classList.contains("words") && !found.includes(ref)) found.push(ref);
  }
  const withCards = found.filter(card);
  return withCards.length ? withCards : found;
}

// A field of a card lights its own words; words of the event in focus light the fields that were read from them.
function field(row) {
  const name = row.dataset.field;
  const ref = row.closest(".card").dataset.ref;
  light([]);
  for (const words of text.querySelectorAll(`.words[data-ref="${CSS.escape(ref)}"].f-${CSS.escape(name)}`)) words.classList.add("lit");
  row.closest("tr").classList.add("lit");
}

function fieldsAt(target) {
  const ref = pinned ?? "";
  for (const words of ref ? [target.closest(`.words[data-ref="${CSS.escape(ref)}"]`)] : []) {
    for (const name of words?.classList ?? []) {
      if (name.startsWith("f-")) card(ref)?.querySelector(`[data-field="${CSS.escape(name.slice(2))}"]`)?.closest("tr").classList.add("lit");
    }
  }
}

const over = (refs) => light(pinned ? [pinned] : refs);
text.addEventListener("pointerover", (event) => { over(refsAt(event.target)); fieldsAt(event.target); });
beside.addEventListener("pointerover", (event) => {
  const row = event.target.closest("tr")?.querySelector("[data-field]");
  if (row) return field(row);
  const ref = refOf(event.target);
  over(ref ? [ref] : []);
});
for (const side of [text, beside]) side.addEventListener("pointerleave", () => over([]));

text.addEventListener("click", (event) => {
  const refs = refsAt(event.target);
  if (!refs.length || String(getSelection())) return pin(null);
  pin(refs[0]);
  if (wide.matches) show(card(refs[0]), "nearest");
});
text.addEventListener("focusin", (event) => {
  const ref = refOf(event.target);
  if (!ref) return;
  pin(ref);
  if (wide.matches) show(card(ref), "nearest");
});
beside.addEventListener("focusin", (event) => {
  const on = event.target.closest(".card");
  if (on) pin(on.dataset.ref);
  if (event.target.dataset.field) field(event.target);
});
beside.addEventListener("click", (event) => {
  const on = event.target.closest(".card");
  if (!on) return;
  if (event.target.closest("header a.id")) {
    event.preventDefault();
    show(named(on.dataset.ref, text)[0], "center");
  } else if (wide.matches && !event.target.closest("a, summary")) {
    show(named(on.dataset.ref, text)[0], "nearest");
  }
});

function step(by) {
  const cards = [...beside.querySelectorAll(".card")];
  if (!cards.length) return;
  const at = cards.indexOf(document.activeElement.closest(".card") ?? (pinned && card(pinned)));
  const next = cards[at < 0 ? (by > 0 ? 0 : cards.length - 1) : Math.min(Math.max(at + by, 0), cards.length - 1)];
  next.focus({ preventScroll: true });
  show(next, "nearest");
  if (wide.matches) show(named(next.dataset.ref, text)[0], "nearest");
}

function open() {
  const on = document.activeElement;
  if (on.classList.contains("card")) {
    const first = text.querySelector(`a.no[data-ref="${CSS.escape(on.dataset.ref)}"]`);
    if (!first) return false;
    first.focus({ preventScroll: true });
    show(first, "center");
    return true;
  }
  if (!on.matches("#text a.no:not(.from)")) return false;
  card(on.dataset.ref)?.focus();
  return true;
}

function follow() {
  const ref = decodeURIComponent(location.hash.slice(1)).replace(/^in-text-/, "");
  const found = ref && card(ref);
  if (!found) return;
  pin(ref);
  if (wide.matches) show(named(ref, text)[0], "center");
}
addEventListener("hashchange", follow);
follow();

const focused = () => document.activeElement.closest(".card") ?? (pinned && card(pinned));
const current = () => focused()?.querySelector("[data-event]")?.dataset.event ?? null;

// What was decided shows when the page is drawn anew; the place stays.
function drawn() {
  const on = focused();
  if (on) history.replaceState(null, "", `#${on.id}`);
  location.reload();
}
const acts = deciding(current, drawn);

beside.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-act]");
  if (!link) return;
  event.preventDefault();
  link.closest(".card").focus({ preventScroll: true });
  acts[link.dataset.act]();
});

// The words that are selected become those that tell the event in focus.
function span() {
  const key = current();
  const words = selected(text);
  if (!key || !words) return tell(key ? "Select the words that tell the event first." : "Go to an event first: j and k.");
  decide({ kind: "correct", events: [key], field: "trigger", value: [`${words.start}-${words.end}`] }, "words of an event")
    .then(drawn, (trouble) => tell(`${trouble.what} ${trouble.do}`));
}

function missed() {
  const words = selected(text);
  const query = words ? `?span=${words.start}-${words.end}` : "";
  open_form(`${location.pathname}/missed${query}`, "#add", drawn);
}
document.querySelector("[data-missed]")?.addEventListener("click", (event) => { event.preventDefault(); missed(); });

start({
  next: () => step(1), previous: () => step(-1), open, span, add_event: missed, ...acts,
  leave: () => { pin(null); document.activeElement?.blur(); },
  incident: () => {
    const link = focused()?.querySelector("a.to-incident");
    if (link) location.assign(link.href);
  },
});
