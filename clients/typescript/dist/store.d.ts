/** The app's own place for one text: it holds what logs the customer in, so no other app may read it. */
export interface Store {
    /** What was written last; null where nothing was. */
    read(): string | null | Promise<string | null>;
    write(text: string): void | Promise<void>;
}
/** Keeps the session for as long as the page or the process lives. */
export declare function memoryStore(): Store;
/** An open session. Times are in milliseconds, by the clock of this device. */
export interface Session {
    /** Made up at log-in. A request that began in one session does not go on in another customer's. */
    readonly id: string;
    readonly token: string;
    readonly expires: number;
    readonly refreshToken: string | null;
    /** What `refreshToken` was sent with and had no answer yet: it goes with it until there is one. */
    readonly attempt: string | null;
    readonly isBackOffice: boolean;
}
/** All that is kept. The device stays known when its customer logs out. */
export interface Kept {
    readonly session: Session | null;
    readonly deviceToken: string | null;
}
export declare function readKept(store: Store): Promise<Kept>;
export declare function writeKept(store: Store, kept: Kept): Promise<void>;
