// The access tokens that belong to an account or a rewards participant.
import { element } from "../page/element.js";
import { action, growing, state } from "./elements.js";

/** @import { Go } from "./desk.js" */
/** @import { Token } from "./records.js" */
/** @import { RecordIdentifier, Service } from "./service.js" */

/** @param {Service} service @param {RecordIdentifier} record @param {Go} go */
export async function tokens(service, record, go) {
  /** @param {string | null} next */
  const ask = (next) => service.tokensOf(record, next);
  const first = await ask(null);
  return element(
    "section",
    { class: "card" },
    element("h3", {}, "Access tokens"),
    first.items.length === 0
      ? element("p", { class: "lead" }, "None belongs to it.")
      : growing("Access tokens", first, (token) => row(token, go), ask),
  );
}

/** @param {Token} token @param {Go} go */
function row({ number, identifier, life_cycle_state }, go) {
  const button = action("", () => go.token(number));
  button.append(
    element("strong", {}, identifier ?? "Without an identifier"),
    state(life_cycle_state),
    element("span", { class: "more" }, number),
  );
  return element("li", {}, button);
}
