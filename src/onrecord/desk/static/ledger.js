// The ledger: pages by key, an address without what is not asked for, filters folded away where there is little room.
import { tell } from "./decide.js";
import { follow, here, start } from "./desk.js";

const form = document.querySelector("form.ask");
const filters = document.getElementById("filters");
const wide = matchMedia("(min-width: 66rem)");

const fold = () => { filters.open = wide.matches; };
fold();
wide.addEventListener("change", fold);

form.addEventListener("submit", () => {
  for (const field of form.elements) if (field.name && !field.value.trim()) field.disabled = true;
});
addEventListener("pageshow", () => {
  for (const field of form.elements) field.disabled = false;
});

// A click on a row, beside its link and not to select words, opens it.
document.querySelector("table.incidents")?.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-item]");
  if (row && !event.target.closest("a") && !String(getSelection())) row.querySelector("[data-open]").click();
});

// Incidents are marked to be merged: the form has their keys.
const form_of = document.getElementById("merge");
function pick() {
  const row = here()?.closest("tr[data-key]");
  if (!row) return tell("Go to an incident first, with j and k.");
  const field = form_of.querySelector(`input[value="${row.dataset.key}"]`);
  row.classList.toggle("picked", !field);
  row.setAttribute("aria-selected", String(!field));
  if (field) field.remove();
  else form_of.append(Object.assign(document.createElement("input"), { type: "hidden", name: "names", value: row.dataset.key }));
  const count = form_of.querySelectorAll("input[name=names]").length;
  form_of.hidden = !count;
  document.getElementById("marked-count").textContent = count;
}

function merge() {
  if (form_of?.querySelectorAll("input[name=names]").length > 1) form_of.requestSubmit();
  else tell("Mark two incidents or more first, with a full stop.");
}

function unfold(id) {
  const box = document.getElementById(id);
  if (!box) return tell("There is nothing to be saved: ask for something, or choose columns, first.");
  box.open = !box.open;
  if (box.open) box.querySelector("input:not([type=hidden])").focus();
}

start({
  forward: () => follow("#next"), back: () => follow("#first"), pick, merge, saved: (event) => follow(`a[data-saved="${event.key}"]`),
  columns: () => unfold("columns"), save: () => unfold("save"),
});
