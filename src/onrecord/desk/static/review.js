// The review queue: decide, and the next one comes.
import { decide, deciding, show, tell } from "./decide.js";
import { follow, start } from "./desk.js";

const item = document.querySelector(".review");
const { event: key, report, incident, next, previous } = item.dataset;
const unscoped = "unscoped" in item.dataset;

const onward = () => location.assign(next || "/review");
const stay = () => location.assign(`/review?event=${key}`);
const first = (act) => (...rest) => (unscoped ? tell("First say whether the report counts: i for yes, o for no.") : act(...rest));

const acts = key ? deciding(() => key, onward) : {};
const fixing = key ? deciding(() => key, stay) : {};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-act]");
  if (!link) return;
  event.preventDefault();
  table[link.dataset.act]();
});
document.querySelector("#fields")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-field]");
  if (!link) return;
  event.preventDefault();
  show(link.getAttribute("href"), "#fix", stay);
});

const scope = () => { document.getElementById("scope-in")?.click(); };
const out = () => { if (unscoped) show(location.href, "#scope-out", onward); };

const table = {
  accept: first(acts.accept ?? (() => false)), reject: first(acts.reject ?? (() => false)), fix: first(fixing.fix ?? (() => false)),
  history: acts.history, scope_in: scope, scope_out: out,
  later: () => { if (next) location.assign(next); },
  back: () => { if (previous) location.assign(previous); else history.back(); },
  again: () => { decide({ kind: "undo" }, "undo").then(() => history.back(), (trouble) => tell(`${trouble.what} ${trouble.do}`)); },
  incident: () => { if (incident) location.assign(`/incident/${incident}`); },
  report: () => { if (report) location.assign(`/report/${report}`); },
  next: onward, previous: () => { if (previous) location.assign(previous); },
};
start(table);
