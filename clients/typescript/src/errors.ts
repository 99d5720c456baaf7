// What can go wrong: one union, told apart by `code`. No message quotes a value that was sent, nor a key or a token.

import type { components } from "./openapi.js";

type Schemas = components["schemas"];

/** The codes of docs/ERRORS.md. */
export type Code = Exclude<Schemas["Status"]["code"], "OK">;

/** A rule that a field breaks: `field`, `rule`, the rule's numbers, and a text for people. */
export type FieldError = Schemas["FieldErrorAnswer"];

type FieldsCode = "INVALID_FIELD" | "INVALID_VALUE";

interface Details {
  /** The HTTP status; 0 where there was no answer. */
  status: number;
  /** Whether it may have been done all the same: then look before asking again. */
  mayBeDone: boolean;
  /** In so many seconds it can be tried again, where the service says so. */
  retryAfter?: number | undefined;
  cause?: unknown;
}

/** What all errors of this client are. */
export abstract class Failure<C extends string> extends Error {
  readonly code: C;
  readonly status: number;
  readonly mayBeDone: boolean;
  readonly retryAfter: number | undefined;

  constructor(code: C, message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = details.status;
    this.mayBeDone = details.mayBeDone;
    this.retryAfter = details.retryAfter;
  }
}

/** The service refused it, and `code` says why. */
export class Refused extends Failure<Exclude<Code, FieldsCode>> {}

/** Fields are wrong: `errors` has every rule that is broken. */
export class FieldsRefused extends Failure<FieldsCode> {
  readonly errors: readonly FieldError[];

  constructor(code: FieldsCode, message: string, details: Details, errors: readonly FieldError[]) {
    super(code, message, details);
    this.errors = errors;
  }
}

/** API Gateway, or something else before the service, answered by itself. `status` is all there is to go by. */
export class GatewayRefused extends Failure<"GATEWAY"> {}

/** No answer: there is no network, it took too long, or what answered is not the service. */
export class Unreachable extends Failure<"UNREACHABLE"> {}

/** Whatever a call of this client throws, but for what the app's own store throws and a signal's reason. */
export type ServiceError = Refused | FieldsRefused | GatewayRefused | Unreachable;

/** Whether something that was thrown is of this client: `error.code` tells which it is then. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Failure;
}

/** The error that an answer is. `text` is its body. */
export function refusal(status: number, text: string, retryAfter: number | undefined): ServiceError {
  const details = { status, mayBeDone: status >= 500, retryAfter };
  const body = parsed(text);
  const told = body?.["status"];
  if (isObject(told) && typeof told["code"] === "string") {
    const message = String(told["message"]);
    // Those that the service may learn later are taken for what they are: a code.
    const code = told["code"] as Code;
    if (code === "INVALID_FIELD" || code === "INVALID_VALUE") {
      const errors = Array.isArray(body?.["errors"]) ? (body["errors"] as FieldError[]) : [];
      return new FieldsRefused(code, message, details, errors);
    }
    // Others changed the same records meanwhile: nothing was done.
    return new Refused(code, message, { ...details, mayBeDone: details.mayBeDone && code !== "BUSY" });
  }
  if (status < 400) {
    // A network that asks its guests to log in, for instance. Where it did not let the request through is not known.
    return new Unreachable("UNREACHABLE", "what answered is not the service", { status, mayBeDone: true });
  }
  return new GatewayRefused("GATEWAY", `answered by the gateway alone, with status ${status}`, details);
}

export function unreachable(message: string, cause: unknown): Unreachable {
  return new Unreachable("UNREACHABLE", message, { status: 0, mayBeDone: true, cause });
}

/** What the service would say of a session that its customer logged out of; it was not asked. */
export function gone(): Refused {
  return new Refused("SESSION_REFUSED", "the customer logged out meanwhile", { status: 0, mayBeDone: false });
}

export function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
