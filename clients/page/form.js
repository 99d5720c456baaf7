// A form: it keeps what was typed, says what is wrong beside the field, and sends once at a time.
import { FieldsRefused, isServiceError } from "../typescript/dist/index.js";
import { onceAtATime } from "./asking.js";
import { element, uniqueId } from "./element.js";
import { sentence, whatWentWrong } from "./words.js";

/** @import { FieldError, ServiceError } from "../typescript/dist/index.js" */
/** @import { WordsByCode } from "./words.js" */

/** @typedef {Record<string, string | undefined>} Typed what was typed, by the names of fields */

/**
 * @template {string} Name
 * @typedef {object} FormOptions
 * @property {FieldOptions<Name>[]} fields
 * @property {string} submit what the button says
 * @property {(values: Record<Name, string>) => Promise<string | void>} send may answer what went wrong
 * @property {Typed} [typed] where what is typed is kept, for a form that comes back
 * @property {WordsByCode} [refusals] where the service's own words are not for who reads them here
 * @property {Partial<Record<ServiceError["code"], Name>>} [blames] the field that is to blame for a code
 * @property {(error: FieldError) => string} [wordsOfRule]
 */

/**
 * One field, and what else its input has.
 *
 * @template {string} Name
 * @typedef {object} FieldOptions
 * @property {Name} name
 * @property {string} label
 * @property {string} [type]
 * @property {string | null | undefined} [value] what stands in it, until something is typed
 * @property {boolean} [isOptional]
 * @property {string} [hint]
 * @property {{ list: Element, follow: (text: string) => void }} [rules] a list that follows what is typed
 * @property {(input: HTMLInputElement) => Element} [frame] what the input stands in
 * @property {string} [autocomplete]
 * @property {string} [inputmode]
 * @property {string} [maxlength]
 * @property {string} [placeholder]
 * @property {string} [class]
 */

/**
 * @template {string} Name
 * @param {FormOptions<Name>} options
 */
export function form({ fields, submit, send, typed = {}, refusals = {}, blames = {}, wordsOfRule = sentence }) {
  const made = fields.map((options) => field(options, typed));
  const wrong = element("p", { class: "wrong", role: "alert", tabindex: "-1" });
  const button = element("button", { class: "main" }, submit);
  const whole = element("form", { novalidate: true }, ...made.map(({ whole }) => whole), wrong, button);
  whole.addEventListener("submit", (event) => {
    event.preventDefault();
    onceAtATime(whole, checkAndSend);
  });

  async function checkAndSend() {
    made.forEach(({ mark }) => mark(""));
    wrong.textContent = "";
    const empty = made.filter(({ input, isOptional }) => !isOptional && input.value.trim() === "");
    empty.forEach(({ mark }) => mark("Please fill this in."));
    if (empty.length === 0) wrong.textContent = await trySend();
    const marked = made.find(({ isMarked }) => isMarked());
    if (marked) marked.input.focus();
    else if (wrong.textContent !== "") wrong.focus();
  }

  /** Sends what was typed, and returns what is wrong with more than a field. */
  async function trySend() {
    const values = made.map(({ name, valueOf }) => [name, valueOf()]);
    try {
      return (await send(Object.fromEntries(values))) ?? "";
    } catch (error) {
      return error instanceof FieldsRefused && error.errors.length > 0 ? markBroken(error.errors) : markBlamed(error);
    }
  }

  /**
   * Marks the fields that break rules, and returns what is wrong with those that are not in this form.
   *
   * @param {readonly FieldError[]} errors
   */
  function markBroken(errors) {
    const errorsOf = Map.groupBy(errors, ({ field }) => named(field.split(".").at(-1)));
    const elsewhere = errorsOf.get(undefined) ?? [];
    for (const [field, own] of errorsOf) field?.mark(own.map(wordsOfRule).join(" "));
    return elsewhere.map((error) => `${error.field}: ${wordsOfRule(error)}`).join(" ");
  }

  /** Marks the field that is to blame for a code, if one is; or else returns what went wrong. @param {unknown} error */
  function markBlamed(error) {
    const words = whatWentWrong(error, refusals);
    const field = isServiceError(error) ? named(blames[error.code]) : undefined;
    field?.mark(words);
    return field ? "" : words;
  }

  /** @param {string | undefined} wanted */
  const named = (wanted) => made.find(({ name }) => name === wanted);
  return whole;
}

/**
 * Those that are not empty: what is not given is left out of a request.
 *
 * @template {string} Name
 * @param {Record<Name, string>} values
 */
export function filled(values) {
  const given = Object.entries(values).filter(([, value]) => value !== "");
  return /** @type {Partial<Record<Name, string>>} */ (Object.fromEntries(given));
}

/**
 * @template {string} Name
 * @param {FieldOptions<Name>} options
 * @param {Typed} typed
 */
function field({ name, label, value, isOptional = false, hint, rules, frame, ...attributes }, typed) {
  const id = uniqueId(name);
  const hintId = `${id}-hint`;
  const wrongId = `${id}-wrong`;
  const input = element("input", {
    id,
    name,
    type: "text",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": [hint && hintId, rules?.list.id, wrongId].filter(Boolean).join(" "),
    "aria-required": String(!isOptional),
    ...attributes,
  });
  input.value = typed[name] ?? value ?? "";
  rules?.follow(input.value);
  input.addEventListener("input", () => {
    typed[name] = valueOf();
    rules?.follow(input.value);
    if (isMarked()) mark("");
  });
  const wrong = element("p", { class: "wrong", id: wrongId, "aria-live": "polite" });

  /** Says what is wrong with it; nothing, if that is empty. @param {string} why */
  function mark(why) {
    wrong.textContent = why;
    if (why === "") input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  }
  const isMarked = () => input.getAttribute("aria-invalid") === "true";

  /** A space at the end of a pass code is the customer's; that of a copied name is nobody's. */
  const valueOf = () => (attributes.type === "password" ? input.value : input.value.trim());

  const whole = element(
    "div",
    { class: isOptional ? "field optional" : "field" },
    element("label", { for: id }, label),
    frame ? frame(input) : input,
    hint && element("p", { class: "hint", id: hintId }, hint),
    rules?.list,
    wrong,
  );
  return { name, input, isOptional, whole, valueOf, mark, isMarked };
}
