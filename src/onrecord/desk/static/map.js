// The map: what the list says, drawn. It takes its places from the page's data, and follows the list as the list follows it.
import { brush } from "./brush.js";
import { here, mark, start } from "./desk.js";
import { countries } from "./topology.js";

const page = document.querySelector(".overview");
const box = document.getElementById("map");
const STATUSES = ["happened", "ongoing", "attempted", "planned", "threatened", "expected", "possible", "conditional", "demanded", "denied"];
const SIGNS = ["●", "◐", "◔", "○", "▲", "◇", "◊", "◫", "□", "✕"];
const FONT = ["system-ui, sans-serif"];
const EARTH = 6371.0088;
let map = null;
let places = [];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const quiet = matchMedia("(prefers-reduced-motion: reduce)");
const all = (features) => ({ type: "FeatureCollection", features });

// A circle on the earth as an area of the map.
function circle({ lon, lat, radius_km: km }) {
  const [reach, north] = [km / EARTH, (lat * Math.PI) / 180];
  const points = [];
  for (let n = 0; n <= 72; n++) {
    const turn = (n * Math.PI) / 36;
    const to = Math.asin(Math.sin(north) * Math.cos(reach) + Math.cos(north) * Math.sin(reach) * Math.cos(turn));
    const by = Math.atan2(Math.sin(turn) * Math.sin(reach) * Math.cos(north), Math.cos(reach) - Math.sin(north) * Math.sin(to));
    points.push([lon + (by * 180) / Math.PI, Math.min(Math.max((to * 180) / Math.PI, -85), 85)]);
  }
  return { type: "Polygon", coordinates: [points] };
}

// One place as a feature: its sign is that of its incidents where they stand alike, else that they differ.
const shared = (place) => (place.statuses.length === 1 ? place.statuses[0][0] : "mixed");
const feature = (place, geometry) => ({
  type: "Feature", id: Number(place.id.slice(1)), geometry,
  properties: { id: place.id, name: place.name, incidents: place.incidents, reports: place.reports, drawn: place.drawn, status: shared(place), beside: beside(place) },
});
// Where a town and its province have one middle, the second sign stands above the first.
const beside = (place) => places.slice(0, places.indexOf(place)).filter((one) => one.lat === place.lat && one.lon === place.lon).length;
const points = (list) => all(list.map((one) => feature(one, { type: "Point", coordinates: [one.lon, one.lat] })));
const rings = (list) => all(list.filter((one) => one.radius_km >= 1).map((one) => feature(one, circle(one))));

function canvas(size, draw) {
  const made = document.createElement("canvas");
  made.width = made.height = size;
  const pen = made.getContext("2d");
  draw(pen, size);
  return pen.getImageData(0, 0, size, size);
}

// A sign on a disc for a point, on a square with a broken edge for what is only somewhere inside.
const sign = (status, inside) => canvas(48, (pen, size) => {
  const tint = status === "mixed" ? colour("ink") : colour(status);
  const edge = size / 2 - 4;
  pen.beginPath();
  if (inside) pen.roundRect(4, 4, 2 * edge, 2 * edge, 10);
  else pen.arc(size / 2, size / 2, edge, 0, 7);
  pen.fillStyle = colour("card");
  pen.fill();
  pen.lineWidth = 3;
  if (inside) pen.setLineDash([7, 5]);
  pen.strokeStyle = tint;
  pen.stroke();
  pen.fillStyle = tint;
  pen.font = `${size * 0.56}px "DejaVu Sans", "Segoe UI Symbol", "Apple Symbols", sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(status === "mixed" ? "≠" : SIGNS[STATUSES.indexOf(status)], size / 2, size / 2 + size * 0.03);
});
const hatch = () => canvas(16, (pen, size) => {
  pen.strokeStyle = colour("soft");
  pen.globalAlpha = 0.5;
  pen.lineWidth = 1.5;
  for (const by of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(by, size);
    pen.lineTo(by + size, 0);
    pen.stroke();
  }
});

function images() {
  const made = { hatch: hatch() };
  for (const status of [...STATUSES, "mixed"]) {
    made[`dot-${status}`] = made[`ring-${status}`] = sign(status, false);
    made[`area-${status}`] = sign(status, true);
  }
  for (const [name, image] of Object.entries(made)) if (!map.hasImage(name)) map.addImage(name, image, { pixelRatio: 2 });
}

function style(world) {
  const source = (data, more) => ({ type: "geojson", data, ...more });
  const words = { "text-color": colour("ink"), "text-halo-color": colour("card"), "text-halo-width": 1.5 };
  const single = ["!", ["has", "point_count"]];
  const above = (yes, no) => ["case", [">", ["get", "beside"], 0], ["literal", yes], ["literal", no]];
  const many = (yes, no) => ["case", [">", ["get", "incidents"], 1], yes, no];
  return {
    version: 8,
    sources: {
      areas: source(world.areas), borders: source(world.borders), coasts: source(world.coasts), names: source(world.names),
      rings: source(rings(places)),
      places: source(points(places), {
        cluster: true, clusterRadius: 34, clusterMaxZoom: 11,
        clusterProperties: { incidents: ["+", ["get", "incidents"]], reports: ["+", ["get", "reports"]] },
      }),
      lit: source(all([])), "lit-ring": source(all([])),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("panel") } },
      { id: "land", type: "fill", source: "areas", paint: { "fill-color": colour("paper"), "fill-antialias": false } },
      { id: "borders", type: "line", source: "borders", paint: { "line-color": colour("line"), "line-width": 1 } },
      { id: "coasts", type: "line", source: "coasts", paint: { "line-color": colour("soft"), "line-opacity": 0.45, "line-width": 0.8 } },
      {
        id: "countries", type: "symbol", source: "names",
        layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 11, "text-letter-spacing": 0.06, "text-max-width": 7, "symbol-sort-key": ["-", ["get", "size"]] },
        paint: { "text-color": colour("soft"), "text-halo-color": colour("paper"), "text-halo-width": 1 },
      },
      { id: "hatched", type: "fill", source: "rings", filter: ["==", ["get", "drawn"], "area"], paint: { "fill-pattern": "hatch" } },
      { id: "reach", type: "line", source: "rings", filter: ["==", ["get", "drawn"], "dot"], paint: { "line-color": colour("soft"), "line-width": 1, "line-opacity": 0.8 } },
      { id: "edges", type: "line", source: "rings", filter: ["!=", ["get", "drawn"], "dot"], paint: { "line-color": colour("soft"), "line-width": 1.5, "line-dasharray": [3, 2] } },
      { id: "lit-ring", type: "fill", source: "lit-ring", paint: { "fill-color": colour("focus"), "fill-opacity": 0.14 } },
      {
        id: "clusters", type: "circle", source: "places", filter: ["has", "point_count"],
        paint: { "circle-radius": ["step", ["get", "incidents"], 15, 100, 19, 1000, 23], "circle-color": colour("card"), "circle-stroke-color": colour("ink"), "circle-stroke-width": 1.5 },
      },
      {
        id: "cluster-counts", type: "symbol", source: "places", filter: ["has", "point_count"],
        layout: {
          "text-field": ["format", ["to-string", ["get", "incidents"]], {}, "\n", {}, ["to-string", ["get", "reports"]], { "font-scale": 0.7, "text-color": colour("soft") }],
          "text-font": FONT, "text-size": 12, "text-line-height": 0.95, "text-allow-overlap": true,
        },
        paint: words,
      },
      {
        id: "places", type: "symbol", source: "places", filter: single,
        layout: {
          "icon-image": ["concat", ["get", "drawn"], "-", ["get", "status"]], "icon-size": many(0.95, 0.78), "icon-allow-overlap": true,
          "icon-offset": above([0, -28], [0, 0]),
          "text-field": ["format", many(["to-string", ["get", "incidents"]], ""), {}, many("  ", ""), {}, ["get", "name"], { "font-scale": 0.9 }],
          "text-font": FONT, "text-size": 12, "text-anchor": "left", "text-offset": above([1.05, -2], [1.05, 0]), "text-justify": "left", "text-optional": true, "text-max-width": 12,
          "symbol-sort-key": ["-", ["get", "incidents"]],
        },
        paint: words,
      },
      { id: "lit", type: "circle", source: "lit", paint: { "circle-radius": 16, "circle-color": "rgba(0, 0, 0, 0)", "circle-stroke-color": colour("focus"), "circle-stroke-width": 3 } },
    ],
  };
}

// ---------------------------------------------------------------- the list and the map in step
const known = (id) => places.find((one) => one.id === id);
const section = (id) => document.querySelector(`section.spot[data-place="${CSS.escape(id)}"]`);

function light(id) {
  for (const one of document.querySelectorAll("section.spot.lit")) one.classList.remove("lit");
  const place = id && known(id);
  if (place) section(id)?.classList.add("lit");
  page.dataset.lit = place ? id : "";
  map?.getSource("lit")?.setData(points(place ? [place] : []));
  map?.getSource("lit-ring")?.setData(rings(place ? [place] : []));
}

function follow(id) {
  light(id);
  const place = id && known(id);
  if (!map || !place) return;
  const at = [place.lon, place.lat];
  const { x, y } = map.project(at);
  const { clientWidth: width, clientHeight: height } = box;
  const inside = x > 40 && y > 40 && x < width - 40 && y < height - 40;
  if (!inside) map.easeTo({ center: at, animate: !quiet.matches });
}

const placeOf = (target) => target?.closest?.("[data-place]")?.dataset.place ?? null;
const focused = () => placeOf(here());
const list = document.querySelector(".listed");
list.addEventListener("focusin", (event) => follow(placeOf(event.target)));
list.addEventListener("pointerover", (event) => { const id = placeOf(event.target); if (id) light(id); });
list.addEventListener("pointerleave", () => light(focused()));

function pick(id) {
  const to = section(id);
  if (!to) return;
  const first = to.querySelector("[data-item]");
  mark(first);
  first?.querySelector("[data-open]")?.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
  light(id);
}

// ---------------------------------------------------------------- where one looks
// Everything but the few places that lie far from all others would be a map of the world: it is all the same, as it is what was asked for.
function bounds() {
  const box = [180, 85, -180, -85];
  for (const place of places) {
    const ring = place.radius_km >= 1 ? circle(place).coordinates[0] : [[place.lon, place.lat]];
    for (const [x, y] of ring) {
      box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y);
    }
  }
  return places.length ? [[box[0], box[1]], [box[2], box[3]]] : [[-150, -50], [170, 70]];
}

function view() {
  const found = location.hash.match(/^#(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/);
  if (!found || Math.abs(found[2]) > 85 || Math.abs(found[3]) > 180) return null;
  return { zoom: Math.min(Number(found[1]), 18), center: [Number(found[3]), Number(found[2])] };
}

function keep() {
  const { lng, lat } = map.getCenter().wrap();
  const to = `#${map.getZoom().toFixed(2)}/${lat.toFixed(3)}/${lng.toFixed(3)}`;
  if (location.hash !== to) history.replaceState(history.state, "", to);
}

const fit = () => map?.fitBounds(bounds(), { padding: 50, maxZoom: 9, animate: !quiet.matches });
const pan = (x, y) => () => (map ? void map.panBy([x, y], { animate: !quiet.matches, duration: 120 }) : false);
const zoom = (by) => () => (map ? void map.zoomTo(map.getZoom() + by, { animate: !quiet.matches, duration: 150 }) : false);

// ---------------------------------------------------------------- drawing
async function data(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function without(words) {
  const instead = document.getElementById("no-map");
  box.hidden = true;
  map = null;
  instead.hidden = false;
  if (words) instead.textContent = words;
  page.dataset.map = "none";
}

function pointed() {
  for (const layer of ["places", "clusters", "hatched"]) {
    map.on("mousemove", layer, (event) => {
      map.getCanvas().style.cursor = "pointer";
      const [first] = event.features;
      if (first.properties.id) light(first.properties.id);
    });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; light(focused()); });
  }
  map.on("click", async (event) => {
    const [first] = map.queryRenderedFeatures(event.point, { layers: ["places", "clusters", "hatched"] });
    if (!first) return light(null);
    if (first.properties.id) return pick(first.properties.id);
    const to = await map.getSource("places").getClusterExpansionZoom(first.properties.cluster_id);
    map.easeTo({ center: first.geometry.coordinates, zoom: to + 0.2, animate: !quiet.matches });
  });
}

function buttons() {
  const group = document.createElement("div");
  group.className = "zoom";
  for (const [words, label, act] of [["+", "Closer", zoom(1)], ["−", "Further away", zoom(-1)], ["◻", "Show all places", fit]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.title = label;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    group.append(button);
  }
  box.append(group);
}

async function draw() {
  if (!document.createElement("canvas").getContext("webgl2")) return without();
  let library;
  let world;
  try {
    [library, world, { places }] = await Promise.all([
      import("./vendored/maplibre-gl.mjs"), data("/static/vendored/countries-50m.json").then(countries),
      page.dataset.twin ? data(page.dataset.twin) : { places: [] },
    ]);
  } catch (error) {
    return without(`The map could not be loaded (${error.message}). Load the page again; the list has all that would be on it.`);
  }
  try {
    library.setWorkerUrl(new URL("./vendored/maplibre-gl-worker.mjs", import.meta.url).href);
    map = new library.Map({
      container: box, style: style(world), attributionControl: false, keyboard: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      renderWorldCopies: true, maxZoom: 14, ...(view() ?? { bounds: bounds(), fitBoundsOptions: { padding: 50, maxZoom: 9 } }),
    });
  } catch {
    return without();
  }
  map.touchZoomRotate.disableRotation();
  map.setMissingStyleImageResolver(images);
  map.on("moveend", keep);
  map.once("load", () => follow(focused()));
  map.on("idle", () => { page.dataset.map = "drawn"; });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    map.setStyle(style(world), { diff: false });
    map.once("styledata", () => light(focused()));
  });
  pointed();
  buttons();
  box.map = map; // for who looks at the page from outside
}

const days = brush();
start({
  earlier: days.earlier, later: days.later, fit: () => (map ? void fit() : false), closer: zoom(1), further: zoom(-1),
  west: pan(-80, 0), east: pan(80, 0), north: pan(0, -80), south: pan(0, 80),
  leave: () => { mark(null); document.activeElement?.blur(); light(null); },
});
draw();
