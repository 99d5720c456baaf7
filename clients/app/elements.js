// Makes elements. What a customer types or the service says is only ever set as text.
import { utc } from "/client/index.js";

/** `on` holds listeners, `class` and the like are attributes; false and null leave an attribute out. */
export function element(name, { on = {}, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(attribute, value);
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  made.append(...children.flat().filter((child) => ![null, undefined, false, ""].includes(child)));
  return made;
}

export const at = (id) => document.getElementById(id);

let made = 0;
/** An id that no other element has. */
export const uniqueId = (what) => `${what}-${++made}`;

/** Has a screen reader say it. */
export function say(text) {
  at("news").textContent = text;
}

/** A date of the service, as it is where the customer is. */
export const showDate = (written) => utc(written).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
export const showTime = (written) => utc(written).toLocaleTimeString([], { timeStyle: "short" });
