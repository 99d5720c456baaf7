// The peer: better-auth with argon2id as we have it, a store in its memory, and an inbox that the bench reads as it
// reads that of the local stack. Says in one line of JSON where it is.

import { Algorithm, hash, verify } from "@node-rs/argon2";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";

const ARGON2 = { algorithm: Algorithm.Argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

const inbox = new Map();
const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const api = `http://127.0.0.1:${server.address().port}`;

const auth = betterAuth({
  baseURL: api,
  secret: randomBytes(32).toString("base64"),
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: {
    enabled: true,
    requireEmailVerification: true,
    password: {
      hash: (password) => hash(password, ARGON2),
      verify: ({ hash: kept, password }) => verify(kept, password),
    },
  },
  emailVerification: {
    sendOnSignUp: true,
    sendVerificationEmail: async ({ user, token }) => {
      inbox.set(user.email, [{ text: `Your token is ${token} and holds for an hour.` }]);
    },
  },
  // All requests of the bench come from one machine.
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
});

const handle = toNodeHandler(auth);
server.on("request", (request, response) => {
  const { pathname, searchParams } = new URL(request.url, api);
  if (pathname !== "/inbox/messages") return handle(request, response);
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(inbox.get(searchParams.get("to")) ?? []));
});

console.log(JSON.stringify({ api }));
