// What the console asks the service, by the TypeScript client, which keeps the session in this page's memory alone.
import { AccessTokens, isServiceError } from "../typescript/dist/index.js";

/** @import { Input, Schemas } from "../typescript/dist/index.js" */
/** @import { Token } from "./records.js" */

/** @typedef {Awaited<ReturnType<typeof logIn>>} Service */
/** @typedef {Schemas["ConfigurationAnswer"]} Rules */
/** @typedef {"NUMBER" | "IDENTIFIER" | "NAME"} Kind by what a customer is found */
/** @typedef {Schemas["FoundAnswer"]} Hit */

/**
 * An account or a rewards participant, as the service is told of either.
 *
 * @typedef {{ accounts_receivable_identifier: { id: string } }
 *   | { rewards_participant_identifier: { id: string } }} RecordIdentifier
 */

/**
 * Opens a session by the key of whoever sits here. `onLoggedOut` is called when it is over.
 *
 * @param {string} applicationKey
 * @param {() => void} onLoggedOut
 */
export async function logIn(applicationKey, onLoggedOut) {
  const client = new AccessTokens({ baseUrl: location.origin, applicationKey, onLoggedOut });
  await client.logInBackOffice();
  // The middle of a session token is readable for whom it was made; nothing here trusts it.
  const [, claims = ""] = (await client.sessionToken())?.split(".") ?? [];
  /** @type {{ usr: string, scope: string }} */
  const { usr, scope } = JSON.parse(decoded(claims));
  /** @param {string} number */
  const named = (number) => ({ access_token_identifier: { number } });
  /** @param {Kind} by @param {string} text @returns {Promise<Hit | undefined>} */
  const foundBy = async (by, text) => (await client.post("/customers/find", { by, text })).data[0];
  let byBeginning = true;

  return {
    name: usr,
    /** What the key may do. What it may not the service refuses in any case. @param {"write" | "delete"} what */
    may: (what) => scope.split(" ").includes(what),
    logOut: () => client.logOut(),

    /**
     * All that begin like a text, where the stack has an index of that; else who is called so exactly.
     *
     * @param {Kind} by
     * @param {string} text
     * @param {string | null} next
     */
    async find(by, text, next) {
      if (byBeginning && by !== "NUMBER") {
        try {
          return await client.post("/customers/find", { by: `${by}_BEGINS`, text, ...(next !== null && { next }) });
        } catch (error) {
          if (!isServiceError(error) || error.code !== "NOT_OFFERED") throw error;
          byBeginning = false;
        }
      }
      return client.post("/customers/find", { by, text });
    },
    /** @param {string} number */
    token: async (number) => (await foundBy("NUMBER", number))?.access_token,
    /** @param {string} number */
    account: async (number) => (await foundBy("NUMBER", number))?.accounts_receivable,
    /** @param {string} number */
    participant: async (number) => (await foundBy("NUMBER", number))?.rewards_participant,
    /** A part of the access tokens that belong to it. @param {RecordIdentifier} record @param {string | null} next */
    async tokensOf(record, next) {
      const asked = { ...record, ...(next !== null && { next }) };
      const { data: items, next: after } = await client.get("/access_tokens/list", asked);
      return { items, next: after };
    },

    /** @param {string} number */
    messages: async (number) => (await client.post("/access_tokens/messages/list", { number })).data,
    /** @param {string} number */
    sessions: async (number) => (await client.post("/authentication/sessions/list", { number })).data,
    /** @param {string} number @param {string} session_id */
    endSession: (number, session_id) => client.post("/authentication/sessions/release", { number, session_id }),
    /** @param {string} number */
    endSessions: (number) => client.post("/authentication/sessions/release", { number, all: true }),

    classifications: async () => (await client.get("/access_tokens/configuration/classifications/list", {})).data,
    /** Of a classification, or else of the definition. @param {string | undefined} id */
    rules: (id) => client.showConfiguration(id ? { classification_identifier: { id } } : {}),
    /**
     * Its answer is the same for an identifier that is taken, and where no code may go to it now: what there is then is
     * what is found.
     *
     * @param {Input<"/access_tokens/create">} fields
     */
    async create(fields) {
      const made = await client.create(fields);
      if (!fields.identifier) return { number: made.number, isNew: true };
      const number = (await foundBy("IDENTIFIER", fields.identifier))?.access_token?.number;
      return { number, isNew: number === made.number };
    },
    /** @param {Input<"/accounts_receivable/create">} fields */
    createAccount: async (fields) => (await client.post("/accounts_receivable/create", fields)).number,
    /** @param {string} id */
    createParticipant: async (id) =>
      (await client.post("/rewards_participants/create", { accounts_receivable_identifier: { id } })).number,

    /** @param {string} identifier */
    resendCode: (identifier) => client.resetVerificationCode({ identifier }),
    /**
     * The customer read the code out; true where they are sent a ticket too. Whoever registered by themselves chose a
     * pass code, and that need not be who reads the mail: so nobody keeps it. One that nobody knows takes its place,
     * and the customer chooses another by the ticket.
     *
     * @param {Token & { identifier: string }} token
     * @param {string} verification_code
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
    /** @param {string} identifier */
    sendTicket: (identifier) => client.forgotPassCode({ identifier }),
    /** @param {string} number */
    setEffective: (number) => client.post("/access_tokens/set_as_effective", named(number)),
    /** @param {string} number */
    setNotEffective: (number) => client.post("/access_tokens/set_as_not_effective", named(number)),
    /** @param {string} number */
    erase: (number) => client.post("/access_tokens/delete", named(number)),
  };
}

/** @param {string} base64url */
function decoded(base64url) {
  const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

/** A pass code that nobody knows, of 24 characters where as many are allowed. @param {Rules["pass_code"]} rules */
function nobodys({ minimum, maximum_length }) {
  const required = "-".repeat(minimum.specials) + drawn("0123456789", minimum.digits);
  return drawn("abcdefghijklmnopqrstuvwxyz", Math.min(24, maximum_length) - required.length) + required;
}

/** @param {string} from @param {number} length */
function drawn(from, length) {
  const numbers = crypto.getRandomValues(new Uint32Array(length));
  return Array.from(numbers, (number) => from[number % from.length]).join("");
}
