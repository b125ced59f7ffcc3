// TopoJSON turned into what the map reads: countries as areas, and their edges as lines, each drawn once.
const line = (coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates } });

// Arcs come as whole numbers, each point as the step from the one before.
function decoded({ arcs, transform }) {
  const [kx, ky] = transform.scale;
  const [dx, dy] = transform.translate;
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([sx, sy]) => [(x += sx) * kx + dx, (y += sy) * ky + dy]);
  });
}

// A line that goes on at the other side of the map goes on beyond the edge instead.
function unrolled(points) {
  let by = 0;
  return points.map(([x, y], n) => {
    if (n) by -= 360 * Math.round((x - points[n - 1][0]) / 360);
    return [x + by, y];
  });
}

// A ring that goes all the way around the earth has a pole in it.
function closed(points) {
  const [first, last] = [points[0], points.at(-1)];
  if (Math.abs(first[0] - last[0]) < 180) return points;
  return [...points, [last[0], -89], [first[0], -89], first];
}

// An arc below zero is the one of its complement, backwards; where two meet they share a point.
const ring = (arcs, indices) => closed(unrolled(indices.flatMap((index, n) => {
  const points = index < 0 ? arcs[~index].slice().reverse() : arcs[index];
  return n ? points.slice(1) : points;
})));

const polygons = ({ type, arcs }) => (type === "Polygon" ? [arcs] : type === "MultiPolygon" ? arcs : []);

// The middle of a ring, each point counted once, and about how large it is: good enough for where a name stands.
function middle(points) {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let n = 0; n + 1 < points.length; n++) {
    const [[ax, ay], [bx, by]] = [points[n], points[n + 1]];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return area ? { at: [x / (3 * area), y / (3 * area)], size: Math.abs(area) } : { at: points[0], size: 0 };
}

// Where the world is cut open at 180 degrees there is no coast.
const cut = (arc) => arc.every(([x]) => Math.abs(Math.abs(x) - 180) < 0.01);

export function countries(topology, name = "countries") {
  const arcs = decoded(topology);
  const sides = new Map();
  const areas = [];
  const names = [];
  for (const one of topology.objects[name].geometries) {
    const shapes = polygons(one);
    for (const index of shapes.flat(2)) {
      const arc = index < 0 ? ~index : index;
      sides.set(arc, (sides.get(arc) ?? 0) + 1);
    }
    const coordinates = shapes.map((rings) => rings.map((indices) => ring(arcs, indices)));
    areas.push({ type: "Feature", properties: { name: one.properties.name }, geometry: { type: "MultiPolygon", coordinates } });
    const largest = coordinates.map(([outer]) => middle(outer)).sort((a, b) => b.size - a.size)[0];
    if (largest) names.push({ type: "Feature", properties: { name: one.properties.name, size: largest.size }, geometry: { type: "Point", coordinates: largest.at } });
  }
  const edges = (count) => [...sides].filter(([arc, n]) => n === count && !cut(arcs[arc])).map(([arc]) => unrolled(arcs[arc]));
  const all = (features) => ({ type: "FeatureCollection", features });
  return { areas: all(areas), borders: all([line(edges(2))]), coasts: all([line(edges(1))]), names: all(names) };
}
