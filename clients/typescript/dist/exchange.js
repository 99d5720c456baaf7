// One request and its answer, repeated where that is safe.
import { isServiceError, parsed, refusal, unreachable } from "./errors.js";
/** How often a request is sent that the service did nothing about, and what can be asked for again. */
export const TRIES = 3;
const FIRST_PAUSE_MILLISECONDS = 300;
/** Who is told to wait for longer is told by the error, and the app decides. */
const LONGEST_PAUSE_SECONDS = 10;
/** The envelope of an answer, status 2xx. Anything else is thrown, as a {@link ServiceError}. */
export async function exchange(network, request) {
    for (let sent = 1;; sent++) {
        try {
            return await once(network, request);
        }
        catch (error) {
            if (!isServiceError(error) || sent >= triesAfter(error, request))
                throw error;
            const seconds = error.retryAfter ?? 0;
            if (seconds > LONGEST_PAUSE_SECONDS)
                throw error;
            // Whoever was turned away with it at once does not come back at once.
            const pause = Math.random() * FIRST_PAUSE_MILLISECONDS * 2 ** (sent - 1);
            await network.wait(seconds * 1000 + pause);
        }
    }
}
function triesAfter(error, request) {
    // The service was too busy to do anything, or API Gateway did not let it through: no code stands in that 429.
    if (error.code === "BUSY" || (error.code === "GATEWAY" && error.status === 429))
        return TRIES;
    const comesAndGoes = error.code === "UNREACHABLE" || error.code === "UNAVAILABLE" || error.code === "GATEWAY";
    return comesAndGoes && error.mayBeDone ? request.tries : 1;
}
async function once(network, request) {
    const { status, text, retryAfter } = await answer(network, request);
    const body = parsed(text);
    if (status >= 200 && status < 300 && body !== null && "data" in body)
        return body;
    throw refusal(status, text, retryAfter);
}
async function answer(network, request) {
    stopIfAborted(request.signal);
    // AbortSignal.any and .timeout would do; React Native has neither.
    const controller = new AbortController();
    const stop = () => controller.abort();
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
    }
    catch (error) {
        stopIfAborted(request.signal);
        throw unreachable(isLate ? "there was no answer in time" : "there was no answer", isLate ? undefined : error);
    }
    finally {
        clearTimeout(timer);
        request.signal?.removeEventListener("abort", stop);
    }
}
function stopIfAborted(signal) {
    if (signal?.aborted)
        throw signal.reason ?? new Error("aborted");
}
function headers(request) {
    return {
        ...(request.method === "POST" && { "content-type": "application/json" }),
        ...(request.authorization !== null && { authorization: request.authorization }),
    };
}
function address(network, request) {
    const url = network.baseUrl + request.path;
    if (request.method === "POST")
        return url;
    // React Native has half of URLSearchParams.
    const pairs = Object.entries(request.input).flatMap(([name, value]) => {
        if (value === undefined || value === null)
            return [];
        // Objects are JSON text in an address.
        const text = typeof value === "object" ? JSON.stringify(value) : String(value);
        return [`${name}=${encodeURIComponent(text)}`];
    });
    return pairs.length === 0 ? url : `${url}?${pairs.join("&")}`;
}
