// What an app imports.

export { browserStore } from "./browser-store.js";
export { AccessTokens, type CallOptions, type Options } from "./client.js";
export { utc } from "./dates.js";
export {
  FieldsRefused,
  GatewayRefused,
  isServiceError,
  Refused,
  Unreachable,
  type Code,
  type FieldError,
  type ServiceError,
} from "./errors.js";
export type { Lock } from "./lock.js";
export type { Answer, GetPath, Input, Output, PostPath, Schemas } from "./operations.js";
export { memoryStore, type Store } from "./store.js";
