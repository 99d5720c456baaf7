import type { Store } from "./store.js";
/**
 * Keeps the session in IndexedDB, for all tabs of an origin. There a tab sees at once what another one wrote. In
 * localStorage it sees it a moment later, and may write what is old over what is new: the session would be lost.
 */
export declare function browserStore(name?: string): Store;
