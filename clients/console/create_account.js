// A new account: each field says its rules. It may be for a customer who has an access token already.
import { element } from "../page/element.js";
import { filled, form } from "../page/form.js";

/** @import { FieldOptions, Typed } from "../page/form.js" */
/** @import { Go } from "./desk.js" */
/** @import { Token } from "./records.js" */
/** @import { Service } from "./service.js" */

/** @typedef {"PERSON" | "COMPANY"} OwnerType */

/** @type {Record<OwnerType, FieldOptions<"first_name" | "last_name" | "company_name">[]>} */
const OWNERS = {
  PERSON: [
    { name: "first_name", label: "First name", isOptional: true, hint: "100 characters at most." },
    { name: "last_name", label: "Last name", hint: "100 characters at most." },
  ],
  COMPANY: [{ name: "company_name", label: "Company name", hint: "255 characters at most." }],
};

/** @type {FieldOptions<"name">} */
const NAME = {
  name: "name",
  label: "Name of the account",
  isOptional: true,
  hint: "100 characters at most, and no other account is called so. Without one it is called by its number.",
};

const REFUSALS = {
  AT_LEAST_ONE_ACCESS_TOKEN:
    "Here an account has an access token from its beginning: find the customer’s, or make one, and make the " +
    "account there.",
};

/** `token` is the access token that it is for. @param {Service} service @param {Go} go @param {Token} [token] */
export async function createAccount(service, go, token) {
  /** @type {Typed} */
  const typed = {};
  /** @param {OwnerType} type */
  const formFor = (type) => ownerForm(service, go, type, token, typed);
  const place = element("div", {}, formFor("PERSON"));
  const change = () => place.replaceChildren(formFor(choice.value === "COMPANY" ? "COMPANY" : "PERSON"));
  const choice = element(
    "select",
    { id: "type", on: { change } },
    element("option", { value: "PERSON" }, "A person"),
    element("option", { value: "COMPANY" }, "A company"),
  );
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, "New account"),
      token && element("p", { class: "lead" }, `For ${token.identifier ?? token.number}, which will belong to it.`),
      element("div", { class: "field" }, element("label", { for: "type" }, "Who owns it"), choice),
      place,
    ),
  ];
}

/**
 * @param {Service} service
 * @param {Go} go
 * @param {OwnerType} type
 * @param {Token | undefined} token
 * @param {Typed} typed
 */
function ownerForm(service, go, type, token, typed) {
  const identifier = token?.identifier ?? "";
  return form({
    typed,
    fields: [
      ...OWNERS[type],
      {
        name: "email",
        label: "E-mail address",
        inputmode: "email",
        isOptional: true,
        value: identifier.includes("@") ? identifier : "",
        hint: "Where e-mails to this customer go.",
      },
      {
        name: "phone",
        label: "Phone number",
        inputmode: "tel",
        isOptional: true,
        value: identifier.startsWith("+") ? identifier : "",
        hint: "Where text messages to this customer go. With its country: +357 99 123456.",
      },
      NAME,
    ],
    submit: "Create",
    refusals: REFUSALS,
    blames: { NAME_TAKEN: "name" },
    async send({ name, last_name, company_name, ...details }) {
      const called = type === "PERSON" ? { type, last_name } : { type, company_name };
      const account_owner = { ...called, ...filled(details) };
      const identifier = token && { access_token_identifier: { number: token.number } };
      const made = await service.createAccount({
        ...filled({ name }),
        account_owner,
        ...(identifier && { access_tokens: [{ action: "ADD_EXISTING", ...identifier }] }),
      });
      await go.account(made, "It is made.");
    },
  });
}
