// The requests that the app makes, shown under it: each with its body and its answer, and as a curl command.
import { at, breakable, element } from "./elements.js";

const SECRET =
  /^(pass_code|current_pass_code|token|refresh_token|device_token|authentication_code|verification_code|one_time_password)$/;
const MOST = 100;

/** A `fetch` that shows what it does. */
export async function shownFetch(resource, options = {}) {
  const request = new Request(resource, options);
  const sent = { method: request.method, url: new URL(request.url), body: json(await request.clone().text()) };
  sent.curl = curl(sent, request.headers);
  const begun = performance.now();
  const item = show(sent);
  try {
    const answer = await fetch(request);
    const took = performance.now() - begun;
    complete(item, { status: answer.status, took, body: json(await answer.clone().text()) });
    return answer;
  } catch (error) {
    complete(item, { status: 0, took: performance.now() - begun, body: "no answer" });
    throw error;
  }
}

function json(text) {
  try {
    return text && JSON.parse(text);
  } catch {
    return text;
  }
}

/** Secrets as people recognise them, and nobody can use them. */
function shortened(value, name = "") {
  if (typeof value === "string" && SECRET.test(name)) return value.length > 40 ? `${value.slice(0, 8)}…` : "••••••••";
  if (Array.isArray(value)) return value.map((one) => shortened(one));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one, key)]));
}

const printed = (body) => (typeof body === "string" ? body : JSON.stringify(shortened(body), null, 2));
const quoted = (text) => `'${text.replaceAll("'", `'"'"'`)}'`;

/** As it was sent, secrets and all: it goes nowhere but into the clipboard. */
function curl({ method, url, body }, headers) {
  const parts = [`curl ${quoted(url.href)}`];
  if (method !== "GET" && body === "") parts.push(`-X ${method}`);
  for (const name of ["authorization", "content-type"]) {
    if (headers.has(name)) parts.push(`-H ${quoted(`${name}: ${headers.get(name)}`)}`);
  }
  if (body !== "") parts.push(`-d ${quoted(typeof body === "string" ? body : JSON.stringify(body))}`);
  return parts.join(" ");
}

function show({ method, url, body, curl }) {
  const copy = element("button", { type: "button" }, "Copy as curl");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(curl);
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = "Copy as curl"), 1500);
  });
  const item = element(
    "li",
    {},
    element(
      "details",
      {},
      element(
        "summary",
        {},
        element("span", { class: "method" }, method),
        element("span", { class: "path" }, breakable(url.pathname.slice(1), /(?<=[/_])/)),
        element("span", { class: "status" }, "…"),
        element("span", { class: "refused" }),
      ),
      url.search && part("Query", decodeURIComponent(url.search.slice(1))),
      body !== "" && part("Body", printed(body)),
      element("div", { class: "answer" }),
      copy,
    ),
  );
  at("request-list").prepend(item);
  while (at("request-list").children.length > MOST) at("request-list").lastElementChild.remove();
  at("request-list").dispatchEvent(new Event("asked"));
  return item;
}

function complete(item, { status, took, body }) {
  const shown = item.querySelector(".status");
  const code = body?.status?.code ?? "OK";
  shown.textContent = status === 0 ? "no answer" : status;
  if (code !== "OK") item.querySelector(".refused").append(...breakable(code, /(?<=_)/));
  shown.classList.add(status >= 200 && status < 300 ? "good" : "bad");
  shown.title = `${Math.round(took)} ms`;
  item.querySelector(".answer").replaceWith(part("Answer", printed(body)));
}

function part(title, text) {
  return element("div", { class: "part" }, element("h3", {}, title), element("pre", { tabindex: "0" }, text));
}
