"use strict";
// Lights what belongs together: a card and its words, from either side, by pointer or by keyboard.
(() => {
  const text = document.getElementById("text");
  const beside = document.getElementById("beside");
  let pinned = null;

  const elements = (ref) => document.querySelectorAll(`[data-ref="${CSS.escape(ref)}"]`);
  const card = (ref) => document.getElementById(ref);
  const words = (ref) => [...text.querySelectorAll(`[data-ref="${CSS.escape(ref)}"]`)];

  function light(refs) {
    for (const element of document.querySelectorAll(".lit")) element.classList.remove("lit");
    document.body.classList.toggle("lighting", refs.length > 0);
    for (const ref of refs) for (const element of elements(ref)) element.classList.add("lit");
  }

  // The marks around a point in the text; statements and events where there are any, else names.
  function refsAt(target) {
    const found = [];
    for (let here = target; here && here !== text; here = here.parentElement) {
      const ref = here.dataset && here.dataset.ref;
      if (ref && !here.classList.contains("words") && !found.includes(ref)) found.push(ref);
    }
    const withCards = found.filter((ref) => card(ref));
    return withCards.length ? withCards : found;
  }

  function refOf(target) {
    const named = target.closest("[data-ref]");
    return named ? named.dataset.ref : null;
  }

  function show(element, block) {
    if (element) element.scrollIntoView({ block, behavior: "auto" });
  }

  function pin(ref) {
    pinned = ref;
    light(ref ? [ref] : []);
  }

  text.addEventListener("pointerover", (event) => light(pinned ? [pinned] : refsAt(event.target)));
  beside.addEventListener("pointerover", (event) => {
    const ref = refOf(event.target);
    light(pinned ? [pinned] : ref ? [ref] : []);
  });
  for (const side of [text, beside]) side.addEventListener("pointerleave", () => light(pinned ? [pinned] : []));

  // Cards may be taller than the room beside the text, so they scroll there and not the page.
  text.addEventListener("click", (event) => {
    const refs = refsAt(event.target);
    if (!refs.length || String(getSelection())) return pinned && pin(null);
    pin(refs[0]);
    if (card(refs[0]) && matchMedia("(min-width: 60rem)").matches) show(card(refs[0]), "nearest");
  });
  text.addEventListener("focusin", (event) => {
    const ref = refOf(event.target);
    if (!ref) return;
    pin(ref);
    if (matchMedia("(min-width: 60rem)").matches) show(card(ref), "nearest");
  });
  beside.addEventListener("focusin", (event) => {
    const here = event.target.closest(".card");
    if (here) pin(here.dataset.ref);
  });
  beside.addEventListener("click", (event) => {
    const here = event.target.closest(".card");
    if (event.target.closest("a.id") && event.target.closest("header")) {
      event.preventDefault();
      show(words(here.dataset.ref)[0], "center");
    } else if (here && matchMedia("(min-width: 60rem)").matches && !event.target.closest("a, summary")) {
      show(words(here.dataset.ref)[0], "nearest");
    }
  });

  function step(by) {
    const cards = [...beside.querySelectorAll(".card")].filter((one) => one.offsetParent !== null);
    const at = cards.indexOf(document.activeElement.closest(".card") || card(pinned));
    const next = cards[Math.min(Math.max(at + by, 0), cards.length - 1)];
    if (!next) return;
    next.focus();
    if (matchMedia("(min-width: 60rem)").matches) show(words(next.dataset.ref)[0], "nearest");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const on = document.activeElement;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "Escape") { pin(null); on.blur(); }
    else if (event.key === "Enter" && on.classList.contains("card")) {
      const first = text.querySelector(`a.no[data-ref="${CSS.escape(on.dataset.ref)}"]`);
      if (first) { first.focus(); show(first, "center"); }
    } else if (event.key === "Enter" && on.classList.contains("no")) {
      const target = card(on.dataset.ref);
      if (target) { event.preventDefault(); target.focus(); }
    }
  });

  function follow() {
    const ref = decodeURIComponent(location.hash.slice(1)).replace(/^in-text-/, "");
    if (card(ref)) pin(ref);
  }
  addEventListener("hashchange", follow);
  follow();

  document.getElementById("copy").addEventListener("click", async () => {
    const record = JSON.stringify(JSON.parse(document.getElementById("record").textContent), null, 1);
    const said = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(record);
      said.textContent = "copied";
    } catch {
      const shown = document.getElementById("shown");
      shown.textContent = record;
      shown.hidden = false;
      getSelection().selectAllChildren(shown);
      said.textContent = "selected below: copy it with the keyboard";
    }
  });
})();
