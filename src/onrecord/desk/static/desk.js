// What every screen has: its keys, the list of them, and a place among the items of the page.
import { redo, undo } from "./decide.js";
import { keys } from "./keys.js";

const dialog = document.getElementById("keys");
const shown = (element) => element.offsetParent !== null;

export const items = () => [...document.querySelectorAll("[data-item]")].filter(shown);
export const here = () => document.activeElement?.closest("[data-item]") ?? document.querySelector("[data-item].here");

// What of an item takes the focus: its link, the summary of what it folds away, or itself.
const handle = (item) => item.querySelector("[data-open]") ?? item.querySelector("summary") ?? item;

export function mark(item) {
  for (const other of document.querySelectorAll("[data-item].here")) if (other !== item) other.classList.remove("here");
  item?.classList.add("here");
}

export function step(by) {
  const all = items();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  mark(next);
  handle(next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// Enter on a link or a summary is the browser's own; on an item without focus it opens what is marked.
function open() {
  const item = here();
  if (!item || document.activeElement.closest("a, button, summary")) return false;
  handle(item).click();
  return true;
}

export const go = (path) => () => { location.assign(path); };

export function follow(selector) {
  const link = document.querySelector(selector);
  if (link) location.assign(link.href);
}

function search() {
  const field = document.getElementById("search");
  if (!field) return location.assign("/?#search");
  const folded = field.closest("details:not([open])");
  if (folded) folded.open = true;
  field.focus();
  field.select();
}

function leave() {
  mark(null);
  document.activeElement?.blur();
}

function toggle() {
  if (dialog.open) dialog.close();
  else dialog.showModal();
}

export function start(actions = {}) {
  document.getElementById("show-keys").addEventListener("click", toggle);
  document.addEventListener("focusin", (event) => {
    const item = event.target.closest("[data-item]");
    if (item) mark(item);
  });
  if (location.hash === "#search") search();
  return keys({
    keys: toggle, search, leave, open,
    next: () => step(1), previous: () => step(-1),
    ledger: go("/"), map: go("/map"), timeline: go("/timeline"), review: go("/review"), audits: go("/audits"), decisions: go("/decisions"),
    runs: go("/runs"), sources: go("/sources"), add: go("/add"), undo, redo,
    ...actions,
  });
}
