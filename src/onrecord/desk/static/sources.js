// The sources: pages by key.
import { follow, start } from "./desk.js";

start({ forward: () => follow("#next"), back: () => follow("#first") });
