// Logs a customer in. It always offers both ways out, whatever was wrong: the service does not say which.
import { element } from "../elements.js";
import { form } from "../form.js";
import { whoAndPassCode } from "./register.js";

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
