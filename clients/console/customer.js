// One access token: what is known of its customer, what was sent, where they are logged in, and what can be done.
import { action, address, element, facts, showDate, state, sure } from "./elements.js";
import { accountOf, nameOf } from "./desk.js";
import { form } from "./form.js";

export async function customer(service, number, go, news) {
  const token = await service.token(number);
  if (!token) return [element("section", { class: "card" }, element("h2", {}, "It is gone"))];
  const [messages, sessions] = await Promise.all([service.messages(number), service.sessions(number)]);
  return [
    element(
      "section",
      { class: "card" },
      element("div", { class: "title" }, element("h2", {}, address(token.identifier ?? token.number)), state(token.life_cycle_state)),
      news && element("p", { class: "news" }, news),
      known(token, go),
      service.may("write") && whatCanBeDone(service, token, go),
    ),
    section("Messages", messages, messageRow, "Nothing was sent in the last month."),
    section("Sessions", sessions, sessionRow(service, token, go), "Logged in nowhere.", [
      sessions.length > 0 &&
        service.may("write") &&
        action("End all", async () => {
          await service.endSessions(token.number);
          await go.token(token.number, "All sessions are ended.");
        }),
    ]),
  ];
}

function known(token, go) {
  const { log_information: log, rewards_participant: participant } = token;
  const owner = accountOf(token);
  const by = (when, who) => when && [showDate(when), who?.username].filter(Boolean).join(", by ");
  return facts([
    ["Number", token.number],
    ["Kind", token.classification?.name],
    ["Account", owner && action(`${nameOf(owner)}, ${owner.number}`, () => go.account(owner.number), LINK)],
    ["Account's state", owner && state(owner.life_cycle_state)],
    ["Rewards participant", participant && action(participant.number, () => go.participant(participant.number), LINK)],
    ["Card", token.card_masked_number],
    ["Verified", by(token.verified_date, token.verified_by_user)],
    ["Created", by(log.created_date, log.created_by_user)],
    ["Changed", log.updated_date !== log.created_date && by(log.updated_date, log.updated_by_user)],
  ]);
}

const LINK = { kind: "link" };

function whatCanBeDone(service, token, go) {
  const { number, identifier } = token;
  const done = (label, send, news, looks) =>
    action(
      label,
      async () => {
        if ((await send()) !== false) await go.token(number, news);
      },
      looks,
    );
  switch (token.life_cycle_state) {
    case "PENDING_VERIFICATION":
      return element(
        "div",
        { class: "stack" },
        identifier &&
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
              const hasTicket = await service.verify(token, verification_code);
              await go.token(number, hasTicket ? "It is verified. A ticket for a new pass code was asked for." : "It is verified.");
            },
          }),
        element(
          "div",
          { class: "buttons" },
          identifier && done("Send the code again", () => service.resendCode(identifier), ASKED_FOR),
        ),
      );
    case "EFFECTIVE":
      return element(
        "div",
        { class: "buttons" },
        !accountOf(token) && action("Make an account for it", () => go.newAccount(token)),
        identifier && done("Send a ticket for a new pass code", () => service.sendTicket(identifier), ASKED_FOR),
        done(
          "Set as not effective",
          async () =>
            (await sure(`Nobody logs in as ${identifier ?? number} any more. Set it as not effective?`, "Set as not effective")) &&
            service.setNotEffective(number),
          "It is not effective.",
        ),
      );
    default:
      return element(
        "div",
        { class: "buttons" },
        done("Set as effective", () => service.setEffective(number), "It is effective."),
        service.may("delete") &&
          action(
            "Erase",
            async () => {
              if (!(await sure(`${identifier ?? number} is erased for good. Erase it?`, "Erase"))) return;
              await service.erase(number);
              await go.token(number);
            },
            { kind: "final" },
          ),
      );
  }
}

/** Whoever asked too often is sent nothing, and the list of messages says so. */
const ASKED_FOR = "It was asked for. What became of it is said below.";

function section(title, items, row, none, more = []) {
  return element(
    "section",
    { class: "card" },
    element("h3", {}, title),
    items.length === 0 ? element("p", { class: "lead" }, none) : element("ul", { class: "rows", "aria-label": title }, items.map(row)),
    more,
  );
}

function messageRow({ created_date, template, medium, to, state: become, reason }) {
  return element(
    "li",
    {},
    element("span", {}, `${template}, to ${to}`),
    state(become),
    element("span", { class: "more" }, [showDate(created_date), MEDIA[medium], WHY[reason] ?? reason].filter(Boolean).join(" · ")),
  );
}

const MEDIA = { EMAIL: "e-mail", SMS: "text message", EXTERNAL: "another system" };

/** Why a message was kept back. What a provider said is shown as it is. */
const WHY = {
  PAUSE: "asked for too soon after the one before",
  DESTINATION_BUDGET: "this address had all that it may get for now",
  SOURCE_BUDGET: "this address had all that one place may have sent there for now",
  COUNTRY_BUDGET: "phones of this country had all that they may get for now",
  TOTAL_BUDGET: "all that may be sent in a day was sent",
  SUPPRESSED: "mail to this address came back, or its reader complained",
};

function sessionRow(service, token, go) {
  return ({ id, device_name, created, last_refreshed }) =>
    element(
      "li",
      {},
      element("span", {}, device_name ?? "A device without a name"),
      element(
        "span",
        { class: "more" },
        `Logged in ${showDate(created)}${last_refreshed ? `, in use ${showDate(last_refreshed)}` : ""}`,
      ),
      service.may("write") &&
        action("End", async () => {
          await service.endSession(token.number, id);
          await go.token(token.number, "The session is ended.");
        }),
    );
}
