// One addition: it looks again by itself until it has ended.
import { start } from "./desk.js";
import { press, watch } from "./live.js";

watch();
start({ stop: press("[data-stop]") });
