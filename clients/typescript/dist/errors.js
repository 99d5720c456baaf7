// What can go wrong: one union, told apart by `code`. No message quotes a value that was sent, nor a key or a token.
/** What all errors of this client are. */
export class Failure extends Error {
    code;
    status;
    mayBeDone;
    retryAfter;
    constructor(code, message, details) {
        super(message, details.cause === undefined ? undefined : { cause: details.cause });
        this.name = new.target.name;
        this.code = code;
        this.status = details.status;
        this.mayBeDone = details.mayBeDone;
        this.retryAfter = details.retryAfter;
    }
}
/** The service refused it, and `code` says why. */
export class Refused extends Failure {
}
/** Fields are wrong: `errors` has every rule that is broken. */
export class FieldsRefused extends Failure {
    errors;
    constructor(code, message, details, errors) {
        super(code, message, details);
        this.errors = errors;
    }
}
/** API Gateway, or something else before the service, answered by itself. `status` is all there is to go by. */
export class GatewayRefused extends Failure {
}
/** No answer: there is no network, it took too long, or what answered is not the service. */
export class Unreachable extends Failure {
}
/** Whether something that was thrown is of this client: `error.code` tells which it is then. */
export function isServiceError(error) {
    return error instanceof Failure;
}
/** The error that an answer is. `text` is its body. */
export function refusal(status, text, retryAfter) {
    const details = { status, mayBeDone: status >= 500, retryAfter };
    const body = parsed(text);
    const told = body?.["status"];
    if (isObject(told) && typeof told["code"] === "string") {
        const message = String(told["message"]);
        // Those that the service may learn later are taken for what they are: a code.
        const code = told["code"];
        if (code === "INVALID_FIELD" || code === "INVALID_VALUE") {
            const errors = Array.isArray(body?.["errors"]) ? body["errors"] : [];
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
export function unreachable(message, cause) {
    return new Unreachable("UNREACHABLE", message, { status: 0, mayBeDone: true, cause });
}
/** What the service would say of a session that its customer logged out of; it was not asked. */
export function gone() {
    return new Refused("SESSION_REFUSED", "the customer logged out meanwhile", { status: 0, mayBeDone: false });
}
export function parsed(text) {
    try {
        const value = JSON.parse(text);
        return isObject(value) ? value : null;
    }
    catch {
        return null;
    }
}
export function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
