// The session of this client: kept in the app's store, and refreshed so that no lost answer ends it.
//
// 1. Who needs a session token that is over asks for the next one, once for all who wait (`renew`).
// 2. Under a lock, the store is read again: another tab may have the next one already.
// 3. An attempt is made up and kept beside the refresh token, and only then is it sent. Where it gets no answer, it
//    stays, and goes with the same refresh token the next time, after a restart as well: the same attempt gets the same
//    answer.
// 4. What is refused because another tab was quicker is looked for in the store. What is refused for good ends the
//    session here too, and the app is told why.
import { gone, isServiceError } from "./errors.js";
import { exchange, TRIES } from "./exchange.js";
import { readKept, writeKept } from "./store.js";
/** A token that is over while it travels is of no use. */
const LEEWAY_MILLISECONDS = 30_000;
/** Another tab that holds the next refresh token writes it soon. */
const ROUNDS = 4;
const RANDOM_BYTES = 16;
export class Sessions {
    #by;
    #renewing = null;
    /** Stops the refresh that is under way. */
    #stop = new AbortController();
    constructor(surroundings) {
        this.#by = surroundings;
    }
    /** The session as it is kept, whether its token is over or not. */
    async kept() {
        return (await readKept(this.#by.store)).session;
    }
    /** What requests go in: the session that is kept, refreshed if need be. Where it is kept no longer, in no other. */
    async fresh(kept) {
        if (this.#isGood(kept) || kept.refreshToken === null)
            return kept;
        const session = await this.renew(kept);
        if (session?.id !== kept.id)
            throw gone();
        return session;
    }
    /** Null where it is over, and can be refreshed by nothing. */
    tokenOf(session) {
        return this.#by.now() < session.expires ? session.token : null;
    }
    /**
     * The session after one whose token is over, or was refused; null where its customer logged out meanwhile, and with
     * another id where somebody logged in after that.
     */
    renew(stale, refused) {
        const { signal } = this.#stop;
        this.#renewing ??= this.#by
            .lock(() => this.#step(stale, refused, signal))
            .finally(() => {
            this.#renewing = null;
        });
        return this.#renewing;
    }
    async #step(stale, refused, signal) {
        const { store, network } = this.#by;
        let over = stale.token;
        for (let round = 1;; round++) {
            const kept = await readKept(store);
            let session = kept.session;
            if (session === null || (session.token !== over && this.#isGood(session)))
                return session;
            if (session.refreshToken === null)
                return refused ? this.#end(refused) : session;
            if (session.attempt === null) {
                session = { ...session, attempt: this.#random() };
                await writeKept(store, { ...kept, session });
            }
            try {
                const answer = await this.#refresh(session, signal);
                session = { ...session, ...this.#of(answer) };
                await writeKept(store, { ...kept, session });
                if (answer.expires_in > 0 || round === ROUNDS)
                    return session;
                // It was asked for again so late that it is over: the next one is asked for with what came beside it.
                over = session.token;
            }
            catch (error) {
                if (signal.aborted)
                    throw gone();
                if (!isServiceError(error))
                    throw error;
                const isSuperseded = error.code === "REFRESH_SUPERSEDED";
                if (!isSuperseded && error.code !== "SESSION_REFUSED")
                    throw error;
                const held = (await readKept(store)).session?.refreshToken;
                const isLast = held === session.refreshToken;
                if (isLast && !isSuperseded)
                    return this.#end(error);
                if (round === ROUNDS)
                    throw error;
                if (isLast)
                    await network.wait((error.retryAfter ?? 1) * 1000);
            }
        }
    }
    async #refresh({ refreshToken, attempt }, signal) {
        const input = { refresh_token: refreshToken, attempt };
        const path = "/authentication/token/refresh";
        const request = { method: "POST", path, input, authorization: null, tries: TRIES, signal };
        return (await exchange(this.#by.network, request))["data"];
    }
    /** A log-in was answered. */
    async open(answer, isBackOffice) {
        await this.#by.lock(async () => {
            const { deviceToken } = await readKept(this.#by.store);
            const session = { id: this.#random(), isBackOffice, ...this.#of(answer) };
            await writeKept(this.#by.store, { session, deviceToken: answer.device_token ?? deviceToken });
        });
    }
    /** Forgets the session, and returns it. Whoever logs out does not wait for a network: a refresh is broken off. */
    async close() {
        this.#stop.abort();
        this.#stop = new AbortController();
        return this.#by.lock(async () => {
            const { session, deviceToken } = await readKept(this.#by.store);
            await writeKept(this.#by.store, { session: null, deviceToken });
            return session;
        });
    }
    async deviceToken() {
        return (await readKept(this.#by.store)).deviceToken;
    }
    /** The service ended it: nobody is logged in, and whoever asked is told why. The lock is held. */
    async #end(why) {
        const { deviceToken } = await readKept(this.#by.store);
        await writeKept(this.#by.store, { session: null, deviceToken });
        this.#by.onLoggedOut(why);
        throw why;
    }
    #of(answer) {
        const expires = this.#by.now() + answer.expires_in * 1000;
        return { token: answer.token, expires, refreshToken: answer.refresh_token, attempt: null };
    }
    #isGood(session) {
        return this.#by.now() < session.expires - LEEWAY_MILLISECONDS;
    }
    /** 128 bits, in base64url, as an attempt must be: made of nothing, and never the same twice. */
    #random() {
        const bytes = this.#by.randomBytes(RANDOM_BYTES);
        const text = btoa(String.fromCharCode(...bytes));
        return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    }
}
