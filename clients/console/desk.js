// The desk: what is looked for and found on one side, the one that was chosen on the other.
import { latestOnly } from "../page/asking.js";
import { element, say } from "../page/element.js";
import { form } from "../page/form.js";
import { account } from "./account.js";
import { create } from "./create.js";
import { createAccount } from "./create_account.js";
import { customer } from "./customer.js";
import { action, growing, state } from "./elements.js";
import { participant } from "./participant.js";
import { accountOf, nameOf } from "./records.js";

/** @import { TokenOwner } from "./create.js" */
/** @import { Token } from "./records.js" */
/** @import { Hit, Kind, Service } from "./service.js" */

/**
 * Where the parts of the console lead to. What was done is said as `news`, above what it was done with.
 *
 * @typedef {object} Go
 * @property {(number: string, news?: string) => Promise<void>} token
 * @property {(number: string, news?: string) => Promise<void>} account
 * @property {(number: string, news?: string) => Promise<void>} participant
 * @property {(owner?: TokenOwner) => Promise<void>} newToken
 * @property {(token?: Token) => Promise<void>} newAccount
 */

/**
 * Shows one record.
 *
 * @typedef {(service: Service, number: string, go: Go, news: string) => Promise<HTMLElement[]>} Part
 */

/** @typedef {[by: Kind, next: string | null]} Asked a kind, and which part of its hits */

/** @param {Service} service */
export function desk(service) {
  const hits = element("div", { class: "stack", hidden: true });
  const shown = element("div", {}, element("p", { class: "nobody" }, "What you find or make is shown here."));
  const search = form({
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
  });

  /** @type {Go} */
  const go = {
    token: (number, news = "") => show(customer(service, number, go, news), number, news),
    account: (number, news = "") => show(account(service, number, go, news), number, news),
    participant: (number, news = "") => show(participant(service, number, go, news), number, news),
    newToken: (owner) => show(create(service, go, owner)),
    newAccount: (token) => show(createAccount(service, go, token)),
  };

  /** @param {string} text */
  async function find(text) {
    /** @param {Asked[]} asked */
    const ask = (asked) => part(text, asked);
    const first = await ask(kindsOf(text).map((by) => [by, null]));
    const { items, next } = first;
    hits.hidden = false;
    hits.replaceChildren(
      ...(items.length === 0 ? [element("p", { class: "lead" }, "Nobody found.")] : growing("Found", first, row, ask)),
    );
    say(items.length === 0 ? "Nobody found." : `${items.length} found${next ? ", and there are more" : ""}.`);
    const [only, another] = items;
    if (only && !another) await openHit(only);
  }

  /**
   * What is found by each kind, with the `next` of those of which there is more.
   *
   * @param {string} text
   * @param {Asked[]} asked
   */
  async function part(text, asked) {
    const found = await Promise.all(asked.map(async ([by, next]) => ({ by, ...(await service.find(by, text, next)) })));
    /** @type {Asked[]} */
    const next = found.filter(({ next }) => next !== null).map(({ by, next }) => [by, next]);
    return { items: found.flatMap(({ data }) => data), next: next.length > 0 ? next : null };
  }

  /** One of the three is there. @param {Hit} hit */
  function row({ access_token: token, accounts_receivable: account, rewards_participant: participant }) {
    const owner = token ? accountOf(token) : (account ?? participant?.accounts_receivable ?? null);
    const ownerName = owner && nameOf(owner);
    return element(
      "li",
      {},
      token && hitButton(token, go.token, token.identifier ?? "Without an identifier", ownerName),
      account && hitButton(account, go.account, ownerName),
      participant && hitButton(participant, go.participant, ownerName),
    );
  }

  /** One of the three is there. @param {Hit} hit */
  async function openHit({ access_token, accounts_receivable, rewards_participant }) {
    if (access_token) await go.token(access_token.number);
    if (accounts_receivable) await go.account(accounts_receivable.number);
    if (rewards_participant) await go.participant(rewards_participant.number);
  }

  const begin = latestOnly();
  /**
   * Shows a part when it is there, unless another one was asked for since.
   *
   * @param {Promise<HTMLElement[]>} asked
   * @param {string} [number]
   * @param {string} [news]
   */
  async function show(asked, number = "", news = "") {
    const isLatest = begin();
    const part = await asked;
    if (!isLatest()) return;
    shown.replaceChildren(...part);
    markHit(number);
    if (news) say(news);
    const title = shown.querySelector("h2");
    if (title === null) return;
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    // Where one stands below the other, a reader has to be brought there.
    if (title.getBoundingClientRect().top > innerHeight / 3) title.scrollIntoView({ block: "start" });
  }

  /** Marks the one that is shown among what was found, which says how it is now, too. @param {string} number */
  function markHit(number) {
    const now = shown.querySelector(".title .state");
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = hits.querySelectorAll("[data-number]");
    for (const button of buttons) {
      const isShown = button.dataset.number === number;
      button.setAttribute("aria-current", String(isShown));
      if (isShown && now) button.querySelector(".state")?.replaceWith(now.cloneNode(true));
    }
  }

  return element(
    "div",
    { class: "desk" },
    element(
      "div",
      {},
      element("section", { class: "card", "aria-label": "Find a customer" }, search, hits),
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
}

/**
 * @param {{ number: string, life_cycle_state: string }} record
 * @param {(number: string) => Promise<void>} open
 * @param {string | null} name
 * @param {string | null} [owner]
 */
function hitButton({ number, life_cycle_state }, open, name, owner) {
  const button = action("", () => open(number));
  button.dataset.number = number;
  button.append(
    element("strong", {}, name),
    state(life_cycle_state),
    element("span", { class: "more" }, [number, owner].filter(Boolean).join(" · ")),
  );
  return button;
}

/** By what a text may be meant to find. @param {string} text @returns {Kind[]} */
function kindsOf(text) {
  if (/^(act|acr|rwp)\d+$/i.test(text)) return ["NUMBER"];
  if (/[@+]/.test(text)) return ["IDENTIFIER"];
  return ["NAME", "IDENTIFIER"];
}
