// One source: pages of its reports by key.
import { follow, start } from "./desk.js";

start({ forward: () => follow("#next"), back: () => follow("#first") });
