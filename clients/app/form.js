// A form of the app: it keeps what was typed, says what is wrong beside the field, and sends once at a time.
import { element, uniqueId } from "./elements.js";
import { ruleList } from "./rules.js";
import { whatWentWrong, wordsOfRule } from "./words.js";

/**
 * `fields` are what `field` takes, `send` gets their values by name. `typed` is where what was typed is kept.
 * A form for a pass code alone has the `username` that goes with it, for those who let the browser keep both. `refusals`
 * are words for codes that mean something else here.
 */
export function form({ fields, submit, send, typed, username, refusals = {} }) {
  const made = fields.map((wanted) => field(wanted, typed));
  const wrong = element("p", { class: "wrong", role: "alert", tabindex: "-1" });
  const button = element("button", { class: "main" }, submit);
  const user = username && element("input", { autocomplete: "username", value: username, readonly: true, hidden: true });
  const whole = element("form", { novalidate: true }, user, made.map(({ whole }) => whole), wrong, button);
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (whole.getAttribute("aria-busy") === "true") return;
    made.forEach(({ mark }) => mark(null));
    wrong.textContent = "";
    const empty = made.filter(({ input, optional }) => !optional && input.value.trim() === "");
    if (empty.length > 0) return show(empty.map(({ name }) => ({ field: name, rule: "MISSING" })));
    whole.setAttribute("aria-busy", "true");
    try {
      await send(Object.fromEntries(made.map(({ name, input }) => [name, input.value])));
    } catch (error) {
      if (!show(error.errors ?? [])) showWhole(refusals[error.code] ?? whatWentWrong(error));
    } finally {
      whole.removeAttribute("aria-busy");
    }
  });

  /** Marks the fields that are to blame; the others' rules are said under the form. */
  function show(errors) {
    const elsewhere = errors.filter((error) => !made.some(({ name }) => name === last(error.field)));
    for (const one of made) {
      const own = errors.filter((error) => last(error.field) === one.name).map(wordsOfRule);
      if (own.length > 0) one.mark(own.join(" "));
    }
    if (elsewhere.length > 0) wrong.textContent = elsewhere.map(wordsOfRule).join(" ");
    made.find(({ input }) => input.getAttribute("aria-invalid") === "true")?.input.focus();
    return errors.length > 0;
  }

  function showWhole(words) {
    wrong.textContent = words;
    wrong.focus();
  }
  return whole;
}

const last = (path) => path.split(".").at(-1);

/**
 * One field: `name`, `label`, `type`, and what else an input has. `rules` are those of a pass code, `hint` a sentence.
 */
function field({ name, label, type = "text", hint, rules, optional = false, value, ...attributes }, typed) {
  const id = uniqueId(name);
  const [hintId, wrongId] = [`${id}-hint`, `${id}-wrong`];
  const followed = rules && ruleList(rules, hintId);
  const describes = hint || rules ? `${hintId} ${wrongId}` : wrongId;
  const input = element("input", {
    id,
    name,
    type,
    spellcheck: "false",
    autocapitalize: "off",
    "aria-describedby": describes,
    "aria-required": String(!optional),
    ...attributes,
  });
  input.value = typed[name] ?? value ?? "";
  followed?.follow(input.value);
  input.addEventListener("input", () => {
    typed[name] = input.value;
    followed?.follow(input.value);
    if (input.getAttribute("aria-invalid") === "true") mark(null);
  });
  const wrong = element("p", { class: "wrong", id: wrongId, "aria-live": "polite" });
  function mark(words) {
    wrong.textContent = words ?? "";
    if (words === null) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  }
  const whole = element(
    "div",
    { class: "field" },
    element("label", { for: id }, label),
    type === "password" ? element("div", { class: "secret" }, input, shower(input, label)) : input,
    hint && element("p", { class: "hint", id: hintId }, hint),
    followed?.list,
    wrong,
  );
  return { name, input, optional, whole, mark };
}

/** Shows what is typed into a pass code field. */
function shower(input, label) {
  const button = element("button", { type: "button", "aria-pressed": "false", "aria-label": `Show: ${label}` }, "Show");
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? "Hide" : "Show";
    button.setAttribute("aria-pressed", String(shown));
  });
  return button;
}

/** A button that asks the service for something, and says what went wrong. */
export function action(label, send) {
  const button = element("button", { type: "button", class: "quiet" }, label);
  const wrong = element("p", { class: "wrong", role: "alert" });
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-busy") === "true") return;
    wrong.textContent = "";
    button.setAttribute("aria-busy", "true");
    try {
      await send();
    } catch (error) {
      wrong.textContent = whatWentWrong(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
  return element("div", { class: "action" }, button, wrong);
}
