// What the snippets of README.md import and this package does not have, as far as they use it.

declare module "expo-secure-store" {
  export const AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: number;
  export function getItemAsync(key: string): Promise<string | null>;
  export function setItemAsync(key: string, value: string, options?: { keychainAccessible?: number }): Promise<void>;
}

declare module "expo-crypto" {
  export function getRandomBytes(byteCount: number): Uint8Array;
}

declare module "expo-linking" {
  export function parse(url: string): { queryParams: Record<string, string | string[] | undefined> | null };
}
