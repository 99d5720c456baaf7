// The rules of a pass code, said while it is typed. They come from `configuration/show`, so they are the definition's.
import { element, uniqueId } from "../page/element.js";
import { count } from "../page/words.js";

/** @import { Schemas } from "../typescript/dist/index.js" */
/** @typedef {Schemas["PassCodeRulesAnswer"]} PassCodeRules */

/** @typedef {"EMAIL" | "PHONE"} Kind by what a customer is called: each kind has rules of its own */

/** @param {string | undefined} identifier */
export const kindOf = (identifier = "") => (/^[+\d][^@]*$/.test(identifier) ? "PHONE" : "EMAIL");

/**
 * A list that follows what is typed.
 *
 * @param {PassCodeRules} rules
 */
export function ruleList(rules) {
  const items = rulesToSee(rules).map((rule) => {
    const state = element("span", { class: "unseen" });
    return { rule, state, item: element("li", {}, rule.says, state) };
  });
  const list = element("ul", { class: "rules", id: uniqueId("rules") }, ...items.map(({ item }) => item));
  if (rules.refused.length > 0)
    list.append(element("li", { class: "later" }, "not a common one, a row of keys, or your own address"));

  /** @param {string} text */
  function follow(text) {
    for (const { rule, state, item } of items) {
      const isMet = rule.isMet(text);
      item.hidden = rule.isSaidWhenBroken && isMet;
      item.classList.toggle("met", isMet && text !== "");
      state.textContent = text === "" ? "" : isMet ? ": done" : ": not yet";
    }
  }
  return { list, follow };
}

/**
 * The rules that the app can check by itself.
 *
 * @param {PassCodeRules} rules
 */
function rulesToSee({ minimum, maximum_length }) {
  const atLeast = [
    { least: minimum.length, thing: "character", kind: /[^]/u },
    { least: minimum.letters, thing: "letter", kind: /\p{Alphabetic}/u },
    { least: minimum.digits, thing: "digit", kind: /\p{N}/u },
    { least: minimum.specials, thing: "special character", kind: /[^\p{Alphabetic}\p{N}]/u },
  ].filter(({ least }) => least > 0);
  return [
    ...atLeast.map(({ least, thing, kind }) => ({
      says: `${count(least, thing)} or more`,
      /** @param {string} text */
      isMet: (text) => [...text].filter((character) => kind.test(character)).length >= least,
      isSaidWhenBroken: false,
    })),
    {
      says: `${count(maximum_length, "character")} at most`,
      /** @param {string} text */
      isMet: (text) => [...text].length <= maximum_length,
      isSaidWhenBroken: true,
    },
  ];
}
