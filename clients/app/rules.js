// The rules of a pass code, said while it is typed. They come from `configuration/show`, so they are the definition's.
import { element } from "./elements.js";
import { count } from "./words.js";

const characters = (text, kind) => [...text].filter((character) => kind.test(character)).length;

/** Whose rules: those of customers who are called by a phone number, or by an e-mail address. */
export const kindOf = (identifier) => (/^[+\d][^@]*$/.test(identifier ?? "") ? "PHONE" : "EMAIL");

/** What the app can see for itself: what it says, and whether a text meets it. */
function seen({ minimum, maximum_length }) {
  const atLeast = [
    ["length", "character", /[^]/u],
    ["letters", "letter", /\p{Alphabetic}/u],
    ["digits", "digit", /\p{N}/u],
    ["specials", "special character", /[^\p{Alphabetic}\p{N}]/u],
  ];
  const rules = atLeast
    .filter(([name]) => minimum[name] > 0)
    .map(([name, thing, kind]) => ({
      says: `${count(minimum[name], thing)} or more`,
      isMet: (text) => characters(text, kind) >= minimum[name],
    }));
  const notTooLong = {
    says: `${count(maximum_length, "character")} at most`,
    isMet: (text) => [...text].length <= maximum_length,
    isSaid: (text) => [...text].length > maximum_length,
  };
  return [...rules, notTooLong];
}

/** A list that follows what is typed. */
export function ruleList(rules, id) {
  const items = seen(rules).map((rule) => {
    const state = element("span", { class: "unseen" });
    return { rule, state, item: element("li", {}, rule.says, state) };
  });
  const list = element("ul", { class: "rules", id }, items.map(({ item }) => item));
  if (rules.refused.length > 0)
    list.append(element("li", { class: "later" }, "not a common one, a row of keys, or your own address"));
  const follow = (text) => {
    for (const { rule, state, item } of items) {
      const met = rule.isMet(text);
      item.hidden = rule.isSaid ? !rule.isSaid(text) : false;
      item.classList.toggle("met", met && text !== "");
      state.textContent = text === "" ? "" : met ? ": done" : ": not yet";
    }
  };
  follow("");
  return { list, follow };
}
