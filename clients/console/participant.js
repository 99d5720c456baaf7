// One rewards participant: the account that owns it, and its access tokens.
import { action, element, facts, state } from "./elements.js";
import { nameOf } from "./desk.js";
import { tokens } from "./tokens.js";

export async function participant(service, number, go, news) {
  const { id, life_cycle_state, accounts_receivable: owner } = await service.participant(number);
  const record = { rewards_participant_identifier: { id } };
  return [
    element(
      "section",
      { class: "card" },
      element("div", { class: "title" }, element("h2", {}, `Rewards participant ${number}`), state(life_cycle_state)),
      news && element("p", { class: "news" }, news),
      facts([["Account", action(`${nameOf(owner)}, ${owner.number}`, () => go.account(owner.number), { kind: "link" })]]),
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
