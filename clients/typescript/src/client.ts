// The service as an app sees it: a method for each thing a customer does, and `get` and `post` for all the rest.

import { isServiceError, type ServiceError } from "./errors.js";
import { exchange, type Network } from "./exchange.js";
import { namedLock, type Lock } from "./lock.js";
import { isForAnybody, triesOf, type Answer, type GetPath, type Input, type PostPath, type Schemas } from "./operations.js";
import { Sessions } from "./sessions.js";
import { memoryStore, type Session, type Store } from "./store.js";

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

const TIMEOUT_MILLISECONDS = 15_000;

type LogInInput = Omit<Input<"/authentication/consumer_application_key/token">, "fields_set">;

export class AccessTokens {
  readonly #network: Network;
  readonly #sessions: Sessions;
  readonly #key: string | undefined;
  readonly #deviceName: string | undefined;

  constructor(options: Options) {
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
      onLoggedOut: options.onLoggedOut ?? ((): void => {}),
    });
    this.#key = options.applicationKey;
    this.#deviceName = options.deviceName;
  }

  /** Registers a customer. A code is sent where the definition says so. */
  create<I extends Input<"/access_tokens/create">>(input: I, options?: CallOptions) {
    return this.post("/access_tokens/create", input, options);
  }

  /** Takes the code that was sent. `logIn` takes it too, and logs in. */
  verify<I extends Input<"/access_tokens/verify">>(input: I, options?: CallOptions) {
    return this.post("/access_tokens/verify", input, options);
  }

  /** Has the code sent again. The answer does not say whether there is anybody to send it to. */
  resetVerificationCode<I extends Input<"/access_tokens/reset_verification_code">>(input: I, options?: CallOptions) {
    return this.post("/access_tokens/reset_verification_code", input, options);
  }

  /** Has a reset ticket sent, which `changePassCode` takes as `token`. The answer says nothing. */
  forgotPassCode(input: Input<"/access_tokens/forgot_pass_code">, options?: CallOptions) {
    return this.post("/access_tokens/forgot_pass_code", input, options);
  }

  /** Sets a new pass code: by the ticket that was sent, as `token`; or else in the session, with `current_pass_code`. */
  async changePassCode(
    input: Omit<Input<"/access_tokens/change_pass_code">, "token"> & { token?: string },
    options?: CallOptions,
  ): Promise<void> {
    await this.#call("POST", "/access_tokens/change_pass_code", input, options);
  }

  /** Has a one-time password sent; `logIn` takes it with the `request` that is answered. */
  sendOneTimePassword(input: Input<"/access_tokens/send_one_time_password">, options?: CallOptions) {
    return this.post("/access_tokens/send_one_time_password", input, options);
  }

  /** Logs a customer in, and keeps the session, which is refreshed from then on. */
  async logIn(input: LogInInput, options?: CallOptions): Promise<void> {
    const deviceToken = await this.#sessions.deviceToken();
    const whole = {
      refresh: true,
      ...(this.#deviceName !== undefined && { device_name: this.#deviceName }),
      ...(deviceToken !== null && { device_token: deviceToken }),
      ...input,
    };
    const path = "/authentication/consumer_application_key/token";
    await this.#sessions.open((await this.#send("POST", path, whole, null, options)) as Schemas["SessionAnswer"], false);
  }

  /** Opens a session of a back office, by its key. From then on every request goes in it. */
  async logInBackOffice(input: Input<"/authentication/web_api_key/token"> = {}, options?: CallOptions): Promise<void> {
    const answer = await this.#send("POST", "/authentication/web_api_key/token", input, null, options);
    await this.#sessions.open(answer as Schemas["SessionAnswer"], true);
  }

  /**
   * Logs out: the session is forgotten here whatever comes of it, and ended at the service. False where the service
   * could not be told; the session ends there when it was idle for long enough.
   */
  async logOut(): Promise<boolean> {
    const session = await this.#sessions.close();
    if (session === null) return true;
    const input = { token: session.refreshToken ?? session.token };
    try {
      await this.#send("POST", "/authentication/token/release", input, null);
      return true;
    } catch (error) {
      if (isServiceError(error)) return false;
      throw error;
    }
  }

  /** Whether a session is kept; asks nobody. Whether the service still takes it shows with the next request. */
  async isLoggedIn(): Promise<boolean> {
    return (await this.#sessions.kept()) !== null;
  }

  /** The session token, good for a while, for the owner's other services; null where nobody is logged in any more. */
  async sessionToken(): Promise<string | null> {
    const kept = await this.#sessions.kept();
    return kept && this.#sessions.tokenOf(await this.#sessions.fresh(kept));
  }

  /** The customer's access token, or one that the input proves. */
  show<const I extends Input<"/access_tokens/show">>(input: I, options?: CallOptions) {
    return this.post("/access_tokens/show", input, options);
  }

  /** The rules for what a customer types, to say them while it is typed. */
  showConfiguration<const I extends Input<"/access_tokens/configuration/show">>(input: I, options?: CallOptions) {
    return this.get("/access_tokens/configuration/show", input, options);
  }

  /** The customer's sessions, this one among them. */
  async listSessions(options?: CallOptions): Promise<Schemas["ListedSession"][]> {
    return (await this.post("/authentication/sessions/list", {}, options)).data;
  }

  /** Ends a session of the customer's, or all of them, this one too. */
  async releaseSessions(input: { session_id: string } | { all: true }, options?: CallOptions): Promise<void> {
    await this.post("/authentication/sessions/release", input, options);
    if ("all" in input) await this.#sessions.close();
  }

  /** Any operation that is asked for with GET. */
  async get<P extends GetPath, const I extends Input<P>>(path: P, input: I, options?: CallOptions): Promise<Answer<P, I>> {
    return (await this.#call("GET", path, input as object, options)) as Answer<P, I>;
  }

  /** Any operation that is asked for with POST. */
  async post<P extends PostPath, const I extends Input<P>>(path: P, input: I, options?: CallOptions): Promise<Answer<P, I>> {
    return (await this.#call("POST", path, input as object, options)) as Answer<P, I>;
  }

  /** In the session, if there is one and it is for that. What is sent as `token` says who asks by itself. */
  async #call(method: "GET" | "POST", path: string, input: object, options: CallOptions = {}): Promise<unknown> {
    const kept = "token" in input ? null : await this.#sessions.kept();
    const isIn = kept !== null && (kept.isBackOffice || !isForAnybody(path));
    const session = isIn ? await this.#sessions.fresh(kept) : null;
    try {
      return await this.#send(method, path, input, session, options);
    } catch (error) {
      if (session === null || !isServiceError(error) || error.code !== "SESSION_REFUSED") throw error;
      // Nothing was done. The clock of this device may be wrong, or another tab was quicker.
      const next = await this.#sessions.renew(session, error);
      if (next?.id !== session.id) throw error;
      return this.#send(method, path, input, next, options);
    }
  }

  async #send(
    method: "GET" | "POST",
    path: string,
    input: object,
    session: Session | null,
    { signal }: CallOptions = {},
  ): Promise<unknown> {
    const tries = triesOf(method, path, input);
    const authorization = this.#authorization(session);
    const { data, next } = await exchange(this.#network, { method, path, input, authorization, tries, signal });
    return next === undefined ? data : { data, next };
  }

  #authorization(session: Session | null): string | null {
    if (session !== null) return `Bearer ${session.token}`;
    return this.#key === undefined ? null : `Basic ${btoa(bytes(`${this.#key}:`))}`;
  }
}

/** A character for each byte of UTF-8, as `btoa` wants it: it throws at all others, which may be typed into a key. */
function bytes(text: string): string {
  return encodeURIComponent(text).replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** Said when the app starts, and not when its first customer logs in. */
function platformBytes(): (length: number) => Uint8Array {
  const platform: Crypto | undefined = globalThis.crypto;
  if (platform === undefined) throw new Error("there is no crypto here: give randomBytes");
  return (length) => platform.getRandomValues(new Uint8Array(length));
}
