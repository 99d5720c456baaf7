// The operations as types, from the OpenAPI description; and what of them a client has to know when it runs.
import { TRIES } from "./exchange.js";
/** What anybody may ask for: a session that is over must not stand in the way of a new customer. */
const FOR_ANYBODY = [
    "/access_tokens/create",
    "/access_tokens/verify",
    "/access_tokens/reset_verification_code",
    "/access_tokens/reset_pass_code",
    "/access_tokens/forgot_pass_code",
    "/access_tokens/send_one_time_password",
    "/access_tokens/configuration/classifications/list",
    "/access_tokens/configuration/show",
];
/**
 * Bodies that may be sent again when their answer was lost: they read, or end what may end twice. Not
 * `sessions/release`: if it ended the session that it was sent in, it is refused the second time, as if it had done
 * nothing.
 */
const REPEATABLE = [
    "/access_tokens/show",
    "/access_tokens/messages/list",
    "/customers/find",
    "/accounts_receivable/show",
    "/rewards_participants/show",
    "/authentication/sessions/list",
    "/authentication/token/release",
];
export function isForAnybody(path) {
    return FOR_ANYBODY.includes(path);
}
/** How often a request may be sent if its answers are lost. */
export function triesOf(method, path, input) {
    // The same code and pass code are answered again. Wrong ones are counted again: so once more, not twice.
    if (path === "/access_tokens/verify")
        return 2;
    // A proof that is wrong would be counted twice, and a code that is good once be gone.
    const proves = "access_token_identifier" in input;
    return method === "GET" || (REPEATABLE.includes(path) && !proves) ? TRIES : 1;
}
