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
export declare abstract class Failure<C extends string> extends Error {
    readonly code: C;
    readonly status: number;
    readonly mayBeDone: boolean;
    readonly retryAfter: number | undefined;
    constructor(code: C, message: string, details: Details);
}
/** The service refused it, and `code` says why. */
export declare class Refused extends Failure<Exclude<Code, FieldsCode>> {
}
/** Fields are wrong: `errors` has every rule that is broken. */
export declare class FieldsRefused extends Failure<FieldsCode> {
    readonly errors: readonly FieldError[];
    constructor(code: FieldsCode, message: string, details: Details, errors: readonly FieldError[]);
}
/** API Gateway, or something else before the service, answered by itself. `status` is all there is to go by. */
export declare class GatewayRefused extends Failure<"GATEWAY"> {
}
/** No answer: there is no network, it took too long, or what answered is not the service. */
export declare class Unreachable extends Failure<"UNREACHABLE"> {
}
/** Whatever a call of this client throws, but for what the app's own store throws and a signal's reason. */
export type ServiceError = Refused | FieldsRefused | GatewayRefused | Unreachable;
/** Whether something that was thrown is of this client: `error.code` tells which it is then. */
export declare function isServiceError(error: unknown): error is ServiceError;
/** The error that an answer is. `text` is its body. */
export declare function refusal(status: number, text: string, retryAfter: number | undefined): ServiceError;
export declare function unreachable(message: string, cause: unknown): Unreachable;
/** What the service would say of a session that its customer logged out of; it was not asked. */
export declare function gone(): Refused;
export declare function parsed(text: string): Record<string, unknown> | null;
export declare function isObject(value: unknown): value is Record<string, unknown>;
export {};
