// The keys of a screen: which there are comes from the table that the server has, what they do from the screen's own module.
const TWO = 1200; // milliseconds within which the second key of two has to follow

const MOVING = new Set(["j", "k", "+", "-", "[", "]", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);

const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

export async function keys(actions) {
  const screen = document.body.dataset.screen;
  const answer = await fetch(`/api/keys.json?screen=${encodeURIComponent(screen)}`);
  if (!answer.ok) return;
  const table = new Map((await answer.json()).map((one) => [one.key, one.action]));
  let first = null;
  let since = 0;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (typing(event.target) || (document.querySelector("dialog[open]") && event.key !== "?")) return;
    const key = event.key === " " ? "Space" : event.key;
    if (event.repeat && !MOVING.has(key)) return; // a key that is held down decides nothing again
    const named = (name) => table.get(name) ?? (/^[1-9]$/.test(name) ? table.get("1–9") : undefined);
    const pressed = first !== null && event.timeStamp - since < TWO ? `${first} ${key}` : key;
    first = key;
    since = event.timeStamp;
    const act = actions[named(pressed)] ?? (pressed === key ? null : actions[named(key)]);
    if (act && act(event) !== false) event.preventDefault();
  });
  document.body.dataset.keys = "ready";
}
