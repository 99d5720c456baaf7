// What is said to people, in the app and in the console.
import { isServiceError } from "../typescript/dist/index.js";

/** @import { ServiceError } from "../typescript/dist/index.js" */

/** @typedef {Partial<Record<ServiceError["code"], string>>} WordsByCode */

/** `1 letter`, `2 letters`. @type {(number: number, thing: string) => string} */
export const count = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

/** The service's own words, which are always there, and English. @param {{ message: string }} said */
export const sentence = ({ message }) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;

/**
 * What went wrong, as a sentence: a page's own for its code, or else the service's. What no answer of the service is,
 * the browser's console tells in full.
 *
 * @param {unknown} error
 * @param {WordsByCode} [words]
 */
export function whatWentWrong(error, words = {}) {
  if (isServiceError(error)) return words[error.code] ?? sentence(error);
  console.error(error);
  return "Something went wrong in this page. Please load it again.";
}
