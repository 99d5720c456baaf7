// The least that `create` takes in Node: the calls and the hash of ours, by the AWS SDK and argon2, both warmed alike.
// It checks nothing and decides nothing.

import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Algorithm, hash } from "@node-rs/argon2";
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";

const ARGON2 = { algorithm: Algorithm.Argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
const TableName = process.env.TABLE;
const INVOCATIONS = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const ROWS = 6;

const table = new DynamoDBClient({});
const secrets = new SecretsManagerClient({});
const agent = new Agent({ keepAlive: true });

const key = () => ({ pk: { S: `NODE#${randomUUID()}` }, sk: { S: "NODE" } });

async function create({ identifier, pass_code }) {
  await table.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key(), key()] } } }));
  const kept = await hash(pass_code, ARGON2);
  await table.send(new GetItemCommand({ TableName, Key: key() }));
  const count = { UpdateExpression: "ADD asked :one", ExpressionAttributeValues: { ":one": { N: "1" } } };
  await table.send(new UpdateItemCommand({ TableName, Key: key(), ...count }));
  const row = () => ({ ...key(), identifier: { S: identifier }, pass_code: { S: kept } });
  const puts = Array.from({ length: ROWS }, () => ({ Put: { TableName, Item: row() } }));
  await table.send(new TransactWriteItemsCommand({ TransactItems: puts }));
}

function runtime(method, path, body) {
  return new Promise((resolve, reject) => {
    const asked = request(`${INVOCATIONS}/${path}`, { agent, method }, async (response) => {
      const parts = await response.toArray();
      resolve({ id: response.headers["lambda-runtime-aws-request-id"], text: Buffer.concat(parts).toString() });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

async function main() {
  await Promise.all([
    secrets.send(new GetSecretValueCommand({ SecretId: process.env.KEYRING })),
    table.send(new GetItemCommand({ TableName, Key: key() })),
  ]);
  for (;;) {
    const { id, text } = await runtime("GET", "next");
    await create(JSON.parse(JSON.parse(text).body));
    await runtime("POST", `${id}/response`, JSON.stringify({ statusCode: 200 }));
  }
}

main();
