// What the inbox page does: a card for each message, and a line for each note, as soon as it arrives.
"use strict";
const at = id => document.getElementById(id);
const page = 50;
const isFramed = parent !== window; // beside the app, which says who it is
document.documentElement.classList.toggle("framed", isFramed);
let entries = []; // messages and notes, oldest first: number n is entries[n - 1]
let [shown, unread] = [page, 0];

function copies(button, text) {
  const label = [...button.childNodes];
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; } catch { button.textContent = text; }
    at("news").textContent = button.textContent;
    setTimeout(() => button.replaceChildren(...label), 1500);
  });
}

const isNote = entry => "reason" in entry;
const kinds = { EMAIL: "E-mail", SMS: "SMS", EXTERNAL: "To another system" };
const kindOf = entry => kinds[entry.medium];

function showTime(element, written) {
  const time = new Date(written);
  const today = time.toDateString() === new Date().toDateString();
  element.dateTime = element.title = written;
  element.textContent = time.toLocaleString([], { timeStyle: "medium", ...(today ? {} : { dateStyle: "medium" }) });
}

function lineOf(note) {
  const line = at("note").content.cloneNode(true).firstElementChild;
  const part = selector => line.querySelector(selector);
  part(".to").textContent = note.to;
  part(".to").addEventListener("click", () => filterBy(note.to));
  part(".reason").textContent = note.reason;
  part(".kind").textContent = `${kindOf(note)} by the template ${note.template}`;
  showTime(part("time"), note.noted_at);
  return line;
}

function cardOf(message, number) {
  const card = at("card").content.cloneNode(true).firstElementChild;
  const part = selector => card.querySelector(selector);
  part("article").className = message.medium.toLowerCase();
  part(".kind").textContent = kindOf(message);
  showTime(part("time"), message.sent_at);
  const hasSubject = message.medium === "EMAIL" || Boolean(message.subject);
  if (!hasSubject) part("h2").remove();
  part(".from").textContent = message.from;
  part(".to").textContent = message.to;
  part(".to").addEventListener("click", () => filterBy(message.to));
  part(".text").textContent = message.text.trimEnd();
  const proof = message.code ?? message.ticket;
  part(".code").textContent = message.code ?? "the ticket";
  part(".code").classList.toggle("digits", message.code !== null);
  if (proof) copies(part(".copy"), proof);
  else part(".copy").remove();
  const showOnce = once(() => {
    if (message.html !== null) showHtml(part, message, number);
    if (message.published !== null) showPublished(part, message);
  });
  if (hasSubject) folds(card, message.subject || "(no subject)", showOnce);
  else showOnce();
  return card;
}

function once(action) {
  let done = false;
  return () => { if (!done) { done = true; action(); } };
}

// What has a subject is folded to its head, but for the newest one and those that its reader opened.
const foldings = new WeakMap();
function folds(card, subject, showOnce) {
  const [button, body] = [card.querySelector(".fold"), card.querySelector(".body")];
  let byHand = false;
  const fold = folded => {
    if (!folded) showOnce();
    body.hidden = folded;
    button.setAttribute("aria-expanded", String(!folded));
  };
  button.textContent = subject;
  button.addEventListener("click", () => { byHand = true; fold(!body.hidden); });
  foldings.set(card, folded => { if (!byHand) fold(folded); });
}

// What the other system gets, behind what a person would read.
function showPublished(part, message) {
  const [text, other] = [part(".text"), part(".other")];
  const show = whole => {
    text.classList.toggle("json", whole);
    text.textContent = whole ? JSON.stringify(message.published, null, 2) : message.text.trimEnd();
    other.textContent = whole ? "Text" : "JSON";
  };
  other.parentElement.hidden = false;
  other.addEventListener("click", () => show(!text.classList.contains("json")));
  show(false);
}

function showHtml(part, message, number) {
  const [text, other, frame] = [part(".text"), part(".other"), document.createElement("iframe")];
  frame.setAttribute("sandbox", "");
  frame.title = `E-mail: ${message.subject}`;
  frame.src = `/inbox/messages/${number}/html`;
  text.before(frame);
  let width = 0;
  new ResizeObserver(() => {
    if ([0, width].includes(frame.clientWidth)) return;
    width = frame.clientWidth;
    requestAnimationFrame(() => fit(frame, message.html));
  }).observe(frame.parentElement);
  const show = html => { frame.hidden = !html; text.hidden = html; other.textContent = html ? "Plain text" : "HTML"; };
  other.parentElement.hidden = message.text === "";
  other.addEventListener("click", () => show(frame.hidden));
  show(true);
}

// The frame is closed to this page, so its height is measured on a stand-in: the mail's text and styles, in
// new elements that can do nothing, inside a shadow root. Should it be too low, the frame scrolls.
const harmless = /^(A|B|BLOCKQUOTE|BODY|BR|CENTER|CODE|DIV|EM|H[1-6]|HR|I|LI|OL|P|PRE|SMALL|SPAN|STRONG|TABLE|TBODY|TD|TH|THEAD|TR|U|UL)$/;
function standIn(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  const image = node.nodeName === "IMG";
  if (!image && !harmless.test(node.nodeName)) return "";
  const copy = document.createElement(image ? "CANVAS" : node.nodeName);
  if (image) copy.width = copy.height = 24;
  for (const name of ["class", "align", "width", "height", "cellpadding", "cellspacing"])
    if (node.hasAttribute(name)) copy.setAttribute(name, node.getAttribute(name));
  copy.style.cssText = node.dataset.look ?? "";
  copy.append(...[...node.childNodes].map(standIn));
  return copy;
}
function fit(frame, html) {
  // Renamed and left out, because the page's policy forbids (and reports) them, even in a document that nobody sees.
  const plain = html.replace(/<style[^>]*>[^]*?<\/style>/gi, "").replace(/\sstyle\s*=/gi, " data-look=").replace(/\son\w+\s*=/gi, " data-on=");
  const mail = new DOMParser().parseFromString(plain, "text/html");
  const own = [...html.matchAll(/<style[^>]*>([^]*?)<\/style>/gi)].map(found => found[1]);
  const [ruler, inner] = [document.createElement("div"), document.createElement("div")];
  ruler.className = "ruler";
  ruler.style.width = `${frame.clientWidth}px`;
  const root = ruler.attachShadow({ mode: "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(["body{margin:20px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}", ...own].join("\n"));
  root.adoptedStyleSheets = [sheet];
  inner.style.display = "flow-root"; // so that the margins count
  inner.append(standIn(mail.body));
  root.append(inner);
  document.body.append(ruler);
  frame.style.height = `${Math.min(inner.offsetHeight + 2, 4000)}px`;
  ruler.remove();
}

const matches = entry => entry.to.toLowerCase().includes(at("filter").value.trim().toLowerCase());

// Cards and lines are made once, newest first, and never moved: a frame that moves loads again.
function made(number, arrived) {
  const entry = entries[number - 1];
  const item = isNote(entry) ? lineOf(entry) : cardOf(entry, number);
  item.dataset.number = number;
  item.firstElementChild.classList.toggle("arrived", arrived);
  return item;
}

function counted(list) {
  const notes = list.filter(isNote).length;
  const say = (count, what) => count && `${count} ${what}${count === 1 ? "" : "s"}`;
  return [say(list.length - notes, "message"), say(notes, "note")].filter(Boolean).join(" and ");
}

function draw(arrived) {
  const wanted = at("filter").value.trim();
  const items = new Map([...at("list").children].map(item => [Number(item.dataset.number), item]));
  let matching = 0;
  let next = at("list").firstElementChild;
  let newest = true;
  for (let number = entries.length; number > 0; number--) {
    const fits = matches(entries[number - 1]) && ++matching <= shown;
    let item = items.get(number);
    if (item) next = item.nextElementSibling;
    else if (fits) at("list").insertBefore(item = made(number, arrived), next);
    if (item) item.hidden = !fits;
    const fold = fits && foldings.get(item);
    if (fold) { fold(!newest); newest = false; }
  }
  at("clear").hidden = entries.length === 0;
  at("older").hidden = matching <= shown;
  at("empty").hidden = entries.length > 0;
  at("no-match").hidden = entries.length === 0 || matching > 0;
  at("wanted").textContent = wanted;
  const fitting = counted(entries.filter(matches));
  at("count").textContent = wanted && entries.length ? `${fitting || "none"} of ${entries.length}` : fitting;
  const whole = entries.some(entry => entry.to.toLowerCase() === wanted.toLowerCase());
  for (const link of document.querySelectorAll("[data-list]"))
    link.search = whole ? `?to=${encodeURIComponent(wanted)}` : "";
}

function filterBy(wanted) {
  at("filter").value = wanted;
  shown = page;
  history.replaceState(null, "", wanted.trim() ? `?to=${encodeURIComponent(wanted.trim())}` : location.pathname);
  draw(false);
}

function newsOf(entry) {
  if (isNote(entry)) return `Not sent to ${entry.to}: ${entry.reason}`;
  const news = { EMAIL: "New e-mail to", SMS: "New SMS to", EXTERNAL: "New message by another system to" };
  return `${news[entry.medium]} ${entry.to}${entry.subject ? `: ${entry.subject}` : ""}`;
}

function add(entry) {
  entries.push(entry);
  draw(true);
  at("news").textContent = newsOf(entry);
  if (isFramed) parent.postMessage("arrived", location.origin);
  if (document.hidden) document.title = `(${++unread}) Inbox`;
}

let loaded = Promise.resolve(); // one after the other: the list, then what arrived meanwhile
async function load() {
  const list = (await (await fetch("/inbox/entries")).json()).reverse();
  const same = entries.every((entry, index) => JSON.stringify(entry) === JSON.stringify(list[index]));
  const arrived = same && entries.length > 0;
  if (!same) at("list").replaceChildren();
  entries = list;
  draw(arrived);
}
function listen() {
  const events = new EventSource("/inbox/events");
  const state = live => {
    at("state").textContent = live ? "live" : "waiting for the local stack";
    at("state").classList.toggle("live", live);
  };
  events.addEventListener("open", () => { state(true); loaded = loaded.then(load).catch(() => state(false)); });
  events.addEventListener("error", () => {
    state(false);
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
  events.addEventListener("cleared", () => { loaded = loaded.then(load).catch(() => state(false)); });
  events.addEventListener("message", event => {
    loaded = loaded.then(() => {
      const ahead = Number(event.lastEventId) - entries.length;
      if (ahead > 1) return load();
      if (ahead === 1) add(JSON.parse(event.data));
    }).catch(() => state(false));
  });
}

const curl = `curl ${location.origin}/access_tokens/create \\\n  -H 'content-type: application/json' \\\n  -d '{"identifier":"ada@example.com","pass_code":"correct horse 1","fields_set":"life_cycle_state"}'`;
at("curl").textContent = curl;
copies(at("copy-curl"), curl);
at("filter").value = (new URLSearchParams(location.search).get("to") ?? "").replaceAll(" ", "+");
at("filter").addEventListener("input", () => filterBy(at("filter").value));
at("clear").addEventListener("click", () => fetch("/inbox/messages", { method: "DELETE" }));
at("show-all").addEventListener("click", () => { filterBy(""); at("filter").focus(); });
at("older").addEventListener("click", () => { shown += page; draw(false); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { unread = 0; document.title = "Inbox"; } });
listen();
