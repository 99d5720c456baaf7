// Registers a customer.
import { changing } from "../../page/changing.js";
import { element } from "../../page/element.js";
import { form } from "../form.js";
import { REFUSALS } from "../words.js";

/** @import { AppFieldOptions } from "../form.js" */
/** @import { App, Screen } from "../main.js" */
/** @import { Kind } from "../rules.js" */

/** @type {Record<Kind, { medium: string, field: Omit<AppFieldOptions<"identifier">, "name"> }>} */
const KINDS = {
  EMAIL: {
    medium: "E-mail",
    field: {
      label: "E-mail address",
      type: "email",
      autocomplete: "username",
      inputmode: "email",
      placeholder: "ada@example.com",
    },
  },
  PHONE: {
    medium: "Text message",
    field: {
      label: "Mobile number",
      type: "tel",
      autocomplete: "username",
      inputmode: "tel",
      placeholder: "+357 99 123456",
    },
  },
};

/** @type {Screen} */
export async function register(app) {
  const { place, show } = changing(await registration(app), REFUSALS);
  /** @param {Kind} kind */
  function choose(kind) {
    app.kind = kind;
    // An address is no phone number: what was typed stays with its own kind.
    [app.typed.identifier, app.typed.other] = [app.typed.other, app.typed.identifier];
    show(registration(app));
  }
  return [
    element("h2", {}, "Create your account"),
    kinds(app.kind, choose),
    place,
    element("p", { class: "other" }, "Already with us? ", element("a", { href: "#log-in" }, "Log in")),
    element("p", { class: "other" }, element("a", { href: "#code" }, "I have a code")),
  ];
}

/**
 * Where the code shall be sent: two kinds of customers, by the definition's classifications.
 *
 * @param {Kind} chosen
 * @param {(kind: Kind) => void} choose
 */
function kinds(chosen, choose) {
  /** @param {Kind} kind */
  const radio = (kind) =>
    element(
      "label",
      {},
      element("input", { type: "radio", name: "kind", checked: kind === chosen, on: { change: () => choose(kind) } }),
      element("span", {}, KINDS[kind].medium),
    );
  const asked = element("legend", {}, "Send me a code by");
  return element("fieldset", { class: "kinds" }, asked, radio("EMAIL"), radio("PHONE"));
}

/** @param {App} app */
async function registration(app) {
  const { kind, typed } = app;
  const rules = await app.service.rules(kind);
  return form({
    typed,
    fields: [
      { name: "identifier", ...KINDS[kind].field },
      { name: "pass_code", label: "Pass code", type: "password", autocomplete: "new-password", rules: rules.pass_code },
    ],
    submit: "Create account",
    async send(values) {
      await app.service.register(kind, values);
      app.go("code");
    },
  });
}
