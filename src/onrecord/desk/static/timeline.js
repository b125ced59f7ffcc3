// The line of time: what the list says, drawn in lanes by when it happened, and below by when it was told.
import { brush } from "./brush.js";
import { here, mark, start } from "./desk.js";

const page = document.querySelector(".overview");
const box = document.getElementById("timeline");
const SIGNS = { happened: "●", ongoing: "◐", attempted: "◔", planned: "○", threatened: "▲", expected: "◇", possible: "◊", conditional: "◫", demanded: "□", denied: "✕" };
const DAY = 86_400_000;
const [ROW, AXIS, TOLD, OPEN] = [17, 26, 46, 46]; // pixels: a row, what stands above and below, an open end
const [LEAST, MOST] = [2, 12]; // rows of a lane at most, by the room that there is
const SHORTEST = 3; // days that are shown at least
const LABELLED = 70; // incidents that have their words beside them
let stages = [];
let data = null;
let view = [0, 1];
let lit = null;
const spots = new Map();
const wide = matchMedia("(min-width: 66rem)");

// Days as numbers, a partial date as its first or last day.
function number(value, last = false) {
  if (!value) return null;
  const [year, month, day] = value.slice(0, 10).split("-").map(Number);
  const start = new Date(0);
  start.setUTCFullYear(year, (month || 1) - 1, day || 1);
  if (last && !day) start.setUTCFullYear(year + (month ? 0 : 1), month || 0, 0);
  return Math.round(start.getTime() / DAY);
}
const date = (day) => new Date(day * DAY);
const iso = (day) => date(Math.round(day)).toISOString().slice(0, 10);

function made(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function prepared(one) {
  const [low, high] = [number(one.earliest), number(one.latest, true)];
  const at = low === null ? high + 0.5 : high === null ? low + 0.5 : (low + high + 1) / 2;
  return { ...one, key: one.row.key, low, high, at, days: one.told.map((told) => ({ at: number(told.day) + 0.5, reports: told.reports })) };
}

// ---------------------------------------------------------------- which days are shown
function whole() {
  const ends = stages.flatMap((one) => [one.low, one.high === null ? null : one.high + 1, ...one.days.flatMap((day) => [day.at - 0.5, day.at + 0.5])]).filter((day) => day !== null);
  return padded(Math.min(...ends), Math.max(...ends));
}

function padded(low, high) {
  const room = Math.max((high - low) * 0.04, 0.6, (SHORTEST - (high - low)) / 2);
  return [low - room, high + room];
}

// The days that are asked for, else those in which nearly all lies, where that is less than half of the whole.
function most() {
  const given = new Map(data.overview.asked);
  const all = whole();
  if (given.has("from") || given.has("until")) {
    return padded(given.has("from") ? number(given.get("from")) : all[0], given.has("until") ? number(given.get("until"), true) + 1 : all[1]);
  }
  const ends = (days, share) => {
    const sorted = days.sort((a, b) => a - b);
    const cut = sorted.length < 10 ? 0 : Math.max(1, Math.floor(sorted.length * share));
    return sorted.length ? [sorted[cut] - 0.5, sorted.at(-1 - cut) + 0.5] : [Infinity, -Infinity];
  };
  const [when, told] = [ends(stages.map((one) => one.at), 1 / 40), ends(stages.flatMap((one) => one.days.map((day) => day.at)), 1 / 10)];
  const inner = padded(Math.min(when[0], told[0]), Math.max(when[1], told[1]));
  return (inner[1] - inner[0]) * 2 < all[1] - all[0] ? inner : all;
}

function asked() {
  const found = location.hash.match(/^#(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/);
  const days = found && [number(found[1]), number(found[2]) + 1];
  return days && days[1] - days[0] >= 1 ? days : null;
}

function show(low, high, kept = true) {
  const room = Math.max(high - low, SHORTEST);
  const middle = (low + high) / 2;
  view = [middle - room / 2, middle + room / 2];
  if (kept) history.replaceState(history.state, "", `#${iso(view[0])}..${iso(view[1] - 1)}`);
  draw();
}

const zoom = (by) => () => {
  if (!stages.length) return false;
  const middle = spots.get(lit)?.one.at ?? (view[0] + view[1]) / 2;
  const span = (view[1] - view[0]) * by;
  if (span < 400 * 366) show(middle - span / 2, middle + span / 2);
};
const pan = (by) => () => (stages.length ? show(...view.map((day) => day + by * (view[1] - view[0]))) : false);
const fit = () => (stages.length ? show(...whole()) : false);

// ---------------------------------------------------------------- drawing
const UNITS = [
  [1, (day) => day, (day) => date(day).getUTCDate() + (date(day).getUTCDate() === 1 ? month(day) : "")],
  [7, (day) => day - ((day + 3) % 7), (day) => `${date(day).getUTCDate()}${month(day)}`],
  [30.4, (day) => first(day, 1), (day) => month(day).trim() + (date(day).getUTCMonth() ? "" : ` ${year(day)}`)],
  [91.3, (day) => first(day, 3), (day) => month(day).trim() + (date(day).getUTCMonth() ? "" : ` ${year(day)}`)],
  [365.2, (day) => first(day, 12), year],
  [3652, (day) => first(day, 120), year],
  [36525, (day) => first(day, 1200), year],
];
// The first one says its year too.
const dated = (day, words) => (words === year(day) || words.endsWith(` ${year(day)}`) ? words : `${words.match(/[a-z]/) ? words : words + month(day)} ${year(day)}`);
function month(day) { return ` ${date(day).toLocaleString("en", { month: "short", timeZone: "UTC" })}`; }
function year(day) { return String(date(day).getUTCFullYear()); }

function first(day, months) {
  const all = date(day).getUTCFullYear() * 12 + date(day).getUTCMonth();
  const to = all - (all % months);
  return number(`${String(Math.floor(to / 12)).padStart(4, "0")}-${String((to % 12) + 1).padStart(2, "0")}`);
}

function ticks(scale) {
  const [length, begin, words] = UNITS.find(([days]) => days * scale > 44) ?? UNITS.at(-1);
  const found = [];
  for (let day = begin(Math.floor(view[0])); day < view[1]; day = Math.max(begin(Math.round(day + length * 1.2)), day + 1)) found.push([day, words(day)]);
  return found;
}

// A lane's incidents in rows, each where there is room.
function packed(list, x, labelled) {
  const ends = [];
  return list.map((one) => {
    const [left, right] = reach(one, x);
    const label = labelled ? one.row.what.length * 6.2 + 8 : 0;
    const [start, end] = [Math.min(left, x(one.at) - 9), Math.max(right, x(one.at) + 9)];
    const back = end + label > box.clientWidth; // no room for its words on the right
    const [from, to] = back ? [start - label, end] : [start, end + label];
    const row = ends.findIndex((end) => end <= from);
    const at = row < 0 ? ends.length : row;
    if (at < MOST) ends[at] = to;
    return { one, row: at, left, right, back };
  });
}

// So many rows that all lanes stand in the window with what is below them.
function allowed(lanes, extra) {
  const around = [...box.parentElement.children].reduce((sum, one) => sum + (one === box ? 0 : one.offsetHeight + 8), 24);
  const room = (wide.matches ? box.parentElement.clientHeight - around : innerHeight * 0.72) - AXIS - TOLD - lanes.length * extra;
  const height = (rows) => lanes.reduce((sum, list) => sum + ROW * Math.max(1, Math.min(rows, ...[Math.max(0, ...list.map((one) => one.row)) + 1])), 0);
  let rows = MOST;
  while (rows > LEAST && height(rows) > room) rows -= 1;
  return rows;
}

function reach(one, x) {
  if (one.low === null) return [x(one.at) - OPEN, x(one.at)];
  if (one.high === null) return [x(one.at), x(one.at) + OPEN];
  return [x(one.low), x(one.high + 1)];
}

function draw() {
  const width = box.clientWidth;
  const narrow = width < 560;
  const gutter = narrow ? 8 : Math.min(170, width * 0.2);
  const scale = (width - gutter - 8) / (view[1] - view[0]);
  const x = (day) => gutter + (day - view[0]) * scale;
  const inside = (one) => x(one.high === null ? one.at : one.high + 1) >= gutter && x(one.low === null ? one.at : one.low) <= width;
  const visible = stages.filter(inside);
  const labelled = visible.length <= LABELLED && !narrow;
  const [back, bars, links, signs, told, focus] = ["back", "bars", "links", "signs", "told", "focus"].map((name) => made("g", { class: name }));
  let y = AXIS;
  spots.clear();
  const lanes = data.lanes.map((_, n) => packed(visible.filter((one) => one.lane === n), x, labelled));
  const ROWS = allowed(lanes, narrow ? 20 : 8);
  for (const [n, lane] of data.lanes.entries()) {
    const list = lanes[n];
    const rows = Math.max(1, ...list.map((one) => Math.min(one.row + 1, ROWS)));
    const top = y + (narrow ? 16 : 4);
    back.append(made("line", { x1: 0, x2: width, y1: y, y2: y, class: "between" }));
    back.append(named(lane, narrow ? 4 : 2, narrow ? y + 13 : y + 17, narrow ? width - 8 : gutter - 14));
    const over = list.filter((one) => one.row >= ROWS);
    for (const { one, row, left, right, back: behind } of list) {
      const middle = top + Math.min(row, ROWS - 1) * ROW + ROW / 2;
      spots.set(one.key, { one, x: x(one.at), y: middle, over: row >= ROWS });
      if (row < ROWS) bars.append(...stage(one, [left, right], x(one.at), middle, labelled && (behind ? -1 : 1)));
    }
    if (over.length) signs.append(made("text", { x: narrow ? width - 6 : 2, y: narrow ? y + 13 : y + 32, class: narrow ? "over" : "over left" }, `+${over.length} in the list`));
    y = top + rows * ROW + 4;
  }
  for (const [n, [day, words]] of ticks(scale).filter(([day]) => x(day) >= gutter).entries()) {
    back.append(made("line", { x1: x(day), x2: x(day), y1: AXIS - 6, y2: y + TOLD, class: "tick" }));
    back.append(made("text", { x: x(day) + 3, y: 13, class: "when" }, n ? words : dated(day, words)));
  }
  const base = y + TOLD;
  const highest = Math.max(1, ...data.reports.map((one) => one.reports));
  back.append(made("line", { x1: 0, x2: width, y1: y, y2: y, class: "between strong" }), made("text", { x: narrow ? 4 : 2, y: y + 14, class: "lane" }, "told"));
  for (const one of data.reports) {
    const at = x(number(one.day) + 0.5);
    if (at < gutter || at > width) continue;
    const height = 8 + (TOLD - 18) * (one.reports / highest);
    told.append(made("rect", { x: at - Math.min(3, Math.max(0.75, scale / 3)), width: Math.min(6, Math.max(1.5, scale * 0.66)), y: base - height, height, "data-day": one.day }, made("title", {}, `${one.day}: ${one.reports} ${one.reports === 1 ? "report" : "reports"}`)));
  }
  for (const one of data.links) links.append(...joined(one));
  const outside = [stages.filter((one) => !inside(one) && one.at < view[0]).length, stages.filter((one) => !inside(one) && one.at > view[1]).length];
  if (outside[0]) signs.append(made("text", { x: gutter + 2, y: y - 6, class: "over left" }, `← ${outside[0]} earlier`));
  if (outside[1]) signs.append(made("text", { x: width - 6, y: y - 6, class: "over" }, `${outside[1]} later →`));
  const svg = made("svg", { width, height: base + 2, viewBox: `0 0 ${width} ${base + 2}`, "aria-hidden": "true" }, faded(), made("clipPath", { id: "days" }, made("rect", { x: gutter - 10, y: 0, width: width - gutter + 10, height: base + 2 })), back, made("g", { "clip-path": "url(#days)" }, links, bars, told, focus), signs);
  box.replaceChildren(svg);
  place = x;
  page.dataset.drawn = String(visible.length);
  light(lit, base);
}

function named(lane, x, y, width) {
  const most = Math.floor(width / 6.6) - String(lane.incidents).length;
  const words = lane.name.length > most ? `${lane.name.slice(0, Math.max(3, most - 1))}…` : lane.name;
  return made("text", { x, y, class: "lane" }, made("title", {}, lane.name), made("tspan", {}, words), made("tspan", { class: "count", dx: 6 }, String(lane.incidents)));
}

function stage(one, [left, right], at, y, side) {
  const group = made("g", { class: `stage ${one.row.status}`, "data-key": one.key });
  const exact = one.low !== null && one.low === one.high;
  group.append(made("rect", { x: Math.min(left, at - 9), width: Math.max(right - left, 18), y: y - ROW / 2, height: ROW, class: "hit" }));
  if (!exact) {
    const ends = one.low === null ? "before" : one.high === null ? "after" : "both";
    group.append(made("rect", { x: left, width: Math.max(right - left, 2), y: y - 4, height: 8, rx: 2, class: "stretch", mask: `url(#${ends})` }));
  }
  group.append(made("text", { x: at, y: y + 5, class: "sign" }, SIGNS[one.row.status]));
  if (side) group.append(made("text", { x: side < 0 ? Math.min(left, at - 8) - 3 : Math.max(right, at + 8) + 3, y: y + 4.5, class: side < 0 ? "words back" : "words" }, one.row.what));
  group.append(made("title", {}, [one.row.status, one.row.what, one.row.who.slice(0, 2).join(", "), one.row.when].filter(Boolean).join(" · ")));
  return [group];
}

// Ends that fade: nobody says where they are.
function faded() {
  const stops = { both: [0, 1, 1, 0], before: [0, 0.3, 1, 1], after: [1, 1, 0.3, 0] };
  const defs = made("defs");
  for (const [name, values] of Object.entries(stops)) {
    const gradient = made("linearGradient", { id: `${name}-fade` }, ...values.map((value, n) => made("stop", { offset: [0, 0.25, 0.75, 1][n], "stop-color": "#fff", "stop-opacity": value })));
    const mask = made("mask", { id: name, maskContentUnits: "objectBoundingBox" }, made("rect", { width: 1, height: 1, fill: `url(#${name}-fade)` }));
    defs.append(gradient, mask);
  }
  return defs;
}

// What was expected and what may have come of it, where both can be seen.
function joined({ expected, incident, why }) {
  const [from, to] = [spots.get(expected), spots.get(incident)];
  if (!from || !to) return [];
  const bend = Math.max(18, Math.abs(to.x - from.x) / 3);
  return [made("path", { d: `M${from.x},${from.y} C${from.x + bend},${from.y} ${to.x - bend},${to.y} ${to.x},${to.y}`, "data-from": expected, "data-to": incident }, made("title", {}, why))];
}

// ---------------------------------------------------------------- the list and the drawing in step
let foot = 0;
let place = (day) => day;

function light(key, base = foot) {
  foot = base;
  lit = key;
  page.dataset.lit = key ?? "";
  const svg = box.querySelector("svg");
  if (!svg) return;
  for (const one of svg.querySelectorAll(".stage, .links path, .told rect")) {
    const belongs = one.dataset.key === key || one.dataset.from === key || one.dataset.to === key;
    one.classList.toggle("lit", Boolean(key) && belongs);
  }
  const focus = svg.querySelector(".focus");
  focus.replaceChildren();
  const spot = key && spots.get(key);
  if (!spot) return;
  const ticks = new Map([...svg.querySelectorAll(".told rect")].map((one) => [one.dataset.day, one]));
  for (const [n, { day }] of spot.one.told.entries()) {
    const tick = ticks.get(day);
    tick?.classList.add("lit");
    focus.append(made("line", { x1: place(spot.one.days[n].at), y1: tick?.getAttribute("y") ?? base - 8, x2: spot.x, y2: spot.y + 8 }));
  }
  focus.append(made("circle", { cx: spot.x, cy: spot.y, r: 10 }));
}

const keyOf = (target) => target?.closest?.("[data-key]")?.dataset.key ?? null;
const drawnKey = (key) => (stages.some((one) => one.key === key) ? key : null);

function follow(key) {
  const one = stages.find((stage) => stage.key === key);
  lit = one ? key : null;
  if (!one || (one.at >= view[0] && one.at <= view[1])) return light(lit);
  // What lies outside comes into view with the days on which it was told.
  const days = [one.at, ...one.days.map((day) => day.at)];
  const [low, high] = padded(Math.min(...days), Math.max(...days));
  const half = (view[1] - view[0]) / 2;
  if (high - low > 2 * half) show(low, high);
  else show((low + high) / 2 - half, (low + high) / 2 + half);
}

const list = document.querySelector(".listed");
list.addEventListener("focusin", (event) => follow(keyOf(event.target)));
list.addEventListener("pointerover", (event) => { const key = drawnKey(keyOf(event.target)); if (key) light(key); });
list.addEventListener("pointerleave", () => light(drawnKey(keyOf(here()))));
box.addEventListener("pointerover", (event) => { const key = keyOf(event.target); if (key) light(key); });
box.addEventListener("pointerleave", () => light(drawnKey(keyOf(here()))));
box.addEventListener("click", (event) => {
  const key = keyOf(event.target);
  const item = key && list.querySelector(`[data-item][data-key="${CSS.escape(key)}"]`);
  if (!item) return;
  mark(item);
  item.querySelector("[data-open]").focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
});

// Drawn along with the pointer, and nearer or further with the wheel and Ctrl.
let held = null;
box.addEventListener("pointerdown", (event) => { held = event.button === 0 && event.pointerType === "mouse" ? { at: event.clientX, view: [...view] } : null; });
addEventListener("pointerup", () => { held = null; });
box.addEventListener("pointermove", (event) => {
  if (!held || Math.abs(event.clientX - held.at) < 4) return;
  const by = ((held.at - event.clientX) / box.clientWidth) * (held.view[1] - held.view[0]);
  show(held.view[0] + by, held.view[1] + by);
});
box.addEventListener("wheel", (event) => {
  if (!event.ctrlKey || !stages.length) return;
  event.preventDefault();
  zoom(event.deltaY > 0 ? 1.25 : 0.8)();
}, { passive: false });

const days = brush();
start({
  earlier: days.earlier, later: days.later, fit, closer: zoom(0.6), further: zoom(1 / 0.6), west: pan(-0.2), east: pan(0.2),
  lanes: () => {
    const all = [...document.querySelectorAll("a.lanes-by")];
    const next = all[(all.findIndex((one) => one.hasAttribute("aria-current")) + 1) % all.length];
    if (next) location.assign(next.href + location.hash);
  },
  leave: () => { mark(null); document.activeElement?.blur(); light(null); },
});

async function begin() {
  const answer = page.dataset.twin ? await fetch(page.dataset.twin) : null;
  data = answer?.ok ? await answer.json() : { stages: [] };
  stages = data.stages.map(prepared).filter((one) => one.low !== null || one.high !== null);
  if (!stages.length) {
    box.hidden = Boolean(!answer || answer.ok);
    if (!box.hidden) box.textContent = "It could not be loaded. Load the page again; the list has all that would be on it.";
    page.dataset.drawn = "none";
    return;
  }
  show(...(asked() ?? most()), false);
  new ResizeObserver(() => draw()).observe(box);
}
begin();
