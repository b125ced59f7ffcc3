// One incident: the words behind all cells, what an analyst makes of it, and what belongs to it.
import { deciding, show, tell } from "./decide.js";
import { follow, here, start } from "./desk.js";

const again = () => location.reload();
const over = (selector) => () => { show(location.href, selector, again); };

start({
  words: () => {
    const all = [...document.querySelectorAll("details.said")];
    const open = all.some((one) => !one.open);
    for (const one of all) one.open = open;
  },
  forward: () => follow("#next"), back: () => follow("#first"),
  assess: over("#assess"),
  merge: over("#merge"),
  pick: () => {
    const box = here()?.querySelector("input[type=checkbox]");
    if (!box) return tell("Go to a telling first, with j and k.");
    box.checked = !box.checked;
  },
  split: () => {
    const form = document.getElementById("split");
    if (!form || !document.querySelector("input[form=split]:checked")) return tell("Mark the tellings of the other happening first, with a full stop.");
    form.requestSubmit();
  },
  ...deciding(() => here()?.dataset.event ?? null),
});
