// A form: it says what is wrong beside the field, and sends once at a time.
import { isServiceError } from "./client/index.js";
import { element, sentence } from "./elements.js";

let made = 0;

/** `fields` are what `field` takes; `send` gets the values by name, without those that are empty. `refusals` are words for
 * codes, where the service's own are not for who reads them here. */
export function form({ fields, submit, send, kind = "main", refusals = {} }) {
  const all = fields.map(field);
  const wrong = element("p", { class: "wrong", role: "alert", tabindex: "-1" });
  const button = element("button", { class: kind }, submit);
  const whole = element("form", { novalidate: true }, all.map(({ whole }) => whole), wrong, button);
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (whole.getAttribute("aria-busy") === "true") return;
    all.forEach(({ mark }) => mark(""));
    wrong.textContent = "";
    const empty = all.find(({ input, optional }) => !optional && input.value.trim() === "");
    if (empty) return empty.mark("Please fill this in.");
    whole.setAttribute("aria-busy", "true");
    try {
      const filled = all.filter(({ input }) => input.value.trim() !== "");
      await send(Object.fromEntries(filled.map(({ name, input }) => [name, input.value.trim()])));
    } catch (error) {
      if (!isServiceError(error)) throw error;
      show(error);
    } finally {
      whole.removeAttribute("aria-busy");
    }
  });

  /** Beside the fields that are to blame, what is wrong with them; under the form, what no field of it is to blame for. */
  function show(error) {
    const elsewhere = [];
    for (const one of error.errors ?? []) {
      const field = all.find(({ name }) => name === one.field.split(".").at(-1));
      if (field) field.mark(sentence(one));
      else elsewhere.push(`${one.field}: ${one.message}.`);
    }
    if ((error.errors ?? []).length === 0) elsewhere.push(refusals[error.code] ?? sentence(error));
    if (elsewhere.length === 0) return;
    wrong.textContent = elsewhere.join(" ");
    wrong.focus();
  }
  return whole;
}

/** One field: `name`, `label`, `hint`, `options` of a choice, and what else an input has. */
function field({ name, label, hint, options, optional = false, value = "", ...attributes }) {
  const id = `${name}-${++made}`;
  const shared = { id, name, "aria-describedby": `${id}-hint ${id}-wrong`, "aria-required": String(!optional) };
  const input = options
    ? element("select", { ...shared, ...attributes }, options.map(([of, says]) => element("option", { value: of }, says)))
    : element("input", { ...shared, type: "text", spellcheck: "false", autocapitalize: "off", autocomplete: "off", ...attributes });
  input.value = value;
  const said = element("p", { class: "hint", id: `${id}-hint` }, hint);
  const wrong = element("p", { class: "wrong", id: `${id}-wrong`, "aria-live": "polite" });
  function mark(why) {
    const isFirst = why !== "" && document.querySelector("[aria-invalid=true]") === null;
    wrong.textContent = why;
    if (why === "") input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
    if (isFirst) input.focus();
  }
  const whole = element("div", { class: "field" }, element("label", { for: id }, label), input, said, wrong);
  return { name, input, optional, whole, mark };
}
