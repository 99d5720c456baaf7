// What the screens make elements with.
import { utc } from "../typescript/dist/index.js";

export { address, at, breakable, element, say } from "../page/element.js";

let made = 0;
/** An id that no other element has. */
export const uniqueId = (what) => `${what}-${++made}`;

/** A date of the service, as it is where the customer is. */
export const showDate = (written) => utc(written).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
export const showTime = (written) => utc(written).toLocaleTimeString([], { timeStyle: "short" });
