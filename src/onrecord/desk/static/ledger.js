// The ledger: pages by key, an address without what is not asked for, filters folded away where there is little room.
import { follow, start } from "./desk.js";

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

start({ forward: () => follow("#next"), back: () => follow("#first") });
