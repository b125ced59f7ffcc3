// The runs, and what is being added.
import { follow, start } from "./desk.js";
import { watch } from "./live.js";

watch({ again: true });
start({ forward: () => follow("#next"), back: () => follow("#first") });
