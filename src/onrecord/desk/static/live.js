// What a page that looks again by itself has: its state is said once when it changes, and its list is taken anew at the end.
const told = document.getElementById("told");

const state = () => [...document.querySelectorAll("#live .progress")].map((one) => one.dataset.state).join();
const words = () => [...document.querySelectorAll("#live .said")].map((one) => one.textContent.trim()).join("; ");

export function watch({ again = false } = {}) {
  let before = state();
  const lost = (words) => () => {
    told.textContent = words;
    told.classList.remove("away");
  };
  document.body.addEventListener("htmx:sendError", lost("The desk does not answer. What was stored stays: start it again, and see the runs."));
  document.body.addEventListener("htmx:responseError", lost("The desk knows nothing of this any more. What was stored stays: see the runs."));
  document.body.addEventListener("htmx:afterSettle", () => {
    const now = state();
    if (!told.classList.contains("away")) {
      told.classList.add("away");
      told.textContent = "";
    }
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
