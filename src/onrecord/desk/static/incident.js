// One incident: the words behind all cells at once.
import { start } from "./desk.js";

start({
  words: () => {
    const all = [...document.querySelectorAll("details.said")];
    const open = all.some((one) => !one.open);
    for (const one of all) one.open = open;
  },
});
