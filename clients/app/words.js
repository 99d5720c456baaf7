// What went wrong, in the app's own words: by the rule that a field breaks, and by the code of a refusal.
import { isServiceError } from "../typescript/dist/index.js";

export const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

/** Rules are part of the API, as codes are: an app can say each in the language of its customers. */
const RULES = {
  MISSING: () => "Please fill this in.",
  TOO_SHORT: ({ minimum }) => `It needs at least ${count(minimum, "character")}.`,
  TOO_LONG: ({ maximum }) => `It may have at most ${count(maximum, "character")}.`,
  TOO_FEW_LETTERS: ({ minimum }) => `It needs at least ${count(minimum, "letter")}.`,
  TOO_FEW_DIGITS: ({ minimum }) => `It needs at least ${count(minimum, "digit")}.`,
  TOO_FEW_SPECIALS: ({ minimum }) => `It needs at least ${count(minimum, "special character")}.`,
  NOT_AN_EMAIL_ADDRESS: () => "This is no e-mail address. One looks like ada@example.com.",
  NOT_A_PHONE_NUMBER: () => "This is no phone number. Begin with the country, like +357 99 123456.",
  COUNTRY_NOT_SERVED: () => "We cannot send text messages to this country yet.",
  NOT_A_MOBILE_NUMBER: () => "This is no mobile number. We send you the code by text message.",
  COMMON: () => "Many people use this one, so others try it first. Please choose another.",
  REPEATED: () => "This is little more than one thing repeated. Please choose another.",
  SEQUENCE: () => "This is little more than a row of keys. Please choose another.",
  SAME_AS_IDENTIFIER: () => "This is what you log in with. Please choose another.",
  AROUND_IDENTIFIER: () => "This is little more than what you log in with. Please choose another.",
  AROUND_CONTEXT_WORD: () => "This is little more than our name. Please choose another.",
};

const CODES = {
  LOG_IN_REFUSED: "That did not match. Check what you typed. If you are new here, enter your code first.",
  VERIFICATION_REFUSED: "This code is not the right one, or it is over. Check it, or have another one sent.",
  RESET_TICKET_REFUSED: "This ticket is not the last one that we sent, or it is over. Have another one sent.",
  ACCESS_TOKEN_NOT_FOUND: "That did not match. Check what you typed.",
  SESSION_REFUSED: "You were logged out. Please log in again.",
  CALLER_NOT_KNOWN: "You were logged out. Please log in again.",
  UNREACHABLE: "There was no answer. Is the local stack running? What you typed is still here.",
  TOO_MANY_REQUESTS: "That was too often. Please wait a little.",
};

/** What is wrong with one field. */
export function wordsOfRule(error) {
  return RULES[error.rule]?.(error) ?? sentence(error.message);
}

/** The service's own words: they are English, and always there. */
const sentence = (words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

/** What went wrong, where no field is to blame. What no answer of the service is, the browser's console tells in full. */
export function whatWentWrong(error) {
  if (isServiceError(error)) return CODES[error.code] ?? sentence(error.message);
  console.error(error);
  return "Something went wrong in this page. Please load it again.";
}
