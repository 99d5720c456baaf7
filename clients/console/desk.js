// The desk: what is looked for and found on one side, the one that was chosen on the other.
import { action, element, growing, say, state } from "./elements.js";
import { account } from "./account.js";
import { create } from "./create.js";
import { createAccount } from "./create_account.js";
import { customer } from "./customer.js";
import { form } from "./form.js";
import { participant } from "./participant.js";

export function desk(service) {
  const hits = element("div", { class: "stack", hidden: true });
  const shown = element("div", {}, element("p", { class: "nobody" }, "What you find or make is shown here."));
  const screen = element(
    "div",
    { class: "desk" },
    element(
      "div",
      {},
      element(
        "section",
        { class: "card", "aria-label": "Find a customer" },
        form({
          fields: [
            {
              name: "text",
              label: "Find a customer",
              type: "search",
              hint: "An address or a phone number, a name, or a number such as ACT0123456789.",
            },
          ],
          submit: "Find",
          send: ({ text }) => find(text),
        }),
        hits,
      ),
      service.may("write") &&
        element(
          "section",
          { class: "card buttons", "aria-label": "Make" },
          action("New access token", () => go.newToken()),
          action("New account", () => go.newAccount()),
        ),
    ),
    shown,
  );

  /** Where the parts of the console lead to. What was done is said as `news`, above what it was done with. */
  const go = {
    token: (number, news) => show(customer(service, number, go, news), number, news),
    account: (number, news) => show(account(service, number, go, news), number, news),
    participant: (number, news) => show(participant(service, number, go, news), number, news),
    newToken: (owner) => show(create(service, go, owner)),
    newAccount: (token) => show(createAccount(service, go, token)),
  };

  async function find(text) {
    const ask = (asked) => part(text, asked);
    const first = await ask(kindsOf(text).map((by) => [by]));
    const { items, next } = first;
    hits.hidden = false;
    hits.replaceChildren(
      ...(items.length === 0 ? [element("p", { class: "lead" }, "Nobody found.")] : growing("Found", first, row, ask)),
    );
    say(items.length === 0 ? "Nobody found." : `${items.length} found${next ? ", and there are more" : ""}.`);
    if (items.length === 1) await openHit(items[0]);
  }

  /** What is found by each kind, with the `next` of those of which there is more. */
  async function part(text, asked) {
    const found = await Promise.all(asked.map(([by, next]) => service.find(by, text, next)));
    const next = asked.map(([by], index) => [by, found[index].next]).filter(([, next]) => next);
    return { items: found.flatMap(({ data }) => data), next: next.length > 0 ? next : null };
  }

  function row(hit) {
    const of = hit.access_token ?? hit.accounts_receivable ?? hit.rewards_participant;
    const owner = hit.access_token ? accountOf(hit.access_token) : (hit.accounts_receivable ?? of.accounts_receivable);
    const name = hit.access_token ? (of.identifier ?? "Without an identifier") : nameOf(owner);
    const more = [of.number, hit.access_token && owner && nameOf(owner)].filter(Boolean).join(" · ");
    const button = action("", () => openHit(hit));
    button.dataset.number = of.number;
    button.append(element("strong", {}, name), state(of.life_cycle_state), element("span", { class: "more" }, more));
    return element("li", {}, button);
  }

  function openHit({ access_token, accounts_receivable, rewards_participant }) {
    if (access_token) return go.token(access_token.number);
    if (accounts_receivable) return go.account(accounts_receivable.number);
    return go.participant(rewards_participant.number);
  }

  let latest = 0;
  /** Shows a part when it is there, unless another one was asked for since. */
  async function show(asked, number = null, news = null) {
    const mine = ++latest;
    const part = await asked;
    if (mine !== latest) return;
    shown.replaceChildren(...part);
    for (const button of hits.querySelectorAll("[data-number]"))
      button.setAttribute("aria-current", String(button.dataset.number === number));
    // What was found says how it is now, too.
    const now = shown.querySelector(".title .state");
    if (now) hits.querySelector(`[data-number="${number}"] .state`)?.replaceWith(now.cloneNode(true));
    if (news) say(news);
    const title = shown.querySelector("h2");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    // Where one stands below the other, a reader has to be brought there.
    if (title.getBoundingClientRect().top > innerHeight / 3) title.scrollIntoView({ block: "start" });
  }
  return screen;
}

/** By what a text may be meant to find. */
function kindsOf(text) {
  if (/^(act|acr|rwp)\d+$/i.test(text)) return ["NUMBER"];
  if (/[@+]/.test(text)) return ["IDENTIFIER"];
  return ["NAME", "IDENTIFIER"];
}

/** The account behind an access token, its own or its rewards participant's. */
export const accountOf = (token) => token.accounts_receivable ?? token.rewards_participant?.accounts_receivable ?? null;

/** What an account is called: where it has no name of its own, after who owns it. */
export const nameOf = ({ name, number, account_owner }) => (name === number ? account_owner.name : name);
