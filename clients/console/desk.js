// The desk: what is looked for and found on one side, the one that was chosen on the other.
import { action, element, say, state } from "./elements.js";
import { account } from "./account.js";
import { create } from "./create.js";
import { customer } from "./customer.js";
import { form } from "./form.js";

export function desk(service) {
  const hits = element("div", {});
  const shown = element("div", { "aria-live": "off" });
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
          "div",
          { class: "card" },
          action("New access token", async () => show(await create(service, opened))),
        ),
    ),
    shown,
  );

  async function find(text) {
    const kinds = kindsOf(text);
    const found = await Promise.all(kinds.map((by) => service.find(by, text)));
    const all = found.flatMap(({ data }) => data);
    const nexts = kinds.map((by, index) => [by, found[index].next]).filter(([, next]) => next);
    list(text, all, nexts);
    say(all.length === 0 ? "Nobody found." : `${all.length} found.`);
    if (all.length === 1) await openHit(all[0]);
  }

  function list(text, all, nexts) {
    const more = async () => {
      const parts = await Promise.all(nexts.map(([by, next]) => service.find(by, text, next)));
      const left = nexts.map(([by], index) => [by, parts[index].next]).filter(([, next]) => next);
      list(text, [...all, ...parts.flatMap(({ data }) => data)], left);
    };
    hits.replaceChildren(
      all.length === 0
        ? element("p", { class: "lead" }, "Nobody found.")
        : element("ul", { class: "hits", "aria-label": "Found" }, all.map(row)),
      nexts.length > 0 ? action("More", more) : "",
    );
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

  async function openHit({ access_token, accounts_receivable, rewards_participant }) {
    const { number } = access_token ?? accounts_receivable ?? rewards_participant;
    for (const button of hits.querySelectorAll("[data-number]"))
      button.setAttribute("aria-current", String(button.dataset.number === number));
    if (access_token) return opened(access_token.number);
    return openAccount((accounts_receivable ?? rewards_participant.accounts_receivable).number);
  }

  /** Shows an access token as it is now; `news` is said above it. */
  async function opened(number, news = null) {
    show(await customer(service, number, { opened, openAccount }, news));
    // What was found says how it is now, too.
    const now = shown.querySelector(".title .state");
    if (now) hits.querySelector(`[data-number="${number}"] .state`)?.replaceWith(now.cloneNode(true));
    if (news) say(news);
  }

  async function openAccount(number) {
    show(await account(service, number, opened));
  }

  function show(part) {
    shown.replaceChildren(...part);
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
