// What an app imports.
export { browserStore } from "./browser-store.js";
export { AccessTokens } from "./client.js";
export { utc } from "./dates.js";
export { FieldsRefused, GatewayRefused, isServiceError, Refused, Unreachable, } from "./errors.js";
export { memoryStore } from "./store.js";
