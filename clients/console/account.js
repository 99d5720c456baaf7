// One account: who owns it, and its access tokens.
import { element, facts } from "../page/element.js";
import { action, gone, state } from "./elements.js";
import { nameOf } from "./records.js";
import { tokens } from "./tokens.js";

/** @import { Schemas } from "../typescript/dist/index.js" */
/** @import { Go, Part } from "./desk.js" */
/** @import { Account } from "./records.js" */
/** @import { Service } from "./service.js" */

/** @type {Part} */
export async function account(service, number, go, news) {
  const found = await service.account(number);
  if (!found) return gone();
  const { account_owner: owner } = found;
  return [
    element(
      "section",
      { class: "card" },
      element("div", { class: "title" }, element("h2", {}, nameOf(found)), state(found.life_cycle_state)),
      news && element("p", { class: "news" }, news),
      facts([
        ["Number", found.number],
        ["Owner", owner.name],
        ["E-mail", owner.email],
        ["Phone", owner.phone],
        ["Born", born(owner.demographics?.date_of_birth)],
        ["Lives in", owner.demographics?.country_of_residence?.name],
      ]),
      found.life_cycle_state === "ACTIVE" && service.may("write") && whatCanBeDone(service, found, go),
    ),
    await tokens(service, identifierOf(found), go),
  ];
}

/** @param {Service} service @param {Account} found @param {Go} go */
function whatCanBeDone(service, found, go) {
  const participate = async () => go.participant(await service.createParticipant(found.id), "It is made.");
  return element(
    "div",
    { class: "buttons" },
    action("Add an access token", () => go.newToken({ name: nameOf(found), record: identifierOf(found) })),
    action("Add a rewards participant", participate),
  );
}

/** @param {Account} account */
const identifierOf = ({ id }) => ({ accounts_receivable_identifier: { id } });

/** As much of the date as is known. @param {Schemas["DemographicsAnswer"]["date_of_birth"] | undefined} date */
const born = (date) => (date?.year ? [date.day, date.month, date.year].filter(Boolean).join(".") : null);
