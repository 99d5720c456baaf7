// A new access token: each field says its rules, which are those of the definition or of the kind that is chosen.
import { changing } from "../page/changing.js";
import { element } from "../page/element.js";
import { filled, form } from "../page/form.js";
import { count } from "../page/words.js";

/** @import { Schemas } from "../typescript/dist/index.js" */
/** @import { FieldOptions, Typed } from "../page/form.js" */
/** @import { Go } from "./desk.js" */
/** @import { RecordIdentifier, Rules, Service } from "./service.js" */

/** @typedef {{ name: string, record: RecordIdentifier }} TokenOwner what the token will belong to */

/** @param {Service} service @param {Go} go @param {TokenOwner} [owner] */
export async function create(service, go, owner) {
  /** @type {Typed} */
  const typed = {};
  /** @param {string} kind */
  const formFor = async (kind) => registration(service, go, await service.rules(kind), kind, owner, typed);
  const [kinds, standard] = await Promise.all([service.classifications(), formFor("")]);
  const { place, show } = changing(standard);
  const choice = element(
    "select",
    { id: "kind", on: { change: () => show(formFor(choice.value)) } },
    element("option", { value: "" }, "Standard"),
    ...kinds.map(({ id, name }) => element("option", { value: id }, name)),
  );
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

/**
 * @param {Service} service
 * @param {Go} go
 * @param {Rules} rules
 * @param {string} kind the id of a classification, or nothing
 * @param {TokenOwner | undefined} owner
 * @param {Typed} typed
 */
function registration(service, go, { identifier, pass_code, verification }, kind, owner, typed) {
  const isVerified = needsCode(verification, owner);
  /** @type {FieldOptions<"identifier" | "pass_code">[]} */
  const fields = [];
  if (identifier.creation === "NONE")
    fields.push({ name: "identifier", label: "Identifier", hint: rulesOfIdentifier(identifier) });
  if (pass_code.creation === "NONE")
    fields.push({
      name: "pass_code",
      label: "Pass code",
      type: "password",
      autocomplete: "new-password",
      isOptional: isVerified,
      hint: rulesOfPassCode(pass_code, isVerified),
    });
  return form({
    typed,
    fields,
    submit: "Create",
    blames: { IDENTIFIER_TAKEN: "identifier" },
    async send(values) {
      const classified = kind !== "" && { classification_identifier: { id: kind } };
      const { number, isNew } = await service.create({ ...filled(values), ...classified, ...owner?.record });
      if (!number) return NOTHING_MADE;
      const made = isVerified ? "It is made. A code was asked for." : "It is made.";
      await go.token(number, isNew ? made : "There was one with this identifier already. Here it is.");
      return undefined;
    },
  });
}

const NOTHING_MADE =
  "Nothing was made: no code may go to this address yet, for one went there a moment ago, or too many did. " +
  "Try again later.";

/** @param {Schemas["VerificationRulesAnswer"]} verification @param {TokenOwner | undefined} owner */
function needsCode({ required }, owner) {
  const isOfParticipant = owner !== undefined && "rewards_participant_identifier" in owner.record;
  return required === "ALWAYS" || (required === "REWARDS_PARTICIPANTS" && isOfParticipant);
}

const FORMATS = {
  EMAIL: "An e-mail address.",
  PHONE: "A mobile number, with its country: +357 99 123456.",
  NUMBER: "Digits.",
  FREE_TEXT: "Any text.",
};

/** @param {Rules["identifier"]} rules */
function rulesOfIdentifier({ format, minimum, maximum_length, countries }) {
  const served = countries && `Phone numbers are of ${countries.join(", ")}.`;
  return sentences(FORMATS[format], atLeast(minimum), atMost(maximum_length), served);
}

/** @param {Rules["pass_code"]} rules @param {boolean} mayWait whether the customer may choose it later */
function rulesOfPassCode({ minimum, maximum_length, refused }, mayWait) {
  const guessed = refused.length > 0 && "Not a common one, a row of keys, or the identifier.";
  const chosen = mayWait && "The customer may choose it: leave it out then.";
  return sentences(atLeast(minimum), atMost(maximum_length), guessed, chosen);
}

/** @param {Schemas["Minimums"]} minimum */
function atLeast({ length, letters, digits, specials }) {
  const said = [
    length > 1 && count(length, "character"),
    letters > 0 && count(letters, "letter"),
    digits > 0 && count(digits, "digit"),
    specials > 0 && count(specials, "special character"),
  ].filter(Boolean);
  return said.length > 0 && `At least ${said.join(", ")}.`;
}

/** @param {number} length */
const atMost = (length) => `${count(length, "character")} at most.`;

/** @param {(string | false | null)[]} said */
const sentences = (...said) => said.filter(Boolean).join(" ");
