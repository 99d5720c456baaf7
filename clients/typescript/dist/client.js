// The service as an app sees it: a method for each thing a customer does, and `get` and `post` for all the rest.
import { isServiceError } from "./errors.js";
import { exchange } from "./exchange.js";
import { namedLock } from "./lock.js";
import { isForAnybody, triesOf } from "./operations.js";
import { Sessions } from "./sessions.js";
import { memoryStore } from "./store.js";
const TIMEOUT_MILLISECONDS = 15_000;
export class AccessTokens {
    #network;
    #sessions;
    #key;
    #deviceName;
    constructor(options) {
        const baseUrl = options.baseUrl.replace(/\/+$/, "");
        this.#network = {
            baseUrl,
            // As a method of another object a browser's fetch does not run.
            fetch: options.fetch ?? ((input, init) => fetch(input, init)),
            timeoutMilliseconds: options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS,
            wait: options.wait ?? ((milliseconds) => new Promise((done) => setTimeout(done, milliseconds))),
        };
        this.#sessions = new Sessions({
            network: this.#network,
            store: options.store ?? memoryStore(),
            lock: options.lock ?? namedLock(`access-tokens ${baseUrl}`),
            now: options.now ?? Date.now,
            randomBytes: options.randomBytes ?? platformBytes(),
            onLoggedOut: options.onLoggedOut ?? (() => { }),
        });
        this.#key = options.applicationKey;
        this.#deviceName = options.deviceName;
    }
    /** Registers a customer. A code is sent where the definition says so. */
    create(input, options) {
        return this.post("/access_tokens/create", input, options);
    }
    /** Takes the code that was sent. `logIn` takes it too, and logs in. */
    verify(input, options) {
        return this.post("/access_tokens/verify", input, options);
    }
    /** Has the code sent again. The answer does not say whether there is anybody to send it to. */
    resetVerificationCode(input, options) {
        return this.post("/access_tokens/reset_verification_code", input, options);
    }
    /** Has a reset ticket sent, which `changePassCode` takes as `token`. The answer says nothing. */
    forgotPassCode(input, options) {
        return this.post("/access_tokens/forgot_pass_code", input, options);
    }
    /** Sets a new pass code: by the ticket that was sent, as `token`; or else in the session, with `current_pass_code`. */
    async changePassCode(input, options) {
        await this.#call("POST", "/access_tokens/change_pass_code", input, options);
    }
    /** Has a one-time password sent; `logIn` takes it with the `request` that is answered. */
    sendOneTimePassword(input, options) {
        return this.post("/access_tokens/send_one_time_password", input, options);
    }
    /** Logs a customer in, and keeps the session, which is refreshed from then on. */
    async logIn(input, options) {
        const deviceToken = await this.#sessions.deviceToken();
        const whole = {
            refresh: true,
            ...(this.#deviceName !== undefined && { device_name: this.#deviceName }),
            ...(deviceToken !== null && { device_token: deviceToken }),
            ...input,
        };
        const path = "/authentication/consumer_application_key/token";
        await this.#sessions.open((await this.#send("POST", path, whole, null, options)), false);
    }
    /** Opens a session of a back office, by its key. From then on every request goes in it. */
    async logInBackOffice(input = {}, options) {
        const answer = await this.#send("POST", "/authentication/web_api_key/token", input, null, options);
        await this.#sessions.open(answer, true);
    }
    /**
     * Logs out: the session is forgotten here whatever comes of it, and ended at the service. False where the service
     * could not be told; the session ends there when it was idle for long enough.
     */
    async logOut() {
        const session = await this.#sessions.close();
        if (session === null)
            return true;
        const input = { token: session.refreshToken ?? session.token };
        try {
            await this.#send("POST", "/authentication/token/release", input, null);
            return true;
        }
        catch (error) {
            if (isServiceError(error))
                return false;
            throw error;
        }
    }
    /** Whether a session is kept; asks nobody. Whether the service still takes it shows with the next request. */
    async isLoggedIn() {
        return (await this.#sessions.kept()) !== null;
    }
    /** The session token, good for a while, for the owner's other services; null where nobody is logged in any more. */
    async sessionToken() {
        const kept = await this.#sessions.kept();
        return kept && this.#sessions.tokenOf(await this.#sessions.fresh(kept));
    }
    /** The customer's access token, or one that the input proves. */
    show(input, options) {
        return this.post("/access_tokens/show", input, options);
    }
    /** The rules for what a customer types, to say them while it is typed. */
    showConfiguration(input, options) {
        return this.get("/access_tokens/configuration/show", input, options);
    }
    /** The customer's sessions, this one among them. */
    async listSessions(options) {
        return (await this.post("/authentication/sessions/list", {}, options)).data;
    }
    /** Ends a session of the customer's, or all of them, this one too. */
    async releaseSessions(input, options) {
        await this.post("/authentication/sessions/release", input, options);
        if ("all" in input)
            await this.#sessions.close();
    }
    /** Any operation that is asked for with GET. */
    async get(path, input, options) {
        return (await this.#call("GET", path, input, options));
    }
    /** Any operation that is asked for with POST. */
    async post(path, input, options) {
        return (await this.#call("POST", path, input, options));
    }
    /** In the session, if there is one and it is for that. What is sent as `token` says who asks by itself. */
    async #call(method, path, input, options = {}) {
        const kept = "token" in input ? null : await this.#sessions.kept();
        const isIn = kept !== null && (kept.isBackOffice || !isForAnybody(path));
        const session = isIn ? await this.#sessions.fresh(kept) : null;
        try {
            return await this.#send(method, path, input, session, options);
        }
        catch (error) {
            if (session === null || !isServiceError(error) || error.code !== "SESSION_REFUSED")
                throw error;
            // Nothing was done. The clock of this device may be wrong, or another tab was quicker.
            const next = await this.#sessions.renew(session, error);
            if (next?.id !== session.id)
                throw error;
            return this.#send(method, path, input, next, options);
        }
    }
    async #send(method, path, input, session, { signal } = {}) {
        const tries = triesOf(method, path, input);
        const authorization = this.#authorization(session);
        const { data, next } = await exchange(this.#network, { method, path, input, authorization, tries, signal });
        return next === undefined ? data : { data, next };
    }
    #authorization(session) {
        if (session !== null)
            return `Bearer ${session.token}`;
        return this.#key === undefined ? null : `Basic ${btoa(bytes(`${this.#key}:`))}`;
    }
}
/** A character for each byte of UTF-8, as `btoa` wants it: it throws at all others, which may be typed into a key. */
function bytes(text) {
    return encodeURIComponent(text).replace(/%(..)/g, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
}
/** Said when the app starts, and not when its first customer logs in. */
function platformBytes() {
    const platform = globalThis.crypto;
    if (platform === undefined)
        throw new Error("there is no crypto here: give randomBytes");
    return (length) => platform.getRandomValues(new Uint8Array(length));
}
