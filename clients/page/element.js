// Makes elements, for the app and for the console. What somebody types or the service says is only ever set as text.

/**
 * What an element holds; null, undefined and false are left out.
 *
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * `on` holds listeners, `class` and the like are attributes; false, null and undefined leave an attribute out.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {{ on?: Record<string, EventListener>, [attribute: string]: unknown }} [attributes]
 * @param {(Child | Child[])[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, { on = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(attribute, String(value));
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/**
 * Text that a line may end in, where it is split.
 *
 * @param {string} text
 * @param {RegExp} where
 */
export const breakable = (text, where) => text.split(where).flatMap((part) => [part, element("wbr")]);

/** An e-mail address, which may be too long for a line. @param {string} text */
export const address = (text) => breakable(text, /(?=@)/);

/**
 * Pairs of a name and a value; those without a value are left out.
 *
 * @param {[name: string, value: Child | Child[]][]} pairs
 */
export function facts(pairs) {
  const known = pairs.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "");
  return element("dl", {}, ...known.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

let made = 0;
/** An id that no other element has. @param {string} what */
export const uniqueId = (what) => `${what}-${++made}`;

/** What stands in index.html by that id. @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no ${id}`);
  return found;
}

/** Has a screen reader say it. @param {string} text */
export function say(text) {
  byId("news").textContent = text;
}
