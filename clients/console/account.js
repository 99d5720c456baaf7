// One account: who owns it, and its access tokens.
import { action, element, facts, state } from "./elements.js";
import { nameOf } from "./desk.js";
import { tokens } from "./tokens.js";

export async function account(service, number, go, news) {
  const found = await service.account(number);
  const record = { accounts_receivable_identifier: { id: found.id } };
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
      found.life_cycle_state === "ACTIVE" && service.may("write") && whatCanBeDone(service, found, record, go),
    ),
    await tokens(service, record, go),
  ];
}

function whatCanBeDone(service, found, record, go) {
  const participate = async () => go.participant(await service.createParticipant(found.id), "It is made.");
  return element(
    "div",
    { class: "buttons" },
    action("Add an access token", () => go.newToken({ name: nameOf(found), record })),
    action("Add a rewards participant", participate),
  );
}

const born = (date) => date?.year && [date.day, date.month, date.year].filter(Boolean).join(".");
