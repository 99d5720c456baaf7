// The dates of the service, as they are where their reader is.
import { utc } from "../typescript/dist/index.js";

/** @import { Schemas } from "../typescript/dist/index.js" */

/** @param {string} written */
export const showDate = (written) => utc(written).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });

/** @param {string} written */
export const showTime = (written) => utc(written).toLocaleTimeString([], { timeStyle: "short" });

/** Since when a session is there. @param {Schemas["ListedSession"]} session */
export const showUse = ({ created, last_refreshed }) =>
  `Logged in ${showDate(created)}${last_refreshed ? `, in use ${showDate(last_refreshed)}` : ""}`;
