// A customer who forgot the pass code: a ticket is sent, and with it they choose a new one.
import { element } from "../../page/element.js";
import { form } from "../form.js";
import { kindOf } from "../rules.js";

/** @import { Screen } from "../main.js" */

/** @type {Screen} */
export async function forgot(app) {
  return [
    element("h2", {}, "Forgot your pass code?"),
    element("p", { class: "lead" }, "We send you a ticket. With it you choose a new one."),
    form({
      typed: app.typed,
      fields: [
        { name: "identifier", label: "E-mail address or mobile number", autocomplete: "username", inputmode: "email" },
      ],
      submit: "Send me a ticket",
      async send({ identifier }) {
        await app.service.forgot(identifier);
        delete app.typed.pass_code;
        // The same words for everybody: nobody learns here who has an account.
        app.go("choose-new", `If there is an account for ${identifier}, a ticket is on its way.`);
      },
    }),
    element("p", { class: "other" }, element("a", { href: "#choose-new" }, "I have a ticket")),
    element("p", { class: "other" }, element("a", { href: "#log-in" }, "Back to log-in")),
  ];
}

/** @type {Screen} */
export async function chooseNew(app) {
  const { identifier } = app.typed;
  const rules = await app.service.rules(kindOf(identifier));
  return [
    element("h2", {}, "Choose a new pass code"),
    form({
      username: identifier,
      typed: app.typed,
      fields: [
        {
          name: "token",
          label: "Ticket",
          autocomplete: "one-time-code",
          class: "ticket",
          hint: "It is in the message that we sent you, and good for ten minutes.",
        },
        {
          name: "pass_code",
          label: "New pass code",
          type: "password",
          autocomplete: "new-password",
          rules: rules.pass_code,
        },
      ],
      submit: "Save",
      async send({ token, pass_code }) {
        await app.service.chooseNew(token, pass_code);
        delete app.typed.token;
        app.go("log-in", "Your new pass code is saved. Log in with it.");
      },
    }),
    element("p", { class: "other" }, element("a", { href: "#forgot" }, "Send me another ticket")),
  ];
}
