// A screen with no keys of its own.
import { start } from "./desk.js";

start();
