// The access tokens that belong to an account or a rewards participant.
import { action, element, growing, state } from "./elements.js";

/** `record` is how the service is told of either. */
export async function tokens(service, record, go) {
  const ask = (next) => service.tokensOf(record, next);
  const first = await ask();
  return element(
    "section",
    { class: "card" },
    element("h3", {}, "Access tokens"),
    first.items.length === 0
      ? element("p", { class: "lead" }, "None belongs to it.")
      : growing("Access tokens", first, (token) => row(token, go), ask),
  );
}

function row({ number, identifier, life_cycle_state }, go) {
  const button = action("", () => go.token(number));
  button.append(
    element("strong", {}, identifier ?? "Without an identifier"),
    state(life_cycle_state),
    element("span", { class: "more" }, number),
  );
  return element("li", {}, button);
}
