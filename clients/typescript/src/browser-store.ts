// The store of a web page, which all its tabs share.

import type { Store } from "./store.js";

const TEXTS = "texts";
const KEY = "session";

/**
 * Keeps the session in IndexedDB, for all tabs of an origin. There a tab sees at once what another one wrote. In
 * localStorage it sees it a moment later, and may write what is old over what is new: the session would be lost.
 */
export function browserStore(name = "access-tokens"): Store {
  let opened: Promise<IDBDatabase> | null = null;

  async function transact<T>(mode: IDBTransactionMode, ask: (texts: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    opened ??= open(name, () => {
      opened = null;
    });
    const database = await opened;
    return new Promise((done, fail) => {
      // Strict: what is sent next must be there after a crash.
      const transaction = database.transaction(TEXTS, mode, { durability: "strict" });
      const asked = ask(transaction.objectStore(TEXTS));
      transaction.oncomplete = () => done(asked.result);
      transaction.onabort = () => fail(transaction.error);
    });
  }

  return {
    read: async () => (await transact<string | undefined>("readonly", (texts) => texts.get(KEY))) ?? null,
    write: async (text) => void (await transact("readwrite", (texts) => texts.put(text, KEY))),
  };
}

function open(name: string, lost: () => void): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(TEXTS);
    request.onsuccess = () => {
      // A browser that needs the space, or a user who clears it.
      request.result.onclose = lost;
      done(request.result);
    };
    request.onerror = () => {
      lost();
      fail(request.error);
    };
  });
}
