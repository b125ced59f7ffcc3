// One run: how far it is, another try for what failed.
import { follow, start } from "./desk.js";
import { press, watch } from "./live.js";

watch({ again: true });
start({
  retry: press("#retry"), stop: press("[data-stop]"),
  forward: () => follow("#next"), back: () => follow("#first"),
});
