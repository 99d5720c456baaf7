// A form: it says what is wrong beside the field, and sends once at a time.
import { isServiceError } from "../typescript/dist/index.js";
import { element, sentence, whatWentWrong } from "./elements.js";

let made = 0;

/**
 * `fields` are what `field` takes; `send` gets the values by name, without those that are empty, and may answer what went
 * wrong. `typed` is where what was typed is kept. `refusals` are words for codes, where the service's own are not for who
 * reads them here; `blames` has the fields that are to blame for a code.
 */
export function form({ fields, submit, send, typed = {}, refusals = {}, blames = {} }) {
  const all = fields.map((wanted) => field(wanted, typed));
  const wrong = element("p", { class: "wrong", role: "alert", tabindex: "-1" });
  const button = element("button", { class: "main" }, submit);
  const whole = element("form", { novalidate: true }, all.map(({ whole }) => whole), wrong, button);
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (whole.getAttribute("aria-busy") === "true") return;
    all.forEach(({ mark }) => mark(""));
    wrong.textContent = "";
    const empty = all.filter(({ input, optional }) => !optional && input.value.trim() === "");
    if (empty.length > 0) return empty.forEach(({ mark }) => mark("Please fill this in."));
    whole.setAttribute("aria-busy", "true");
    try {
      const filled = all.filter(({ input }) => input.value.trim() !== "");
      const why = await send(Object.fromEntries(filled.map(({ name, input }) => [name, valueOf(input)])));
      if (why) showWhole(why);
    } catch (error) {
      if (isServiceError(error)) show(error);
      else showWhole(whatWentWrong(error));
    } finally {
      whole.removeAttribute("aria-busy");
    }
  });

  /** Beside the fields that are to blame, what is wrong with them; under the form, what no field of it is to blame for. */
  function show(error) {
    const [errors, elsewhere] = [error.errors ?? [], []];
    const byField = Map.groupBy(errors, ({ field }) => named(field.split(".").at(-1)));
    for (const [field, own] of byField) {
      if (field) field.mark(own.map(sentence).join(" "));
      else elsewhere.push(...own.map(({ field, message }) => `${field}: ${message}.`));
    }
    if (errors.length === 0) {
      const [field, words] = [named(blames[error.code]), refusals[error.code] ?? sentence(error)];
      if (field) field.mark(words);
      else elsewhere.push(words);
    }
    if (elsewhere.length > 0) showWhole(elsewhere.join(" "));
  }

  function showWhole(words) {
    wrong.textContent = words;
    wrong.focus();
  }

  const named = (wanted) => all.find(({ name }) => name === wanted);
  return whole;
}

/** A space at the end of a pass code is the customer's; that of a copied name is nobody's. */
const valueOf = ({ type, value }) => (type === "password" ? value : value.trim());

/** One field: `name`, `label`, `hint`, and what else an input has. */
function field({ name, label, hint, optional = false, value = "", ...attributes }, typed) {
  const id = `${name}-${++made}`;
  const input = element("input", {
    id,
    name,
    type: "text",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-describedby": `${id}-hint ${id}-wrong`,
    "aria-required": String(!optional),
    ...attributes,
  });
  input.value = typed[name] ?? value;
  input.addEventListener("input", () => {
    typed[name] = input.value;
    if (input.getAttribute("aria-invalid") === "true") mark("");
  });
  const said = element("p", { class: "hint", id: `${id}-hint` }, hint);
  const wrong = element("p", { class: "wrong", id: `${id}-wrong`, "aria-live": "polite" });
  function mark(why) {
    const isFirst = why !== "" && document.querySelector("[aria-invalid=true]") === null;
    wrong.textContent = why;
    if (why === "") input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
    if (isFirst) input.focus();
  }
  const whole = element("div", { class: optional ? "field optional" : "field" }, element("label", { for: id }, label), input, said, wrong);
  return { name, input, optional, whole, mark };
}
