// Logs a customer in. It always offers both ways out, whatever was wrong: the service does not say which.
import { element } from "../../page/element.js";
import { form } from "../form.js";

/** @import { AppFieldOptions } from "../form.js" */
/** @import { Screen } from "../main.js" */

/** @type {Screen} */
export async function logIn(app) {
  return [
    element("h2", {}, "Log in"),
    form({
      typed: app.typed,
      fields: whoAndPassCode(),
      submit: "Log in",
      async send(values) {
        await app.service.logIn(values);
        app.typed = {};
        app.go("home");
      },
    }),
    element("p", { class: "other" }, element("a", { href: "#forgot" }, "I forgot my pass code")),
    element("p", { class: "other" }, element("a", { href: "#code" }, "I have a code")),
    element("p", { class: "other" }, "New here? ", element("a", { href: "#register" }, "Create your account")),
  ];
}

/** @returns {AppFieldOptions<"identifier" | "pass_code">[]} */
export function whoAndPassCode() {
  return [
    { name: "identifier", label: "E-mail address or mobile number", autocomplete: "username", inputmode: "email" },
    { name: "pass_code", label: "Pass code", type: "password", autocomplete: "current-password" },
  ];
}
