// Where a session is kept between two starts of the app, and what is kept.
import { isObject, parsed } from "./errors.js";
/** Keeps the session for as long as the page or the process lives. */
export function memoryStore() {
    let kept = null;
    return {
        read: () => kept,
        write: (text) => {
            kept = text;
        },
    };
}
/** A later release of this client that keeps something else gets another number. */
const FORMAT = 1;
export async function readKept(store) {
    const value = parsed((await store.read()) ?? "");
    if (value?.["format"] !== FORMAT)
        return { session: null, deviceToken: null };
    const { session, deviceToken } = value;
    return {
        // Nobody but writeKept makes one.
        session: isObject(session) ? session : null,
        deviceToken: typeof deviceToken === "string" ? deviceToken : null,
    };
}
export async function writeKept(store, kept) {
    await store.write(JSON.stringify({ format: FORMAT, ...kept }));
}
