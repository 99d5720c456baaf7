// The forms and buttons of the app: those of all pages, in the app's words and with its pass code fields.
import { onceAtATime } from "../page/asking.js";
import { element } from "../page/element.js";
import { form as formOfPage } from "../page/form.js";
import { whatWentWrong } from "../page/words.js";
import { ruleList } from "./rules.js";
import { REFUSALS, wordsOfRule } from "./words.js";

/** @import { FieldOptions, FormOptions } from "../page/form.js" */
/** @import { PassCodeRules } from "./rules.js" */

/**
 * `rules` of a field are those of a pass code, said while it is typed.
 *
 * @template {string} Name
 * @typedef {Omit<FieldOptions<Name>, "rules" | "frame"> & { rules?: PassCodeRules }} AppFieldOptions
 */

/**
 * A form for a pass code alone has the `username` that goes with it, for those who let the browser keep both.
 *
 * @template {string} Name
 * @typedef {Omit<FormOptions<Name>, "fields" | "wordsOfRule">
 *   & { fields: AppFieldOptions<Name>[], username?: string | undefined }} AppFormOptions
 */

/**
 * @template {string} Name
 * @param {AppFormOptions<Name>} options
 */
export function form({ fields, username, refusals = {}, ...options }) {
  const whole = formOfPage({
    ...options,
    fields: fields.map(withPassCode),
    refusals: { ...REFUSALS, ...refusals },
    wordsOfRule,
  });
  if (username)
    whole.prepend(element("input", { autocomplete: "username", value: username, readonly: true, hidden: true }));
  return whole;
}

/**
 * @template {string} Name
 * @param {AppFieldOptions<Name>} field
 * @returns {FieldOptions<Name>}
 */
function withPassCode({ rules, ...field }) {
  return {
    ...field,
    ...(rules && { rules: ruleList(rules) }),
    ...(field.type === "password" && { frame: (input) => withShower(input, field.label) }),
  };
}

/**
 * A pass code field with a button that shows what is typed into it.
 *
 * @param {HTMLInputElement} input
 * @param {string} label
 */
function withShower(input, label) {
  const button = element("button", { type: "button", "aria-pressed": "false", "aria-label": `Show: ${label}` }, "Show");
  button.addEventListener("click", () => {
    const wasHidden = input.type === "password";
    input.type = wasHidden ? "text" : "password";
    button.textContent = wasHidden ? "Hide" : "Show";
    button.setAttribute("aria-pressed", String(wasHidden));
  });
  return element("div", { class: "secret" }, input, button);
}

/**
 * A button that asks the service for something, and says what went wrong.
 *
 * @param {string} label
 * @param {() => Promise<void>} send
 */
export function action(label, send) {
  const button = element("button", { type: "button", class: "quiet" }, label);
  const wrong = element("p", { class: "wrong", role: "alert" });
  async function trySend() {
    wrong.textContent = "";
    try {
      await send();
    } catch (error) {
      wrong.textContent = whatWentWrong(error, REFUSALS);
    }
  }
  button.addEventListener("click", () => onceAtATime(button, trySend));
  return element("div", { class: "action" }, button, wrong);
}
