export type Lock = <T>(work: () => Promise<T>) => Promise<T>;
/** By Web Locks where they are: tabs that share a store must not refresh at once. Elsewhere in this process alone. */
export declare function namedLock(name: string): Lock;
