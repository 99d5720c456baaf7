// What went wrong, in the app's own words: by the rule that a field breaks, and by the code of a refusal.
import { count, sentence } from "../page/words.js";

/** @import { FieldError } from "../typescript/dist/index.js" */
/** @import { WordsByCode } from "../page/words.js" */

/**
 * What is wrong with a field. Rules are part of the API, as codes are: an app can say each in its customers' language.
 *
 * @param {FieldError} error
 */
export function wordsOfRule(error) {
  switch (error.rule) {
    case "MISSING":
      return "Please fill this in.";
    case "TOO_SHORT":
      return `It needs at least ${count(error.minimum, "character")}.`;
    case "TOO_LONG":
      return `It may have at most ${count(error.maximum, "character")}.`;
    case "TOO_FEW_LETTERS":
      return `It needs at least ${count(error.minimum, "letter")}.`;
    case "TOO_FEW_DIGITS":
      return `It needs at least ${count(error.minimum, "digit")}.`;
    case "TOO_FEW_SPECIALS":
      return `It needs at least ${count(error.minimum, "special character")}.`;
    case "NOT_AN_EMAIL_ADDRESS":
      return "This is no e-mail address. One looks like ada@example.com.";
    case "NOT_A_PHONE_NUMBER":
      return "This is no phone number. Begin with the country, like +357 99 123456.";
    case "COUNTRY_NOT_SERVED":
      return "We cannot send text messages to this country yet.";
    case "NOT_A_MOBILE_NUMBER":
      return "This is no mobile number. We send you the code by text message.";
    case "COMMON":
      return "Many people use this one, so others try it first. Please choose another.";
    case "REPEATED":
      return "This is little more than one thing repeated. Please choose another.";
    case "SEQUENCE":
      return "This is little more than a row of keys. Please choose another.";
    case "SAME_AS_IDENTIFIER":
      return "This is what you log in with. Please choose another.";
    case "AROUND_IDENTIFIER":
      return "This is little more than what you log in with. Please choose another.";
    case "AROUND_CONTEXT_WORD":
      return "This is little more than our name. Please choose another.";
    default:
      return sentence(error);
  }
}

/** @type {WordsByCode} */
export const REFUSALS = {
  LOG_IN_REFUSED: "That did not match. Check what you typed. If you are new here, enter your code first.",
  VERIFICATION_REFUSED: "This code is not the right one, or it is over. Check it, or have another one sent.",
  RESET_TICKET_REFUSED: "This ticket is not the last one that we sent, or it is over. Have another one sent.",
  ACCESS_TOKEN_NOT_FOUND: "That did not match. Check what you typed.",
  SESSION_REFUSED: "You were logged out. Please log in again.",
  CALLER_NOT_KNOWN: "You were logged out. Please log in again.",
  UNREACHABLE: "There was no answer. Is the local stack running? What you typed is still here.",
  GATEWAY: "That did not get through. Please wait a little, and try again.",
};
