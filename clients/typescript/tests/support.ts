// The local stack as the tests see it, and a network before it that loses answers.

import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { AccessTokens, isServiceError, memoryStore, type Options, type Schemas, type ServiceError } from "access-tokens-client";

/** What `cargo run -- --json` printed. */
export const where = JSON.parse(process.env["STACK"] ?? "{}") as {
  api: string;
  inbox: string;
  consumer_application_key: string;
  systemic_key: string;
};

export const PASS_CODE = "correct horse 1";
const QUARTER_OF_AN_HOUR = 15 * 60_000;

export interface Seen {
  path: string;
  body: Record<string, unknown>;
  authorization: string | undefined;
}

type Instead = { status: number; body: string; headers?: Record<string, string> } | "lost" | "unsent" | "held";

/** A network before the stack: it sees what is sent, and does to the answers of a path what it is told, in turn. */
export class Network {
  readonly seen: Seen[] = [];
  readonly #instead = new Map<string, Instead[]>();
  readonly #server = http.createServer((request, response) => void this.#answer(request, response));

  static async before(test: { after(end: () => void): void }): Promise<Network> {
    const network = new Network();
    network.#server.listen(0, "127.0.0.1");
    await once(network.#server, "listening");
    test.after(() => {
      network.#server.close();
      network.#server.closeAllConnections();
    });
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What becomes of the next answers of a path: lost after it was done, never asked for, held back, or these words. */
  answers(path: string, ...instead: Instead[]): void {
    this.#instead.set(path, instead);
  }

  sentTo(path: string): Seen[] {
    return this.seen.filter((one) => one.path === path);
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    let text = "";
    for await (const part of request) text += String(part);
    const [path = ""] = (request.url ?? "").split("?");
    const { authorization, "content-type": type } = request.headers;
    this.seen.push({ path, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>), authorization });
    const instead = this.#instead.get(path)?.shift();
    if (instead === "unsent") return void request.socket.destroy();
    if (instead === "held") return;
    if (typeof instead === "object") {
      response.writeHead(instead.status, { "content-type": "application/json", ...instead.headers });
      return void response.end(instead.body);
    }
    const answer = await fetch(where.api + (request.url ?? ""), {
      method: request.method ?? "GET",
      headers: { ...(type && { "content-type": type }), ...(authorization && { authorization }) },
      ...(text !== "" && { body: text }),
    });
    const body = await answer.text();
    if (instead === "lost") return void request.socket.destroy();
    const after = answer.headers.get("retry-after");
    const headers = { "content-type": "application/json", ...(after !== null && { "retry-after": after }) };
    response.writeHead(answer.status, headers).end(body);
  }
}

/** A client of the stack that does not wait in earnest; what it would have waited is in `pauses`. */
export function client(options: Partial<Options> = {}): AccessTokens & { pauses: number[] } {
  const pauses: number[] = [];
  const made = new AccessTokens({
    baseUrl: where.api,
    applicationKey: where.consumer_application_key,
    wait: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    ...options,
  });
  return Object.assign(made, { pauses });
}

/** A clock, and what lets a quarter of an hour go by, so that a session token is over for whoever goes by it. */
export function clock(): { now: () => number; later: () => void } {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    later: () => {
      ahead += QUARTER_OF_AN_HOUR;
    },
  };
}

/** The last code or ticket that was sent to an address. */
export async function sent(to: string, pattern: RegExp): Promise<string> {
  // The message leaves by the stream, a moment after the answer.
  for (let looks = 0; looks < 200; looks++) {
    const messages = (await (await fetch(`${where.inbox}/messages?to=${encodeURIComponent(to)}`)).json()) as object[];
    for (const message of messages.reverse()) {
      const found = pattern.exec(JSON.stringify(message));
      if (found) return found[1] ?? found[0];
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`nothing was sent to ${to}`);
}

/** Asks for something that a client keeps to itself, as another program would. */
export async function ask(path: string, body: object): Promise<Schemas["SessionAnswer"]> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(where.api + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { data: Schemas["SessionAnswer"] }).data;
}

let customers = 0;

/** Somebody new, who waits for a code. */
export async function registered(): Promise<{ identifier: string; pass_code: string; code: string }> {
  const identifier = `ada.${process.pid}.${++customers}@example.com`;
  await client().create({ identifier, pass_code: PASS_CODE });
  return { identifier, pass_code: PASS_CODE, code: await sent(identifier, /\b(\d{6})\b/) };
}

/** Somebody new, who may log in. */
export async function customer(): Promise<{ identifier: string; pass_code: string }> {
  const { code, ...ada } = await registered();
  await client().verify({ access_token_identifier: ada, verification_code: code });
  return ada;
}

/** A store whose text a test may read and change. */
export function openStore() {
  const store = memoryStore();
  const text = () => store.read() as string;
  type Kept = { session: { token: string; refreshToken: string; attempt: string | null } | null; deviceToken: string | null };
  return {
    ...store,
    kept: () => JSON.parse(text()) as Kept,
    change: (change: (kept: Kept) => void) => {
      const kept = JSON.parse(text()) as Kept;
      change(kept);
      void store.write(JSON.stringify(kept));
    },
  };
}

/** The error that a call is refused with. */
export async function refused(call: Promise<unknown>): Promise<ServiceError> {
  const error = await call.then(
    () => assert.fail("it was not refused"),
    (thrown: unknown) => thrown,
  );
  assert.ok(isServiceError(error), String(error));
  return error;
}
