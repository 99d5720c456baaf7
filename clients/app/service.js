// What the app asks the service, by the TypeScript client as it is published: clients/typescript.
import { AccessTokens } from "../typescript/dist/index.js";
import { shownFetch } from "./requests.js";

const PHONE = { alternative_code: "PHONE" };

/** `onLoggedOut` is called when the service ended the session. */
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
  const rules = new Map();

  return {
    isLoggedIn: () => client.isLoggedIn(),

    /** The rules of customers who are called by an e-mail address, or by a phone number. */
    rules(kind) {
      const asked = kind === "PHONE" ? { classification_identifier: JSON.stringify(PHONE) } : {};
      // Asked for once. What failed is asked for again.
      if (!rules.has(kind)) rules.set(kind, client.showConfiguration(asked));
      rules.get(kind).catch(() => rules.delete(kind));
      return rules.get(kind);
    },

    register(kind, { identifier, pass_code }) {
      const classified = kind === "PHONE" ? { classification_identifier: PHONE } : {};
      return client.create({ identifier, pass_code, ...classified, fields_set: "life_cycle_state" });
    },
    resend: (identifier) => client.resetVerificationCode({ identifier, fields_set: "life_cycle_state" }),

    /** With a verification code it verifies first. */
    logIn: ({ identifier, pass_code, ...code }) =>
      client.logIn({ access_token_identifier: { identifier, pass_code }, ...code }),
    logOut: () => client.logOut(),

    forgot: (identifier) => client.forgotPassCode({ identifier }),
    chooseNew: (token, pass_code) => client.changePassCode({ token, pass_code }),
    changePassCode: (current_pass_code, pass_code) => client.changePassCode({ current_pass_code, pass_code }),

    /** The customer who is logged in, with their account if there is one. */
    async me() {
      const me = await client.show({ fields_set: "number,identifier,verified_date,udf_string_1,accounts_receivable" });
      if (me.accounts_receivable === null) return { ...me, account: null };
      return { ...me, account: await client.post("/accounts_receivable/show", { fields_set: "number,account_owner" }) };
    },
    update: (fields) => client.post("/access_tokens/update", { ...fields, fields_set: "udf_string_1" }),

    updateOwner: (account_owner) => client.post("/accounts_receivable/update", { account_owner, fields_set: "number" }),

    codeForTill: () => client.post("/access_tokens/generate_otp", { fields_set: "one_time_password,expiration_date" }),

    sessions: () => client.listSessions(),
    endSession: (session_id) => client.releaseSessions({ session_id }),
    endAllSessions: () => client.releaseSessions({ all: true }),
  };
}

/** Kept for as long as the tab is open: this app is a show. A phone keeps its session where only the app may read. */
function storeOfTab(name) {
  return { read: () => sessionStorage.getItem(name), write: (text) => sessionStorage.setItem(name, text) };
}

/** What its owner knows it by, in the list of devices. */
function nameOfDevice() {
  const said = (names) => names.find(([part]) => navigator.userAgent.includes(part))?.[1];
  const browser = said([["Edg/", "Edge"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]]);
  const system = said([
    ["Android", "Android"],
    ["iPhone", "iPhone"],
    ["Windows", "Windows"],
    ["Mac OS", "Mac"],
    ["Linux", "Linux"],
  ]);
  return `${browser ?? "Browser"} on ${system ?? "this machine"}`;
}
