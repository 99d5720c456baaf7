// What the parts of the console are made of.
import { onceAtATime } from "../page/asking.js";
import { element } from "../page/element.js";
import { whatWentWrong } from "../page/words.js";

const LOOKS = {
  good: ["EFFECTIVE", "ACTIVE", "SENT", "DELIVERED"],
  bad: ["FAILED", "BOUNCED", "COMPLAINED", "TERMINATED"],
  waits: ["PENDING_VERIFICATION", "QUEUED", "NOT_SENT"],
};

/** What became of a record or a message; `NOT_EFFECTIVE` as people say it, `Not effective`. @param {string} constant */
export function state(constant) {
  const [look] = Object.entries(LOOKS).find(([, states]) => states.includes(constant)) ?? [""];
  const words = constant.charAt(0) + constant.slice(1).toLowerCase().replaceAll("_", " ");
  return element("span", { class: `state ${look}` }, words);
}

/**
 * A list that grows: `ask` gets the part that `next` leads to, and the last one has none. The focus goes to the first
 * that came.
 *
 * @template Item, Next
 * @param {string} label
 * @param {{ items: Item[], next: Next | null }} first
 * @param {(item: Item) => Element} row
 * @param {(next: Next) => Promise<{ items: Item[], next: Next | null }>} ask
 */
export function growing(label, first, row, ask) {
  let { next } = first;
  const list = element("ul", { class: "hits", "aria-label": label }, ...first.items.map(row));
  const more = action("More", async () => {
    if (next === null) return;
    const part = await ask(next);
    const came = part.items.map(row);
    list.append(...came);
    next = part.next;
    more.hidden = next === null;
    came[0]?.querySelector("button")?.focus();
  });
  more.hidden = next === null;
  return [list, more];
}

/**
 * A button that asks the service for something, and says beside it why that was refused.
 *
 * @param {string} label
 * @param {() => Promise<void>} ask
 * @param {"link" | "final"} [look]
 */
export function action(label, ask, look) {
  const wrong = element("p", { class: "wrong", role: "alert" });
  const button = element("button", { type: "button", class: look }, label);
  async function tryAsk() {
    wrong.remove();
    try {
      await ask();
    } catch (error) {
      wrong.textContent = whatWentWrong(error);
      (button.closest(".buttons") ?? button).after(wrong);
    }
  }
  button.addEventListener("click", () => onceAtATime(button, tryAsk));
  return button;
}

/** A button that leads to a record. @param {string} label @param {() => Promise<void>} go */
export const link = (label, go) => action(label, go, "link");

/** What is shown of a record that nobody finds any more. */
export const gone = () => [element("section", { class: "card" }, element("h2", {}, "It is gone"))];

/**
 * Asks once more before what cannot be undone.
 *
 * @param {string} question
 * @param {string} label
 * @returns {Promise<boolean>}
 */
export function sure(question, label) {
  const { promise, resolve } = Promise.withResolvers();
  /** @param {boolean} answer */
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
