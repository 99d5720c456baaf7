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
export declare const TRIES = 3;
/** The envelope of an answer, status 2xx. Anything else is thrown, as a {@link ServiceError}. */
export declare function exchange(network: Network, request: Request): Promise<Record<string, unknown>>;
