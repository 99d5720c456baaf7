// The operations as types, from the OpenAPI description; and what of them a client has to know when it runs.

import { TRIES } from "./exchange.js";
import type { components, paths } from "./openapi.js";

type Enveloped = { responses: { 200: { content: { "application/json": { data: unknown } } } } };

/** The paths that are asked for with GET. */
export type GetPath = { [P in keyof paths]: paths[P]["get"] extends Enveloped ? P : never }[keyof paths];

type AnyPostPath = { [P in keyof paths]: paths[P]["post"] extends Enveloped ? P : never }[keyof paths];

/** What opens, refreshes and ends the session of a client: its methods ask for it, and nobody else. */
type SessionPath =
  | "/authentication/consumer_application_key/token"
  | "/authentication/web_api_key/token"
  | "/authentication/token"
  | "/authentication/token/refresh"
  | "/authentication/token/release";

/** The paths that are asked for with POST. */
export type PostPath = Exclude<AnyPostPath, SessionPath>;

type Of<P extends keyof paths> = P extends GetPath ? paths[P]["get"] : P extends AnyPostPath ? paths[P]["post"] : never;
type Envelope<P extends keyof paths> =
  Of<P> extends { responses: { 200: { content: { "application/json": infer E } } } } ? E : never;

/** What the description has in a query as JSON text, and openapi-typescript takes for any text. */
interface Written {
  accounts_receivable_identifier: Schemas["AccountsReceivableIdentifier"];
  rewards_participant_identifier: Schemas["RewardsParticipantIdentifier"];
  classification_identifier: Schemas["ClassificationIdentifier"];
}
type Query<Q> = { [K in keyof Q]: K extends keyof Written ? Written[K] : Q[K] };

/** What a path takes: the query of a GET, the body of a POST. */
export type Input<P extends keyof paths> =
  Of<P> extends { requestBody: { content: { "application/json": infer B } } }
    ? B
    : Of<P> extends { parameters: { query?: infer Q } }
      ? Query<NonNullable<Q>>
      : never;

/** What a path answers: its `data`; of a list that comes in parts, `next` too. */
export type Output<P extends keyof paths> =
  Envelope<P> extends { data: infer D; next: infer N } ? { data: D; next: N } : Envelope<P> extends { data: infer D } ? D : never;

/** The same after `fields_set` left fields out. */
export type Trimmed<T> = T extends readonly (infer E)[]
  ? Trimmed<E>[]
  : T extends object
    ? { [K in keyof T]?: Trimmed<T[K]> }
    : T;

/** What is answered to this very input. */
export type Answer<P extends keyof paths, I> = I extends { fields_set: string } ? Trimmed<Output<P>> : Output<P>;

export type Schemas = components["schemas"];

/** What anybody may ask for: a session that is over must not stand in the way of a new customer. */
const FOR_ANYBODY: readonly string[] = [
  "/access_tokens/create",
  "/access_tokens/verify",
  "/access_tokens/reset_verification_code",
  "/access_tokens/reset_pass_code",
  "/access_tokens/forgot_pass_code",
  "/access_tokens/send_one_time_password",
  "/access_tokens/configuration/classifications/list",
  "/access_tokens/configuration/show",
] satisfies (GetPath | PostPath)[];

/**
 * Bodies that may be sent again when their answer was lost: they read, or end what may end twice. Not
 * `sessions/release`: if it ended the session that it was sent in, it is refused the second time, as if it had done
 * nothing.
 */
const REPEATABLE: readonly string[] = [
  "/access_tokens/show",
  "/access_tokens/messages/list",
  "/customers/find",
  "/accounts_receivable/show",
  "/rewards_participants/show",
  "/authentication/sessions/list",
  "/authentication/token/release",
] satisfies AnyPostPath[];

export function isForAnybody(path: string): boolean {
  return FOR_ANYBODY.includes(path);
}

/** How often a request may be sent if its answers are lost. */
export function triesOf(method: "GET" | "POST", path: string, input: object): number {
  // The same code and pass code are answered again. Wrong ones are counted again: so once more, not twice.
  if (path === "/access_tokens/verify") return 2;
  // A proof that is wrong would be counted twice, and a code that is good once be gone.
  const proves = "access_token_identifier" in input;
  return method === "GET" || (REPEATABLE.includes(path) && !proves) ? TRIES : 1;
}
