// What a page that looks again by itself has: its state is said once when it changes, and its list is taken anew at the end.
const told = document.getElementById("told");

const state = () => [...document.querySelectorAll("#live .progress")].map((one) => one.dataset.state).join();
const words = () => [...document.querySelectorAll("#live .said")].map((one) => one.textContent.trim()).join("; ");

export function watch({ again = false } = {}) {
  let before = state();
  document.body.addEventListener("htmx:afterSettle", () => {
    const now = state();
    if (now === before) return;
    before = now;
    told.textContent = words() || "Done";
    if (again && !document.querySelector("#live[hx-get]")) location.reload();
  });
}

export const press = (selector) => () => {
  const button = document.querySelector(selector);
  if (!button) return false;
  button.click();
  return true;
};
