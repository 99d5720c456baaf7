// What records are called, and whose they are.

/** @import { Schemas } from "../typescript/dist/index.js" */

/** @typedef {Schemas["AccessTokenAnswer"]} Token */
/** @typedef {Schemas["AccountsReceivableAnswer"]} Account */

/** The account behind an access token, its own or its rewards participant's. @param {Token} token */
export const accountOf = (token) => token.accounts_receivable ?? token.rewards_participant?.accounts_receivable ?? null;

/** What an account is called: where it has no name of its own, after who owns it. @param {Account} account */
export const nameOf = ({ name, number, account_owner }) => (name === number ? account_owner.name : name);
