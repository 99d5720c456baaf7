import { type ServiceError } from "./errors.js";
import { type Network } from "./exchange.js";
import type { Lock } from "./lock.js";
import type { components } from "./openapi.js";
import { type Session, type Store } from "./store.js";
type SessionAnswer = components["schemas"]["SessionAnswer"];
export interface Surroundings {
    readonly network: Network;
    readonly store: Store;
    readonly lock: Lock;
    readonly now: () => number;
    readonly randomBytes: (length: number) => Uint8Array;
    readonly onLoggedOut: (why: ServiceError) => void;
}
export declare class Sessions {
    #private;
    constructor(surroundings: Surroundings);
    /** The session as it is kept, whether its token is over or not. */
    kept(): Promise<Session | null>;
    /** What requests go in: the session that is kept, refreshed if need be. Where it is kept no longer, in no other. */
    fresh(kept: Session): Promise<Session>;
    /** Null where it is over, and can be refreshed by nothing. */
    tokenOf(session: Session): string | null;
    /**
     * The session after one whose token is over, or was refused; null where its customer logged out meanwhile, and with
     * another id where somebody logged in after that.
     */
    renew(stale: Session, refused?: ServiceError): Promise<Session | null>;
    /** A log-in was answered. */
    open(answer: SessionAnswer, isBackOffice: boolean): Promise<void>;
    /** Forgets the session, and returns it. Whoever logs out does not wait for a network: a refresh is broken off. */
    close(): Promise<Session | null>;
    deviceToken(): Promise<string | null>;
}
export {};
