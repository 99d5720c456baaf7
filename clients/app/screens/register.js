// Registers a customer, and takes the code that is sent then.
import { address, element } from "../elements.js";
import { action, form } from "../form.js";
import { kindOf } from "../rules.js";

const KINDS = { EMAIL: "E-mail", PHONE: "Text message" };
const IDENTIFIERS = {
  EMAIL: {
    label: "E-mail address",
    type: "email",
    autocomplete: "username",
    inputmode: "email",
    placeholder: "ada@example.com",
  },
  PHONE: {
    label: "Mobile number",
    type: "tel",
    autocomplete: "username",
    inputmode: "tel",
    placeholder: "+357 99 123456",
  },
};

export async function register(app) {
  const place = element("div", {}, await registration(app));
  const choose = async (kind) => {
    app.kind = kind;
    // An address is no phone number: what was typed stays with its own kind.
    [app.typed.identifier, app.typed.other] = [app.typed.other, app.typed.identifier];
    place.replaceChildren(await registration(app));
  };
  return [
    element("h2", {}, "Create your account"),
    kinds(app.kind, choose),
    place,
    element("p", { class: "other" }, "Already with us? ", element("a", { href: "#log-in" }, "Log in")),
    element("p", { class: "other" }, element("a", { href: "#code" }, "I have a code")),
  ];
}

/** Where the code shall be sent: two kinds of customers, by the definition's classifications. */
function kinds(chosen, choose) {
  const radio = ([kind, label]) =>
    element(
      "label",
      {},
      element("input", { type: "radio", name: "kind", checked: kind === chosen, on: { change: () => choose(kind) } }),
      element("span", {}, label),
    );
  return element("fieldset", { class: "kinds" }, element("legend", {}, "Send me a code by"), Object.entries(KINDS).map(radio));
}

async function registration(app) {
  const rules = await app.service.rules(app.kind);
  return form({
    typed: app.typed,
    fields: [
      { name: "identifier", ...IDENTIFIERS[app.kind] },
      { name: "pass_code", label: "Pass code", type: "password", autocomplete: "new-password", rules: rules.pass_code },
    ],
    submit: "Create account",
    async send(values) {
      await app.service.register(app.kind, values);
      app.go("code");
    },
  });
}

export async function code(app) {
  const { identifier, pass_code } = app.typed;
  const { verification } = await app.service.rules(kindOf(identifier));
  const known = Boolean(identifier && pass_code);
  const asked = known ? [] : whoAndPassCode();
  return [
    element("h2", {}, "Enter your code"),
    element(
      "p",
      { class: "lead" },
      known ? ["We sent it to ", element("strong", {}, address(identifier)), "."] : "It is in the message that we sent you.",
    ),
    form({
      typed: app.typed,
      fields: [
        ...asked,
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
        await app.service.logIn({ identifier, pass_code, ...values, verification_code });
        app.typed = {};
        app.go("home", "Welcome! Your account is ready.");
      },
    }),
    resend(app, verification.resend_pause_seconds),
    element("p", { class: "other" }, element("a", { href: "#register" }, "Back")),
  ];
}

export function whoAndPassCode() {
  return [
    { name: "identifier", label: "E-mail address or mobile number", autocomplete: "username", inputmode: "email" },
    { name: "pass_code", label: "Pass code", type: "password", autocomplete: "current-password" },
  ];
}

/** The service says nothing when it is asked too early, and sends nothing: so the app says how long the pause is. */
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
