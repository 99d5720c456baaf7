// One access token: what is known of its customer, what was sent, where they are logged in, and what can be done.
import { showDate, showUse } from "../page/dates.js";
import { address, element, facts } from "../page/element.js";
import { form } from "../page/form.js";
import { action, gone, link, state, sure } from "./elements.js";
import { accountOf, nameOf } from "./records.js";

/** @import { Schemas } from "../typescript/dist/index.js" */
/** @import { Go, Part } from "./desk.js" */
/** @import { Token } from "./records.js" */
/** @import { Service } from "./service.js" */

/** @type {Part} */
export async function customer(service, number, go, news) {
  const token = await service.token(number);
  if (!token) return gone();
  const [messages, sessions] = await Promise.all([service.messages(number), service.sessions(number)]);
  const title = element("h2", {}, address(token.identifier ?? number));
  const endAll = action("End all", async () => {
    await service.endSessions(number);
    await go.token(number, "All sessions are ended.");
  });
  return [
    element(
      "section",
      { class: "card" },
      element("div", { class: "title" }, title, state(token.life_cycle_state)),
      news && element("p", { class: "news" }, news),
      whatIsKnown(token, go),
      service.may("write") && whatCanBeDone(service, token, go),
    ),
    section("Messages", messages.map(messageRow), "Nothing was sent in the last month."),
    section(
      "Sessions",
      sessions.map((session) => sessionRow(service, token, session, go)),
      "Logged in nowhere.",
      sessions.length > 0 && service.may("write") && endAll,
    ),
  ];
}

/** @param {Token} token @param {Go} go */
function whatIsKnown(token, go) {
  const { log_information: log, rewards_participant: participant } = token;
  const owner = accountOf(token);
  /** @param {string | null} when @param {Schemas["User"] | null} who */
  const by = (when, who) => when && [showDate(when), who?.username].filter(Boolean).join(", by ");
  return facts([
    ["Number", token.number],
    ["Kind", token.classification?.name],
    ["Account", owner && link(`${nameOf(owner)}, ${owner.number}`, () => go.account(owner.number))],
    ["Account's state", owner && state(owner.life_cycle_state)],
    ["Rewards participant", participant && link(participant.number, () => go.participant(participant.number))],
    ["Card", token.card_masked_number],
    ["Verified", by(token.verified_date, token.verified_by_user)],
    ["Created", by(log.created_date, log.created_by_user)],
    ["Changed", log.updated_date !== log.created_date && by(log.updated_date, log.updated_by_user)],
  ]);
}

/** @param {Service} service @param {Token} token @param {Go} go */
function whatCanBeDone(service, token, go) {
  switch (token.life_cycle_state) {
    case "PENDING_VERIFICATION":
      return whilePending(service, token, go);
    case "EFFECTIVE":
      return whileEffective(service, token, go);
    case "NOT_EFFECTIVE":
      return whileNotEffective(service, token, go);
  }
}

/** Without an identifier no code was sent. @param {Service} service @param {Token} token @param {Go} go */
function whilePending(service, token, go) {
  const { number, identifier } = token;
  if (identifier === null) return null;
  return element(
    "div",
    { class: "stack" },
    form({
      fields: [
        {
          name: "verification_code",
          label: "The code that the customer reads out",
          inputmode: "numeric",
          hint: "Who registered by themselves gets a ticket then, and chooses a new pass code.",
        },
      ],
      submit: "Verify",
      async send({ verification_code }) {
        const hasTicket = await service.verify({ ...token, identifier }, verification_code);
        const asked = hasTicket ? " A ticket for a new pass code was asked for." : "";
        await go.token(number, `It is verified.${asked}`);
      },
    }),
    element(
      "div",
      { class: "buttons" },
      action("Send the code again", async () => {
        await service.resendCode(identifier);
        await go.token(number, ASKED_FOR);
      }),
    ),
  );
}

/** @param {Service} service @param {Token} token @param {Go} go */
function whileEffective(service, token, go) {
  const { number, identifier } = token;
  const makeAccount = action("Make an account for it", () => go.newAccount(token));
  /** @param {string} identifier */
  const ticketFor = (identifier) =>
    action("Send a ticket for a new pass code", async () => {
      await service.sendTicket(identifier);
      await go.token(number, ASKED_FOR);
    });
  const end = action("Set as not effective", async () => {
    const question = `Nobody logs in as ${identifier ?? number} any more. Set it as not effective?`;
    if (!(await sure(question, "Set as not effective"))) return;
    await service.setNotEffective(number);
    await go.token(number, "It is not effective.");
  });
  const isOwned = accountOf(token) !== null;
  return element("div", { class: "buttons" }, !isOwned && makeAccount, identifier && ticketFor(identifier), end);
}

/** @param {Service} service @param {Token} token @param {Go} go */
function whileNotEffective(service, { number, identifier }, go) {
  const bringBack = action("Set as effective", async () => {
    await service.setEffective(number);
    await go.token(number, "It is effective.");
  });
  const erase = async () => {
    if (!(await sure(`${identifier ?? number} is erased for good. Erase it?`, "Erase"))) return;
    await service.erase(number);
    await go.token(number);
  };
  return element(
    "div",
    { class: "buttons" },
    bringBack,
    service.may("delete") && action("Erase", erase, "final"),
  );
}

/** Whoever asked too often is sent nothing, and the list of messages says so. */
const ASKED_FOR = "It was asked for. What became of it is said below.";

/**
 * @param {string} title
 * @param {HTMLElement[]} rows
 * @param {string} none what is said where there are no rows
 * @param {HTMLElement | false} [button]
 */
function section(title, rows, none, button = false) {
  return element(
    "section",
    { class: "card" },
    element("h3", {}, title),
    rows.length === 0
      ? element("p", { class: "lead" }, none)
      : element("ul", { class: "rows", "aria-label": title }, ...rows),
    button,
  );
}

/** @param {Schemas["ListedMessage"]} message */
function messageRow({ created_date, template, medium, to, state: become, reason }) {
  const more = [showDate(created_date), MEDIA.get(medium), reason && (WHY.get(reason) ?? reason)];
  return element(
    "li",
    {},
    element("span", {}, `${template}, to ${to}`),
    state(become),
    element("span", { class: "more" }, more.filter(Boolean).join(" · ")),
  );
}

const MEDIA = new Map([
  ["EMAIL", "e-mail"],
  ["SMS", "text message"],
  ["EXTERNAL", "another system"],
]);

/** Why a message was kept back. What a provider said is shown as it is. */
const WHY = new Map([
  ["PAUSE", "asked for too soon after the one before"],
  ["DESTINATION_BUDGET", "this address had all that it may get for now"],
  ["SOURCE_BUDGET", "this address had all that one place may have sent there for now"],
  ["COUNTRY_BUDGET", "phones of this country had all that they may get for now"],
  ["TOTAL_BUDGET", "all that may be sent in a day was sent"],
  ["SUPPRESSED", "mail to this address came back, or its reader complained"],
]);

/** @param {Service} service @param {Token} token @param {Schemas["ListedSession"]} session @param {Go} go */
function sessionRow(service, { number }, session, go) {
  const end = async () => {
    await service.endSession(number, session.id);
    await go.token(number, "The session is ended.");
  };
  return element(
    "li",
    {},
    element("span", {}, session.device_name ?? "A device without a name"),
    element("span", { class: "more" }, showUse(session)),
    service.may("write") && action("End", end),
  );
}
