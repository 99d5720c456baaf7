// The requests that the app makes, shown under it: each with its body and its answer, and as a curl command.
import { breakable, byId, element } from "../page/element.js";

const SECRETS = [
  "pass_code",
  "current_pass_code",
  "token",
  "refresh_token",
  "device_token",
  "authentication_code",
  "verification_code",
  "one_time_password",
];
const MOST_SHOWN = 100;

/** @typedef {{ method: string, url: URL, body: unknown, curl: string }} Sent */
/** @typedef {{ status: number, milliseconds: number, body: unknown }} Answered `status` is 0 where no answer came */

/** A `fetch` that shows what it does. @type {typeof fetch} */
export async function shownFetch(resource, options = {}) {
  const request = new Request(resource, options);
  const text = await request.clone().text();
  const sent = { method: request.method, url: new URL(request.url), body: jsonOrText(text), curl: curl(request, text) };
  const complete = show(sent);
  const begun = performance.now();
  const milliseconds = () => Math.round(performance.now() - begun);
  try {
    const answer = await fetch(request);
    const took = milliseconds();
    complete({ status: answer.status, milliseconds: took, body: jsonOrText(await answer.clone().text()) });
    return answer;
  } catch (error) {
    complete({ status: 0, milliseconds: milliseconds(), body: "no answer" });
    throw error;
  }
}

/** @param {string} text @returns {unknown} */
function jsonOrText(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * As it was sent, secrets and all: it goes nowhere but into the clipboard.
 *
 * @param {Request} request
 * @param {string} body
 */
function curl({ method, url, headers }, body) {
  const parts = [`curl ${quoted(url)}`];
  if (method !== "GET" && body === "") parts.push(`-X ${method}`);
  for (const name of ["authorization", "content-type"]) {
    if (headers.has(name)) parts.push(`-H ${quoted(`${name}: ${headers.get(name)}`)}`);
  }
  if (body !== "") parts.push(`-d ${quoted(body)}`);
  return parts.join(" ");
}

/** As a shell takes it for one word. @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", `'"'"'`)}'`;

/** Shows a request above the others, and returns what completes it with its answer. @param {Sent} sent */
function show({ method, url, body, curl }) {
  const status = element("span", { class: "status" }, "…");
  const refused = element("span", { class: "refused" });
  const answer = element("div", { class: "answer" });
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
        element("span", { class: "path" }, ...breakable(url.pathname.slice(1), /(?<=[/_])/)),
        status,
        refused,
      ),
      url.search && part("Query", decodeURIComponent(url.search.slice(1))),
      body !== "" && part("Body", printed(body)),
      answer,
      copier(curl),
    ),
  );
  const list = byId("request-list");
  list.prepend(item);
  while (list.children.length > MOST_SHOWN) list.lastElementChild?.remove();
  list.dispatchEvent(new Event("asked"));

  /** @param {Answered} answered */
  function complete(answered) {
    const code = codeOf(answered.body);
    status.textContent = answered.status === 0 ? "no answer" : String(answered.status);
    status.classList.add(answered.status >= 200 && answered.status < 300 ? "good" : "bad");
    status.title = `${answered.milliseconds} ms`;
    if (code !== "OK") refused.append(...breakable(code, /(?<=_)/));
    answer.replaceWith(part("Answer", printed(answered.body)));
  }
  return complete;
}

/** The code of a refusal; `OK`, where there is none. @param {unknown} body @returns {string} */
function codeOf(body) {
  const { status } = /** @type {{ status?: { code?: string } }} */ (Object(body));
  return status?.code ?? "OK";
}

/** @param {string} curl */
function copier(curl) {
  const button = element("button", { type: "button" }, "Copy as curl");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(curl);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy as curl"), 1500);
  });
  return button;
}

/** @param {string} title @param {string} text */
function part(title, text) {
  return element("div", { class: "part" }, element("h3", {}, title), element("pre", { tabindex: "0" }, text));
}

/** @param {unknown} body */
const printed = (body) => (typeof body === "string" ? body : JSON.stringify(shortened(body), null, 2));

/**
 * Secrets as people recognise them, and nobody can use them.
 *
 * @param {unknown} value
 * @param {string} [name]
 * @returns {unknown}
 */
function shortened(value, name = "") {
  if (typeof value === "string" && SECRETS.includes(name))
    return value.length > 40 ? `${value.slice(0, 8)}…` : "••••••••";
  if (Array.isArray(value)) return value.map((one) => shortened(one));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one, key)]));
}
