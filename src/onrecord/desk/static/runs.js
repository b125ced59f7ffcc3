// The runs: the keys that every screen has.
import { start } from "./desk.js";

start();
