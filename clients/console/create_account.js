// A new account: each field says its rules. It may be for a customer who has an access token already.
import { element } from "./elements.js";
import { form } from "./form.js";

const OWNERS = {
  PERSON: [
    { name: "first_name", label: "First name", optional: true, hint: "100 characters at most." },
    { name: "last_name", label: "Last name", hint: "100 characters at most." },
  ],
  COMPANY: [{ name: "company_name", label: "Company name", hint: "255 characters at most." }],
};

const NAME = {
  name: "name",
  label: "Name of the account",
  optional: true,
  hint: "100 characters at most, and no other account is called so. Without one it is called by its number.",
};

const REFUSALS = {
  AT_LEAST_ONE_ACCESS_TOKEN:
    "Here an account has an access token from its beginning: find the customer’s, or make one, and make the account there.",
};

/** `token` is the access token that it is for. */
export async function createAccount(service, go, token = null) {
  const [typed, place] = [{}, element("div", {})];
  const choose = (type) => place.replaceChildren(owner(service, go, type, token, typed));
  choose("PERSON");
  const choice = element(
    "select",
    { id: "type", on: { change: () => choose(choice.value) } },
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

function owner(service, go, type, token, typed) {
  const identifier = token?.identifier ?? "";
  return form({
    typed,
    fields: [
      ...OWNERS[type],
      {
        name: "email",
        label: "E-mail address",
        inputmode: "email",
        optional: true,
        value: identifier.includes("@") ? identifier : "",
        hint: "Where e-mails to this customer go.",
      },
      {
        name: "phone",
        label: "Phone number",
        inputmode: "tel",
        optional: true,
        value: identifier.startsWith("+") ? identifier : "",
        hint: "Where text messages to this customer go. With its country: +357 99 123456.",
      },
      NAME,
    ],
    submit: "Create",
    refusals: REFUSALS,
    blames: { NAME_TAKEN: "name" },
    async send({ name, ...details }) {
      const access_tokens = token && [{ action: "ADD_EXISTING", access_token_identifier: { number: token.number } }];
      const made = await service.createAccount({ name, account_owner: { type, ...details }, access_tokens });
      await go.account(made, "It is made.");
    },
  });
}
