// One access token: what is known of its customer, what was sent, where they are logged in, and what can be done.
import { action, element, facts, showDate, state, sure } from "./elements.js";
import { accountOf, nameOf } from "./desk.js";
import { form } from "./form.js";

export async function customer(service, number, { opened, openAccount }, news) {
  const token = await service.token(number);
  if (!token) return [element("section", { class: "card" }, element("h2", {}, "It is gone"))];
  const [messages, sessions] = await Promise.all([service.messages(number), service.sessions(number)]);
  return [
    element(
      "section",
      { class: "card" },
      element("div", { class: "title" }, element("h2", {}, token.identifier ?? token.number), state(token.life_cycle_state)),
      news && element("p", { class: "news" }, news),
      known(token, openAccount),
      service.may("write") && whatCanBeDone(service, token, opened),
    ),
    section("Messages", messages, messageRow, "Nothing was sent in the last month."),
    section("Sessions", sessions, sessionRow(service, token, opened), "Logged in nowhere.", [
      sessions.length > 0 &&
        service.may("write") &&
        action("End all", async () => {
          await service.endSessions(token.number);
          await opened(token.number, "All sessions are ended.");
        }),
    ]),
  ];
}

function known(token, openAccount) {
  const { log_information: log } = token;
  const owner = accountOf(token);
  const by = (when, who) => when && [showDate(when), who?.username].filter(Boolean).join(", by ");
  return facts([
    ["Number", token.number],
    ["Kind", token.classification?.name],
    ["Account", owner && action(`${nameOf(owner)}, ${owner.number}`, () => openAccount(owner.number))],
    ["Account's state", owner && state(owner.life_cycle_state)],
    ["Rewards participant", token.rewards_participant?.number],
    ["Card", token.card_masked_number],
    ["Verified", by(token.verified_date, token.verified_by_user)],
    ["Created", by(log.created_date, log.created_by_user)],
    ["Changed", log.updated_date !== log.created_date && by(log.updated_date, log.updated_by_user)],
  ]);
}

function whatCanBeDone(service, token, opened) {
  const { number, identifier } = token;
  const done = (label, send, news, looks) =>
    action(
      label,
      async () => {
        if ((await send()) !== false) await opened(number, news);
      },
      looks,
    );
  switch (token.life_cycle_state) {
    case "PENDING_VERIFICATION":
      return element(
        "div",
        {},
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
              await opened(number, hasTicket ? "It is verified. A ticket for a new pass code was asked for." : "It is verified.");
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
              await opened(number);
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
    element("span", { class: "more" }, [showDate(created_date), medium, reason].filter(Boolean).join(" · ")),
  );
}

function sessionRow(service, token, opened) {
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
          await opened(token.number, "The session is ended.");
        }),
    );
}
