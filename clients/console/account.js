// One account: who owns it, and its access tokens.
import { action, element, facts, state } from "./elements.js";
import { nameOf } from "./desk.js";

export async function account(service, number, opened) {
  const found = await service.account(number);
  const tokens = await service.tokensOf(found.id);
  const { account_owner: owner } = found;
  return [
    element(
      "section",
      { class: "card" },
      element("div", { class: "title" }, element("h2", {}, nameOf(found)), state(found.life_cycle_state)),
      facts([
        ["Number", found.number],
        ["Owner", owner.name],
        ["Born", born(owner.demographics?.date_of_birth)],
        ["Lives in", owner.demographics?.country_of_residence?.name],
      ]),
    ),
    element(
      "section",
      { class: "card" },
      element("h3", {}, "Access tokens"),
      tokens.data.length === 0
        ? element("p", { class: "lead" }, "None belongs to it.")
        : element("ul", { class: "hits", "aria-label": "Access tokens" }, tokens.data.map((token) => row(token, opened))),
    ),
  ];
}

function row({ number, identifier, life_cycle_state }, opened) {
  const button = action("", () => opened(number));
  button.append(
    element("strong", {}, identifier ?? "Without an identifier"),
    state(life_cycle_state),
    element("span", { class: "more" }, number),
  );
  return element("li", {}, button);
}

const born = (date) => date?.year && [date.day, date.month, date.year].filter(Boolean).join(".");
