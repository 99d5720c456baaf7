// One at a time, over all tabs of a browser and all clients of a process.
const last = new Map();
/** By Web Locks where they are: tabs that share a store must not refresh at once. Elsewhere in this process alone. */
export function namedLock(name) {
    const locks = globalThis.navigator?.locks;
    if (locks)
        return async (work) => await locks.request(name, work);
    return (work) => {
        const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
        last.set(name, mine);
        return mine;
    };
}
