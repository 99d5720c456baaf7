// Makes elements. What somebody types or the service says is only ever set as text.
import { isServiceError, utc } from "./client/index.js";

/** `on` holds listeners, `class` and the like are attributes; false and null leave an attribute out. */
export function element(name, { on = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(attribute, value);
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  made.append(...children.flat().filter((child) => ![null, undefined, false, ""].includes(child)));
  return made;
}

export const at = (id) => document.getElementById(id);

/** Has a screen reader say it. */
export function say(text) {
  at("news").textContent = text;
}

/** A date of the service, as it is where its reader is. */
export const showDate = (written) =>
  written && utc(written).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });

/** `NOT_EFFECTIVE` as people say it: `Not effective`. */
export const words = (constant) => `${constant.charAt(0)}${constant.slice(1).toLowerCase().replaceAll("_", " ")}`;

const LOOKS = {
  good: ["EFFECTIVE", "ACTIVE", "SENT", "DELIVERED"],
  bad: ["FAILED", "BOUNCED", "COMPLAINED", "TERMINATED"],
  waits: ["PENDING_VERIFICATION", "QUEUED", "NOT_SENT"],
};

export function state(constant) {
  const [look] = Object.entries(LOOKS).find(([, states]) => states.includes(constant)) ?? [""];
  return element("span", { class: `state ${look}` }, words(constant));
}

/** Pairs of a name and a value; those without a value are left out. */
export function facts(pairs) {
  const known = pairs.filter(([, value]) => ![null, undefined, "", false].includes(value));
  return element("dl", {}, known.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]).flat());
}

/** What the service said no with, as a sentence. */
export function sentence({ message }) {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/** A button that asks the service for something, and says beside it why that was refused. */
export function action(label, send, { kind = "" } = {}) {
  const wrong = element("p", { class: "wrong", role: "alert" });
  const button = element("button", { type: "button", class: kind }, label);
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    wrong.remove();
    button.setAttribute("aria-busy", "true");
    try {
      await send();
    } catch (error) {
      if (!isServiceError(error)) throw error;
      wrong.textContent = sentence(error);
      (button.closest(".buttons") ?? button).after(wrong);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  return button;
}

/** Asks once more before what cannot be undone. */
export function sure(question, label) {
  const { promise, resolve } = Promise.withResolvers();
  const close = (answer) => () => {
    dialog.close();
    resolve(answer);
  };
  const dialog = element(
    "dialog",
    { "aria-labelledby": "question", on: { cancel: () => resolve(false), close: () => dialog.remove() } },
    element("p", { id: "question" }, question),
    element(
      "div",
      { class: "buttons" },
      element("button", { type: "button", class: "final", on: { click: close(true) } }, label),
      element("button", { type: "button", autofocus: true, on: { click: close(false) } }, "Cancel"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}
