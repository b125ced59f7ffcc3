// The bars of days: two handles that set "from" and "until" in the address, and keys that move the stretch between them.
const PAUSE = 500; // milliseconds after the last step of a handle by key

export function brush() {
  const section = document.getElementById("brush");
  if (!section) return { earlier: () => false, later: () => false };
  const [low, high] = ["low", "high"].map((id) => document.getElementById(id));
  const out = document.getElementById("stretch");
  const bars = section.querySelectorAll("rect");
  const days = { low: low.dataset.days.trim().split(/\s+/), high: high.dataset.days.trim().split(/\s+/) };
  const last = Number(low.max);
  const at = () => [Number(low.value), Number(high.value)];
  let waiting = 0;

  function show() {
    const [from, until] = at();
    low.setAttribute("aria-valuetext", from ? days.low[from] : "open");
    high.setAttribute("aria-valuetext", until < last ? days.high[until] : "open");
    for (const bar of bars) bar.classList.toggle("out", Number(bar.getAttribute("x")) < from || Number(bar.getAttribute("x")) > until);
    out.textContent = from || until < last ? `${from ? days.low[from] : "…"} to ${until < last ? days.high[until] : "…"}` : "";
  }

  function go() {
    clearTimeout(waiting);
    const [from, until] = at();
    const asked = new URLSearchParams(JSON.parse(section.dataset.rest));
    if (from) asked.append("from", days.low[from]);
    if (until < last) asked.append("until", days.high[until]);
    location.assign(`${section.dataset.path}${asked.size ? `?${asked}` : ""}${location.hash}`);
  }

  // A handle stops a bar before the other.
  function moved(event) {
    const [from, until] = at();
    if (event.target === low && from >= until) low.value = until - 1;
    if (event.target === high && until <= from) high.value = from + 1;
    show();
  }

  let pointed = false;
  for (const handle of [low, high]) {
    handle.addEventListener("input", moved);
    handle.addEventListener("pointerdown", () => { pointed = true; });
    handle.addEventListener("change", () => {
      clearTimeout(waiting);
      if (!pointed) sessionStorage.setItem("handle", handle.id);
      waiting = setTimeout(go, pointed ? 0 : PAUSE);
      pointed = false;
    });
  }
  // A handle that was moved by key has the focus again on the page that it leads to.
  const was = sessionStorage.getItem("handle");
  sessionStorage.removeItem("handle");
  if (was) document.getElementById(was)?.focus();

  // The stretch as a whole, by its own length; of everything the earlier or the later half.
  function shift(by) {
    const [from, until] = at();
    const whole = from === 0 && until === last;
    const length = whole ? Math.ceil(last / 2) : until - from;
    const start = whole ? (by < 0 ? 0 : last - length) : Math.min(Math.max(from + by * length, 0), last - length);
    if (!whole && start === from) return;
    low.value = start;
    high.value = start + length;
    show();
    go();
  }
  show();
  addEventListener("pageshow", show);
  return { earlier: () => shift(-1), later: () => shift(1) };
}
