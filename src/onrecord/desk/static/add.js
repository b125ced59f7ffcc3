// What is added: files that are dropped or chosen go to the desk one by one, and are read together when all of them are there.
import { start } from "./desk.js";

const form = document.getElementById("files");
const drop = document.getElementById("drop");
const handing = document.getElementById("handing");
const refused = document.getElementById("refused");
const onward = document.getElementById("go-on");
const largest = Number(form.dataset.largest);
const headers = { "X-Onrecord-Token": form.dataset.token };
let tray = "new";
let laid = 0;
let busy = false;
let tries = 0;

const named = (file) => file.path || file.webkitRelativePath || file.name;
const plural = (count) => `${count} file${count === 1 ? "" : "s"}`;

// Files of what was dropped; folders are walked where the browser lets us, names that begin with a point left alone.
async function walked(entry, path = "") {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    file.path = path + entry.name;
    return [file];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) break;
    found.push(...some);
  }
  found.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = [];
  for (const one of found) files.push(...(await walked(one, `${path}${entry.name}/`)));
  return files;
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const files = [];
  for (const entry of entries) files.push(...(await walked(entry)));
  return files;
}

function refuse(name, why) {
  const line = document.createElement("li");
  const bdi = document.createElement("bdi");
  bdi.textContent = name;
  line.append(bdi, `: ${why}`);
  refused.append(line);
}

async function why(answer) {
  try {
    const { error } = await answer.json();
    return `${error.what} ${error.do}`;
  } catch {
    return `the desk answered ${answer.status}`;
  }
}

async function lay(file) {
  const name = named(file);
  if (file.size > largest) return refuse(name, `larger than ${Math.round(largest / 2 ** 20)} MB; name its path below`);
  const query = new URLSearchParams({ name, tray });
  try {
    const answer = await fetch(`/api/add/file?${query}`, {
      method: "POST", headers: { ...headers, "Content-Type": "application/octet-stream" }, body: file,
    });
    if (!answer.ok) return refuse(name, await why(answer));
    ({ tray, files: laid } = await answer.json());
  } catch {
    refuse(name, "it cannot be read, or the desk does not answer");
  }
}

async function add() {
  const sent = { tray };
  for (const name of ["publisher", "published"]) if (form.elements[name].value.trim()) sent[name] = form.elements[name].value;
  try {
    const answer = await fetch("/api/add", {
      method: "POST", body: JSON.stringify(sent),
      headers: { ...headers, "Content-Type": "application/json", "Idempotency-Key": `${form.dataset.key}-files-${tries}` },
    });
    tries += 1;
    if (answer.ok) {
      const { id } = await answer.json();
      [tray, laid] = ["new", 0];
      return location.assign(`/jobs/${id}`);
    }
    handing.textContent = await why(answer);
  } catch {
    handing.textContent = "The desk does not answer. Nothing is lost: start it again, and load this page.";
  }
  onward.textContent = "Try again";
  onward.hidden = false;
}

async function hand(files) {
  if (busy) return;
  busy = true;
  refused.replaceChildren();
  onward.hidden = true;
  let count = 0;
  for (const file of files) {
    await lay(file);
    count += 1;
    handing.textContent = `${count} of ${plural(files.length)} handed over`;
  }
  busy = false;
  if (!laid) {
    handing.textContent = files.length ? "None of them can be added." : "There are no files in it.";
  } else if (refused.children.length) {
    handing.textContent = `${plural(laid)} can be added, ${refused.children.length} cannot:`;
    onward.textContent = "Add the others";
    onward.hidden = false;
    onward.focus();
  } else {
    await add();
  }
}

form.hidden = false;
form.addEventListener("submit", (event) => { event.preventDefault(); if (laid) add(); });
for (const id of ["chosen", "folder"]) {
  document.getElementById(id).addEventListener("change", (event) => {
    hand([...event.target.files].filter((file) => !named(file).split("/").some((part) => part.startsWith("."))));
  });
}
// Words that are dragged into a field are the browser's own.
const carries = (event) => event.dataTransfer?.types.includes("Files");
for (const kind of ["dragenter", "dragover"]) {
  addEventListener(kind, (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    drop.classList.add("over");
  });
}
addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
addEventListener("drop", async (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  drop.classList.remove("over");
  hand(await dropped(event.dataTransfer));
});

start();
