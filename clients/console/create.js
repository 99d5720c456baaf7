// A new access token: each field says its rules, which are those of the definition or of the kind that is chosen.
import { element } from "./elements.js";
import { form } from "./form.js";

export async function create(service, opened) {
  const kinds = await service.classifications();
  const place = element("div", {});
  const choose = async (id) => place.replaceChildren(registration(service, await service.rules(id), id, opened));
  await choose("");
  const choice = element(
    "select",
    { id: "kind", on: { change: () => choose(choice.value) } },
    element("option", { value: "" }, "Standard"),
    kinds.map(({ id, name }) => element("option", { value: id }, name)),
  );
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, "New access token"),
      kinds.length > 0 && element("div", { class: "field" }, element("label", { for: "kind" }, "Kind"), choice),
      place,
    ),
  ];
}

function registration(service, { identifier, pass_code, verification }, classification, opened) {
  const isChosen = pass_code.creation === "NONE";
  return form({
    fields: [
      { name: "identifier", label: "Identifier", hint: ofIdentifier(identifier) },
      ...(isChosen
        ? [{ name: "pass_code", label: "Pass code", type: "password", autocomplete: "new-password", optional: true, hint: ofPassCode(pass_code) }]
        : []),
    ],
    submit: "Create",
    async send(fields) {
      const classified = classification && { classification_identifier: { id: classification } };
      const made = await service.create({ ...fields, ...classified });
      await opened(made.number, verification.required === "NEVER" ? "It is made." : "It is made. A code was asked for.");
    },
  });
}

const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

const FORMATS = {
  EMAIL: "An e-mail address.",
  PHONE: "A mobile number, with its country: +357 99 123456.",
  NUMBER: "Digits.",
  FREE_TEXT: "Any text.",
};

function ofIdentifier({ format, minimum, maximum_length, countries }) {
  const served = countries && `Of ${countries.join(", ")}.`;
  return [FORMATS[format], leasts(minimum), `${count(maximum_length, "character")} at most.`, served].filter(Boolean).join(" ");
}

function ofPassCode({ minimum, maximum_length, refused }) {
  const guessed = refused.length > 0 && "Not a common one, a row of keys, or the identifier.";
  const may = "The customer may choose it: leave it out then.";
  return [leasts(minimum), `${count(maximum_length, "character")} at most.`, guessed, may].filter(Boolean).join(" ");
}

function leasts(minimum) {
  const things = { length: "character", letters: "letter", digits: "digit", specials: "special character" };
  const said = Object.entries(things).filter(([name]) => minimum[name] > (name === "length" ? 1 : 0)).map(([name, thing]) => count(minimum[name], thing));
  return said.length > 0 && `At least ${said.join(", ")}.`;
}
