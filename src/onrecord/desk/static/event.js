// One event: the same keys as where it stands.
import { deciding } from "./decide.js";
import { start } from "./desk.js";

start(deciding(() => document.querySelector("[data-event]").dataset.event));
