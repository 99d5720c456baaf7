// One rewards participant: the account that owns it, and its access tokens.
import { element, facts } from "../page/element.js";
import { action, gone, link, state } from "./elements.js";
import { nameOf } from "./records.js";
import { tokens } from "./tokens.js";

/** @import { Part } from "./desk.js" */

/** @type {Part} */
export async function participant(service, number, go, news) {
  const found = await service.participant(number);
  if (!found) return gone();
  const { id, life_cycle_state, accounts_receivable: owner } = found;
  const record = { rewards_participant_identifier: { id } };
  const toOwner = owner && link(`${nameOf(owner)}, ${owner.number}`, () => go.account(owner.number));
  return [
    element(
      "section",
      { class: "card" },
      element("div", { class: "title" }, element("h2", {}, `Rewards participant ${number}`), state(life_cycle_state)),
      news && element("p", { class: "news" }, news),
      facts([["Account", toOwner]]),
      life_cycle_state === "EFFECTIVE" &&
        service.may("write") &&
        element(
          "div",
          { class: "buttons" },
          action("Add an access token", () => go.newToken({ name: number, record })),
        ),
    ),
    await tokens(service, record, go),
  ];
}
