// What the app asks the service, by the TypeScript client as it is published: clients/typescript.
import { AccessTokens } from "../typescript/dist/index.js";
import { shownFetch } from "./requests.js";

/** @import { Schemas } from "../typescript/dist/index.js" */
/** @import { Kind } from "./rules.js" */

/** @typedef {Awaited<ReturnType<typeof start>>} Service */
/** @typedef {Awaited<ReturnType<Service["me"]>>} Me */
/** @typedef {NonNullable<NonNullable<Me["account"]>["account_owner"]>} Owner */
/** @typedef {{ identifier: string, pass_code: string }} WhoAndPassCode */

const PHONE = { alternative_code: "PHONE" };

/** `onLoggedOut` is called when the service ended the session. @param {() => void} onLoggedOut */
export async function start(onLoggedOut) {
  const { application_key: applicationKey } = await (await fetch("/app/settings.json")).json();
  const client = new AccessTokens({
    baseUrl: location.origin,
    applicationKey,
    deviceName: nameOfDevice(),
    store: storeOfTab("company-zx"),
    onLoggedOut,
    fetch: shownFetch,
  });
  /** @type {Map<Kind, Promise<Schemas["ConfigurationAnswer"]>>} */
  const rulesByKind = new Map();

  return {
    isLoggedIn: () => client.isLoggedIn(),

    /** The rules of those who are called so. Asked for once; what failed is asked for again. @param {Kind} kind */
    rules(kind) {
      const known = rulesByKind.get(kind);
      if (known) return known;
      const asked = client.showConfiguration(kind === "PHONE" ? { classification_identifier: PHONE } : {});
      rulesByKind.set(kind, asked);
      asked.catch(() => rulesByKind.delete(kind));
      return asked;
    },

    /** @param {Kind} kind @param {WhoAndPassCode} who */
    async register(kind, { identifier, pass_code }) {
      const classified = kind === "PHONE" ? { classification_identifier: PHONE } : {};
      await client.create({ identifier, pass_code, ...classified, fields_set: "life_cycle_state" });
    },
    /** @param {string} identifier */
    resend: (identifier) => client.resetVerificationCode({ identifier, fields_set: "life_cycle_state" }),

    /** With a verification code it verifies first. @param {WhoAndPassCode & { verification_code?: string }} who */
    logIn: ({ identifier, pass_code, ...code }) =>
      client.logIn({ access_token_identifier: { identifier, pass_code }, ...code }),
    logOut: () => client.logOut(),

    /** @param {string} identifier */
    forgot: (identifier) => client.forgotPassCode({ identifier }),
    /** @param {string} token @param {string} pass_code */
    chooseNew: (token, pass_code) => client.changePassCode({ token, pass_code }),
    /** @param {string} current_pass_code @param {string} pass_code */
    changePassCode: (current_pass_code, pass_code) => client.changePassCode({ current_pass_code, pass_code }),

    /** The customer who is logged in, with their account if there is one. */
    async me() {
      const me = await client.show({ fields_set: "number,identifier,verified_date,udf_string_1,accounts_receivable" });
      // Whoever is logged in here did so by an identifier.
      const known = { ...me, identifier: me.identifier ?? "" };
      if (!me.accounts_receivable) return { ...known, account: null };
      const account = await client.post("/accounts_receivable/show", { fields_set: "number,account_owner" });
      return { ...known, account };
    },
    /** @param {{ udf_string_1: string | null }} fields */
    update: (fields) => client.post("/access_tokens/update", { ...fields, fields_set: "udf_string_1" }),
    /** @param {{ first_name: string, last_name: string }} account_owner */
    updateOwner: (account_owner) => client.post("/accounts_receivable/update", { account_owner, fields_set: "number" }),

    codeForTill: () => client.post("/access_tokens/generate_otp", {}),

    sessions: () => client.listSessions(),
    /** @param {string} session_id */
    endSession: (session_id) => client.releaseSessions({ session_id }),
    endAllSessions: () => client.releaseSessions({ all: true }),
  };
}

/**
 * Kept for as long as the tab is open: this app is a show. A phone keeps its session where only the app may read.
 *
 * @param {string} name
 */
function storeOfTab(name) {
  return {
    read: () => sessionStorage.getItem(name),
    /** @param {string} text */
    write: (text) => sessionStorage.setItem(name, text),
  };
}

/** What its owner knows it by, in the list of devices. */
function nameOfDevice() {
  /** @param {[part: string, name: string][]} names */
  const named = (names) => names.find(([part]) => navigator.userAgent.includes(part))?.[1];
  // Edge says that it is Chrome too, and Chrome that it is Safari: the first one counts.
  const browser = named([["Edg/", "Edge"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]]);
  const system = named([
    ["Android", "Android"],
    ["iPhone", "iPhone"],
    ["Windows", "Windows"],
    ["Mac OS", "Mac"],
    ["Linux", "Linux"],
  ]);
  return `${browser ?? "Browser"} on ${system ?? "this machine"}`;
}
