// The client is as small as its README says.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { utc } from "access-tokens-client";

const here = new URL("..", import.meta.url);

test("README says how much travels", () => {
  const modules = readdirSync(new URL("dist", here)).filter((name) => name.endsWith(".js"));
  const bytes = modules.map((name) => gzipSync(readFileSync(new URL(`dist/${name}`, here))).length);
  const kilobytes = bytes.reduce((all, one) => all + one, 0) / 1000;
  const said = Number(/less than (\d+) KB as they travel/.exec(readFileSync(new URL("README.md", here), "utf8"))?.[1]);
  assert.ok(kilobytes < said && kilobytes > said - 1, String(kilobytes));
});

test("it brings nothing along", () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(new URL("package.json", here), "utf8")) as Record<string, unknown>;
  assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
});

test("dates are UTC", () => {
  assert.equal(utc("2015-11-27T16:08:56").toISOString(), "2015-11-27T16:08:56.000Z");
});
