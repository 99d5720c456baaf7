// Takes the code that was sent to a customer who registered, and logs them in.
import { address, element } from "../../page/element.js";
import { action, form } from "../form.js";
import { kindOf } from "../rules.js";
import { whoAndPassCode } from "./log_in.js";

/** @import { App, Screen } from "../main.js" */

/** @type {Screen} */
export async function code(app) {
  const { identifier, pass_code } = app.typed;
  const { verification } = await app.service.rules(kindOf(identifier));
  const who = identifier && pass_code ? { identifier, pass_code } : null;
  return [
    element("h2", {}, "Enter your code"),
    element(
      "p",
      { class: "lead" },
      who
        ? ["We sent it to ", element("strong", {}, address(who.identifier)), "."]
        : "It is in the message that we sent you.",
    ),
    form({
      typed: app.typed,
      fields: [
        ...(who ? [] : whoAndPassCode()),
        {
          name: "verification_code",
          label: `Code of ${verification.code_length} digits`,
          autocomplete: "one-time-code",
          inputmode: "numeric",
          maxlength: "16",
          class: "code",
          hint: `Good for ${verification.code_life_minutes} minutes.`,
        },
      ],
      submit: "Continue",
      refusals: {
        LOG_IN_REFUSED: "That code did not match. Look at the message again, or have it sent once more.",
      },
      async send(values) {
        const verification_code = values.verification_code.replace(/\s/g, "");
        await app.service.logIn({ ...values, ...who, verification_code });
        app.typed = {};
        app.go("home", "Welcome! Your account is ready.");
      },
    }),
    resend(app, verification.resend_pause_seconds),
    element("p", { class: "other" }, element("a", { href: "#register" }, "Back")),
  ];
}

/**
 * The service says nothing when it is asked too early, and sends nothing: so the app says how long the pause is.
 *
 * @param {App} app
 * @param {number} pause in seconds
 */
function resend(app, pause) {
  const said = element("p", { class: "hint", role: "status" });
  const button = action("Send the code again", async () => {
    const { identifier } = app.typed;
    if (identifier) await app.service.resend(identifier);
    said.textContent = identifier
      ? `If the last one is ${pause} seconds old, another is on its way to ${identifier}.`
      : "First say where it was sent.";
  });
  return element("div", { class: "again" }, button, said);
}
