// A new access token: each field says its rules, which are those of the definition or of the kind that is chosen.
import { element, whatWentWrong } from "./elements.js";
import { form } from "./form.js";

/** `owner` is the account or the rewards participant that it will belong to: its name, and how the service is told. */
export async function create(service, go, owner = null) {
  const kinds = await service.classifications();
  const [typed, place] = [{}, element("div", {})];
  const choose = async (id) => registration(service, go, await service.rules(id), id, owner, typed);
  place.append(await choose(""));
  const choice = element(
    "select",
    { id: "kind", on: { change } },
    element("option", { value: "" }, "Standard"),
    kinds.map(({ id, name }) => element("option", { value: id }, name)),
  );
  let latest = 0;
  /** No form stands under the name of another kind, be its rules slow or not to be had. */
  async function change() {
    const mine = ++latest;
    place.replaceChildren();
    const noForm = (error) => element("p", { class: "wrong", role: "alert" }, whatWentWrong(error));
    const made = await choose(choice.value).catch(noForm);
    if (mine === latest) place.replaceChildren(made);
  }
  return [
    element(
      "section",
      { class: "card" },
      element("h2", {}, "New access token"),
      owner && element("p", { class: "lead" }, `It will belong to ${owner.name}.`),
      kinds.length > 0 && element("div", { class: "field" }, element("label", { for: "kind" }, "Kind"), choice),
      place,
    ),
  ];
}

function registration(service, go, { identifier, pass_code, verification }, classification, owner, typed) {
  const isGenerated = identifier.creation !== "NONE";
  const isVerified = needsCode(verification, owner);
  const given = { name: "identifier", label: "Identifier", hint: ofIdentifier(identifier) };
  const chosen = {
    name: "pass_code",
    label: "Pass code",
    type: "password",
    autocomplete: "new-password",
    optional: isVerified,
    hint: ofPassCode(pass_code, isVerified),
  };
  return form({
    typed,
    fields: [!isGenerated && given, pass_code.creation === "NONE" && chosen].filter(Boolean),
    submit: "Create",
    blames: { IDENTIFIER_TAKEN: "identifier" },
    async send(fields) {
      const classified = classification && { classification_identifier: { id: classification } };
      const { number, isNew } = await service.create({ ...fields, ...classified, ...owner?.record });
      if (!number) return NOTHING_MADE;
      const made = isVerified ? "It is made. A code was asked for." : "It is made.";
      await go.token(number, isNew ? made : "There was one with this identifier already. Here it is.");
    },
  });
}

const NOTHING_MADE =
  "Nothing was made: no code may go to this address yet, for one went there a moment ago, or too many did. Try again later.";

function needsCode({ required }, owner) {
  const isOfParticipant = Boolean(owner?.record.rewards_participant_identifier);
  return required === "ALWAYS" || (required === "REWARDS_PARTICIPANTS" && isOfParticipant);
}

const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

const FORMATS = {
  EMAIL: "An e-mail address.",
  PHONE: "A mobile number, with its country: +357 99 123456.",
  NUMBER: "Digits.",
  FREE_TEXT: "Any text.",
};

function ofIdentifier({ format, minimum, maximum_length, countries }) {
  const served = countries && `Phone numbers are of ${countries.join(", ")}.`;
  return [FORMATS[format], leasts(minimum), `${count(maximum_length, "character")} at most.`, served].filter(Boolean).join(" ");
}

function ofPassCode({ minimum, maximum_length, refused }, mayWait) {
  const guessed = refused.length > 0 && "Not a common one, a row of keys, or the identifier.";
  const chosen = mayWait && "The customer may choose it: leave it out then.";
  return [leasts(minimum), `${count(maximum_length, "character")} at most.`, guessed, chosen].filter(Boolean).join(" ");
}

function leasts(minimum) {
  const things = { length: "character", letters: "letter", digits: "digit", specials: "special character" };
  const said = Object.entries(things).filter(([name]) => minimum[name] > (name === "length" ? 1 : 0)).map(([name, thing]) => count(minimum[name], thing));
  return said.length > 0 && `At least ${said.join(", ")}.`;
}
