// What the inbox page does: a card for each message, as soon as it arrives.
"use strict";
const at = id => document.getElementById(id);
const page = 50;
let messages = []; // oldest first: number n is messages[n - 1]
let [shown, unread] = [page, 0];

// A code stands alone: ACT0000000177 and +35799123456 are none.
const codeIn = text => text.match(/(?:^|[^\w+.-])(\d{6,10})(?![\w-])/)?.[1];

function copies(button, text) {
  const label = [...button.childNodes];
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; } catch { button.textContent = text; }
    at("news").textContent = button.textContent;
    setTimeout(() => button.replaceChildren(...label), 1500);
  });
}

function cardOf(message, number, arrived) {
  const card = at("card").content.cloneNode(true).firstElementChild;
  const part = selector => card.querySelector(selector);
  const email = message.medium === "EMAIL";
  const sent = new Date(message.sent_at);
  const today = sent.toDateString() === new Date().toDateString();
  card.dataset.number = number;
  part("article").className = `${email ? "email" : "sms"} ${arrived ? "arrived" : ""}`;
  part(".kind").textContent = email ? "E-mail" : "SMS";
  part("time").dateTime = part("time").title = message.sent_at;
  part("time").textContent = sent.toLocaleString([], { timeStyle: "medium", ...(today ? {} : { dateStyle: "medium" }) });
  if (email) part("h2").textContent = message.subject || "(no subject)";
  else part("h2").remove();
  part(".from").textContent = message.from;
  part(".to").textContent = message.to;
  part(".to").addEventListener("click", () => filterBy(message.to));
  part(".text").textContent = message.text.trimEnd();
  const code = codeIn(message.text) ?? codeIn(message.subject ?? "");
  part(".code").textContent = code;
  if (code) copies(part(".copy"), code);
  else part(".copy").remove();
  if (message.html !== null) showHtml(part, message, number);
  return card;
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
  other.hidden = message.text === "";
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

const matches = message => message.to.toLowerCase().includes(at("filter").value.trim().toLowerCase());

// Cards are made once, newest first, and never moved: a frame that moves loads again.
function draw(arrived) {
  const wanted = at("filter").value.trim();
  const cards = new Map([...at("list").children].map(card => [Number(card.dataset.number), card]));
  let matching = 0;
  let next = at("list").firstElementChild;
  for (let number = messages.length; number > 0; number--) {
    const fits = matches(messages[number - 1]) && ++matching <= shown;
    let card = cards.get(number);
    if (card) next = card.nextElementSibling;
    else if (fits) at("list").insertBefore(card = cardOf(messages[number - 1], number, arrived), next);
    if (card) card.hidden = !fits;
  }
  at("older").hidden = matching <= shown;
  at("empty").hidden = messages.length > 0;
  at("no-match").hidden = messages.length === 0 || matching > 0;
  at("wanted").textContent = wanted;
  const count = ["", "1 message"][messages.length] ?? `${messages.length} messages`;
  at("count").textContent = count && wanted ? `${matching} of ${count}` : count;
  const whole = messages.some(message => message.to.toLowerCase() === wanted.toLowerCase());
  at("json").href = "/inbox/messages" + (whole ? `?to=${encodeURIComponent(wanted)}` : "");
}

function filterBy(wanted) {
  at("filter").value = wanted;
  shown = page;
  history.replaceState(null, "", wanted.trim() ? `?to=${encodeURIComponent(wanted.trim())}` : location.pathname);
  draw(false);
}

function add(message) {
  messages.push(message);
  draw(true);
  at("news").textContent = message.medium === "EMAIL" ? `New e-mail to ${message.to}: ${message.subject}` : `New SMS to ${message.to}`;
  if (document.hidden) document.title = `(${++unread}) Inbox`;
}

let loaded = Promise.resolve(); // one after the other: the list, then what arrived meanwhile
async function load() {
  const list = (await (await fetch("/inbox/messages")).json()).reverse();
  const same = messages.every((message, index) => JSON.stringify(message) === JSON.stringify(list[index]));
  const arrived = same && messages.length > 0;
  if (!same) at("list").replaceChildren();
  messages = list;
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
  events.addEventListener("message", event => {
    loaded = loaded.then(() => {
      const ahead = Number(event.lastEventId) - messages.length;
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
at("show-all").addEventListener("click", () => { filterBy(""); at("filter").focus(); });
at("older").addEventListener("click", () => { shown += page; draw(false); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { unread = 0; document.title = "Inbox"; } });
listen();
