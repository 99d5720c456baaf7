import { type ServiceError } from "./errors.js";
import { type Lock } from "./lock.js";
import { type Answer, type GetPath, type Input, type PostPath, type Schemas } from "./operations.js";
import { type Store } from "./store.js";
export interface Options {
    /** Where the service is, without a slash at its end. */
    baseUrl: string;
    /** The key of the app, or of the back office. Whoever takes the app apart has an app's key; it proves no customer. */
    applicationKey?: string;
    /** Where the session is kept. In memory, if none is given. */
    store?: Store;
    /** What the customer knows this device by; then their log-in is not locked by what others guess elsewhere. */
    deviceName?: string;
    /** The service ended the session; `why.code` says why. Not called by `logOut`. */
    onLoggedOut?: (why: ServiceError) => void;
    /** The service answers within 8 seconds. */
    timeoutMilliseconds?: number;
    /** Where there are no Web Locks and several processes share the store. */
    lock?: Lock;
    /** Where there is no `crypto.getRandomValues`. */
    randomBytes?: (length: number) => Uint8Array;
    fetch?: typeof fetch;
    now?: () => number;
    wait?: (milliseconds: number) => Promise<void>;
}
export interface CallOptions {
    signal?: AbortSignal;
}
type LogInInput = Omit<Input<"/authentication/consumer_application_key/token">, "fields_set">;
export declare class AccessTokens {
    #private;
    constructor(options: Options);
    /** Registers a customer. A code is sent where the definition says so. */
    create<I extends Input<"/access_tokens/create">>(input: I, options?: CallOptions): Promise<Answer<"/access_tokens/create", I>>;
    /** Takes the code that was sent. `logIn` takes it too, and logs in. */
    verify<I extends Input<"/access_tokens/verify">>(input: I, options?: CallOptions): Promise<Answer<"/access_tokens/verify", I>>;
    /** Has the code sent again. The answer does not say whether there is anybody to send it to. */
    resetVerificationCode<I extends Input<"/access_tokens/reset_verification_code">>(input: I, options?: CallOptions): Promise<Answer<"/access_tokens/reset_verification_code", I>>;
    /** Has a reset ticket sent, which `changePassCode` takes as `token`. The answer says nothing. */
    forgotPassCode(input: Input<"/access_tokens/forgot_pass_code">, options?: CallOptions): Promise<null>;
    /** Sets a new pass code: by the ticket that was sent, as `token`; or else in the session, with `current_pass_code`. */
    changePassCode(input: Omit<Input<"/access_tokens/change_pass_code">, "token"> & {
        token?: string;
    }, options?: CallOptions): Promise<void>;
    /** Has a one-time password sent; `logIn` takes it with the `request` that is answered. */
    sendOneTimePassword(input: Input<"/access_tokens/send_one_time_password">, options?: CallOptions): Promise<{
        request: string;
    }>;
    /** Logs a customer in, and keeps the session, which is refreshed from then on. */
    logIn(input: LogInInput, options?: CallOptions): Promise<void>;
    /** Opens a session of a back office, by its key. From then on every request goes in it. */
    logInBackOffice(input?: Input<"/authentication/web_api_key/token">, options?: CallOptions): Promise<void>;
    /**
     * Logs out: the session is forgotten here whatever comes of it, and ended at the service. False where the service
     * could not be told; the session ends there when it was idle for long enough.
     */
    logOut(): Promise<boolean>;
    /** Whether a session is kept; asks nobody. Whether the service still takes it shows with the next request. */
    isLoggedIn(): Promise<boolean>;
    /** The session token, good for a while, for the owner's other services; null where nobody is logged in any more. */
    sessionToken(): Promise<string | null>;
    /** The customer's access token, or one that the input proves. */
    show<const I extends Input<"/access_tokens/show">>(input: I, options?: CallOptions): Promise<Answer<"/access_tokens/show", I>>;
    /** The rules for what a customer types, to say them while it is typed. */
    showConfiguration<const I extends Input<"/access_tokens/configuration/show">>(input: I, options?: CallOptions): Promise<Answer<"/access_tokens/configuration/show", I>>;
    /** The customer's sessions, this one among them. */
    listSessions(options?: CallOptions): Promise<Schemas["ListedSession"][]>;
    /** Ends a session of the customer's, or all of them, this one too. */
    releaseSessions(input: {
        session_id: string;
    } | {
        all: true;
    }, options?: CallOptions): Promise<void>;
    /** Any operation that is asked for with GET. */
    get<P extends GetPath, const I extends Input<P>>(path: P, input: I, options?: CallOptions): Promise<Answer<P, I>>;
    /** Any operation that is asked for with POST. */
    post<P extends PostPath, const I extends Input<P>>(path: P, input: I, options?: CallOptions): Promise<Answer<P, I>>;
}
export {};
