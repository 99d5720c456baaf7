// What the parts of the console are made of.
import { isServiceError, utc } from "../typescript/dist/index.js";
import { element } from "../page/element.js";

export { address, at, element, say } from "../page/element.js";

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

/**
 * A list that grows: `ask` gets the part that `next` leads to, as `{ items, next }`, where there is no `next` on the last
 * one. The focus goes to the first that came.
 */
export function growing(label, { items, next }, row, ask) {
  const list = element("ul", { class: "hits", "aria-label": label }, items.map(row));
  const more = action("More", async () => {
    const part = await ask(next);
    const came = part.items.map(row);
    list.append(...came);
    next = part.next;
    more.hidden = !next;
    came[0]?.querySelector("button").focus();
  });
  more.hidden = !next;
  return [list, more];
}

/** What the service said no with, as a sentence. */
export function sentence({ message }) {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/** What went wrong, as a sentence. What no answer of the service is, the browser's console tells in full. */
export function whatWentWrong(error) {
  if (isServiceError(error)) return sentence(error);
  console.error(error);
  return "Something went wrong in this page. Please load it again.";
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
      wrong.textContent = whatWentWrong(error);
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
