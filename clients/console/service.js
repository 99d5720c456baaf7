// What the console asks the service, by the TypeScript client, which keeps the session in this page's memory alone.
import { AccessTokens, isServiceError } from "../typescript/dist/index.js";

/** Opens a session by the key of whoever sits here. `onLoggedOut` is called when it is over. */
export async function logIn(applicationKey, onLoggedOut) {
  const client = new AccessTokens({ baseUrl: location.origin, applicationKey, onLoggedOut });
  await client.logInBackOffice();
  // The middle of a session token is readable for whom it was made; nothing here trusts it.
  const [, claims] = (await client.sessionToken()).split(".");
  const { usr, scope } = JSON.parse(decoded(claims));
  const named = (number) => ({ access_token_identifier: { number } });
  const foundBy = async (by, text) => (await client.post("/customers/find", { by, text })).data[0];
  let byBeginning = true;

  return {
    name: usr,
    /** What the key may do: `write`, `delete`. What it may not the service refuses in any case. */
    may: (what) => scope.split(" ").includes(what),
    logOut: () => client.logOut(),

    /** All that begin like a text, where the stack has an index of that; else who is called so exactly. */
    async find(by, text, next) {
      if (byBeginning && by !== "NUMBER") {
        try {
          return await client.post("/customers/find", { by: `${by}_BEGINS`, text, ...(next && { next }) });
        } catch (error) {
          if (!isServiceError(error) || error.code !== "NOT_OFFERED") throw error;
          byBeginning = false;
        }
      }
      return client.post("/customers/find", { by, text });
    },
    token: async (number) => (await foundBy("NUMBER", number))?.access_token,
    account: async (number) => (await foundBy("NUMBER", number))?.accounts_receivable,
    participant: async (number) => (await foundBy("NUMBER", number))?.rewards_participant,
    /** A part of the access tokens of an account or a rewards participant. */
    async tokensOf(record, next) {
      const [[identifier, named]] = Object.entries(record);
      const asked = { [identifier]: JSON.stringify(named), ...(next && { next }) };
      const { data: items, next: after } = await client.get("/access_tokens/list", asked);
      return { items, next: after };
    },

    messages: async (number) => (await client.post("/access_tokens/messages/list", { number })).data,
    sessions: async (number) => (await client.post("/authentication/sessions/list", { number })).data,
    endSession: (number, session_id) => client.post("/authentication/sessions/release", { number, session_id }),
    endSessions: (number) => client.post("/authentication/sessions/release", { number, all: true }),

    classifications: async () => (await client.get("/access_tokens/configuration/classifications/list", {})).data,
    rules: (id) =>
      client.showConfiguration(id ? { classification_identifier: JSON.stringify({ id }) } : {}),
    /**
     * Its answer is the same for an identifier that is taken, and where no code may go to it now: what there is then is
     * what is found.
     */
    async create(fields) {
      const made = await client.create(fields);
      if (!fields.identifier) return { number: made.number, isNew: true };
      const number = (await foundBy("IDENTIFIER", fields.identifier))?.access_token.number;
      return { number, isNew: number === made.number };
    },
    createAccount: async (fields) => (await client.post("/accounts_receivable/create", fields)).number,
    createParticipant: async (id) =>
      (await client.post("/rewards_participants/create", { accounts_receivable_identifier: { id } })).number,

    resendCode: (identifier) => client.resetVerificationCode({ identifier }),
    /**
     * The customer read the code out; true where they are sent a ticket too. Whoever registered by themselves chose a pass
     * code, and that need not be who reads the mail: so nobody keeps it. One that nobody knows takes its place, and the
     * customer chooses another by the ticket.
     */
    async verify({ number, identifier, classification }, verification_code) {
      try {
        await client.verify({ ...named(number), verification_code });
        return false;
      } catch (error) {
        if (!isServiceError(error) || error.code !== "PASS_CODE_NEEDED") throw error;
      }
      const rules = await this.rules(classification?.id);
      await client.verify({ ...named(number), verification_code, pass_code: nobodys(rules.pass_code) });
      await client.forgotPassCode({ identifier });
      return true;
    },
    sendTicket: (identifier) => client.forgotPassCode({ identifier }),
    setEffective: (number) => client.post("/access_tokens/set_as_effective", named(number)),
    setNotEffective: (number) => client.post("/access_tokens/set_as_not_effective", named(number)),
    erase: (number) => client.post("/access_tokens/delete", named(number)),
  };
}

function decoded(base64url) {
  const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** A pass code that nobody knows, of 24 characters where as many are allowed. */
function nobodys({ minimum, maximum_length }) {
  const required = "-".repeat(minimum.specials) + drawn("0123456789", minimum.digits);
  return drawn("abcdefghijklmnopqrstuvwxyz", Math.min(24, maximum_length) - required.length) + required;
}

function drawn(from, length) {
  const numbers = crypto.getRandomValues(new Uint32Array(length));
  return Array.from(numbers, (number) => from[number % from.length]).join("");
}
