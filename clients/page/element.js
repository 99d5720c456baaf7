// Makes elements, for the app and for the console. What somebody types or the service says is only ever set as text.

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

/** Text that a line ends in where it is split, if it is too long for one. */
export const breakable = (text, where) => text.split(where).flatMap((part) => [part, element("wbr")]);
export const address = (text) => breakable(text, /(?=@)/);

export const at = (id) => document.getElementById(id);

/** Has a screen reader say it. */
export function say(text) {
  at("news").textContent = text;
}
