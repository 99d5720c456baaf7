// One request and its answer, repeated where that is safe.

import { isServiceError, parsed, refusal, unreachable, type ServiceError } from "./errors.js";

export interface Network {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly timeoutMilliseconds: number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export interface Request {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly input: object;
  readonly authorization: string | null;
  /** How often it is sent at most where its answer is lost. 1: what it does must not be done twice. */
  readonly tries: number;
  readonly signal: AbortSignal | undefined;
}

/** How often a request is sent that the service did nothing about, and what can be asked for again. */
export const TRIES = 3;
const FIRST_PAUSE_MILLISECONDS = 300;
/** Who is told to wait for longer is told by the error, and the app decides. */
const LONGEST_PAUSE_SECONDS = 10;

/** The envelope of an answer, status 2xx. Anything else is thrown, as a {@link ServiceError}. */
export async function exchange(network: Network, request: Request): Promise<Record<string, unknown>> {
  for (let sent = 1; ; sent++) {
    try {
      return await once(network, request);
    } catch (error) {
      if (!isServiceError(error) || sent >= triesAfter(error, request)) throw error;
      const seconds = error.retryAfter ?? 0;
      if (seconds > LONGEST_PAUSE_SECONDS) throw error;
      // Whoever was turned away with it at once does not come back at once.
      const pause = Math.random() * FIRST_PAUSE_MILLISECONDS * 2 ** (sent - 1);
      await network.wait(seconds * 1000 + pause);
    }
  }
}

function triesAfter(error: ServiceError, request: Request): number {
  // The service was too busy to do anything, or API Gateway did not let it through: no code stands in that 429.
  if (error.code === "BUSY" || (error.code === "GATEWAY" && error.status === 429)) return TRIES;
  const comesAndGoes = error.code === "UNREACHABLE" || error.code === "UNAVAILABLE" || error.code === "GATEWAY";
  return comesAndGoes && error.mayBeDone ? request.tries : 1;
}

async function once(network: Network, request: Request): Promise<Record<string, unknown>> {
  const { status, text, retryAfter } = await answer(network, request);
  const body = parsed(text);
  if (status >= 200 && status < 300 && body !== null && "data" in body) return body;
  throw refusal(status, text, retryAfter);
}

interface Answer {
  status: number;
  text: string;
  retryAfter: number | undefined;
}

async function answer(network: Network, request: Request): Promise<Answer> {
  stopIfAborted(request.signal);
  // AbortSignal.any and .timeout would do; React Native has neither.
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  request.signal?.addEventListener("abort", stop);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, network.timeoutMilliseconds);
  try {
    const response = await network.fetch(address(network, request), {
      method: request.method,
      headers: headers(request),
      ...(request.method === "POST" && { body: JSON.stringify(request.input) }),
      // The service sets no cookie and leads nowhere else; what does is not the service.
      credentials: "omit",
      redirect: "error",
      cache: "no-store",
      signal: controller.signal,
    });
    const after = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
    const retryAfter = Number.isNaN(after) ? undefined : after;
    return { status: response.status, text: await response.text(), retryAfter };
  } catch (error) {
    stopIfAborted(request.signal);
    throw unreachable(isLate ? "there was no answer in time" : "there was no answer", isLate ? undefined : error);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", stop);
  }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signal.reason ?? new Error("aborted");
}

function headers(request: Request): Record<string, string> {
  return {
    ...(request.method === "POST" && { "content-type": "application/json" }),
    ...(request.authorization !== null && { authorization: request.authorization }),
  };
}

function address(network: Network, request: Request): string {
  const url = network.baseUrl + request.path;
  if (request.method === "POST") return url;
  // React Native has half of URLSearchParams.
  const pairs = Object.entries(request.input).flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    // Objects are JSON text in an address.
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    return [`${name}=${encodeURIComponent(text)}`];
  });
  return pairs.length === 0 ? url : `${url}?${pairs.join("&")}`;
}
