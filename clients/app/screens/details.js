// A customer's own details: what we call them, their account if there is one, and the pass code.
import { address, element, facts } from "../../page/element.js";
import { form } from "../form.js";
import { kindOf } from "../rules.js";

/** @import { App, Screen } from "../main.js" */
/** @import { PassCodeRules } from "../rules.js" */
/** @import { Me, Owner } from "../service.js" */

/** @type {Screen} */
export async function details(app) {
  const me = await app.service.me();
  const rules = await app.service.rules(kindOf(me.identifier));
  return [
    element("h2", {}, "Personal details"),
    facts([
      ["Logs in with", address(me.identifier)],
      ["Number", me.number],
      ["Account", me.account?.number ?? "none yet: our back office makes one"],
    ]),
    element("h3", {}, "Name"),
    me.account?.account_owner ? owner(app, me.account.account_owner) : nickname(app, me),
    element("h3", {}, "Pass code"),
    passCode(app, me, rules.pass_code),
    element("p", { class: "other" }, element("a", { href: "#home" }, "Back")),
  ];
}

/**
 * Without an account there is no name: the app keeps one in a field of its own, as the definition allows.
 *
 * @param {App} app
 * @param {Me} me
 */
function nickname(app, me) {
  return form({
    fields: [
      {
        name: "udf_string_1",
        label: "What shall we call you?",
        autocomplete: "given-name",
        value: me.udf_string_1,
        isOptional: true,
      },
    ],
    submit: "Save name",
    async send({ udf_string_1 }) {
      await app.service.update({ udf_string_1: udf_string_1 || null });
      app.go("details", "Your name is saved.");
    },
  });
}

/** @param {App} app @param {Owner} account_owner */
function owner(app, account_owner) {
  return form({
    fields: [
      { name: "first_name", label: "First name", autocomplete: "given-name", value: account_owner.first_name },
      { name: "last_name", label: "Last name", autocomplete: "family-name", value: account_owner.last_name },
    ],
    submit: "Save name",
    async send(names) {
      await app.service.updateOwner(names);
      app.go("details", "Your name is saved.");
    },
  });
}

/** @param {App} app @param {Me} me @param {PassCodeRules} rules */
function passCode(app, me, rules) {
  return form({
    username: me.identifier,
    fields: [
      {
        name: "current_pass_code",
        label: "Pass code of now",
        type: "password",
        autocomplete: "current-password",
      },
      {
        name: "pass_code",
        label: "New pass code",
        type: "password",
        autocomplete: "new-password",
        rules,
      },
    ],
    submit: "Change pass code",
    async send({ current_pass_code, pass_code }) {
      await app.service.changePassCode(current_pass_code, pass_code);
      app.go("details", "Your pass code is changed. All other devices are logged out.");
    },
  });
}
