// Other people's clients of RFC 9421, with what they cover and add by default: the
// signatures that integrators send who do not read our examples.
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { appendSignature, createSignature, webcrypto } from "http-message-sig";
import { createSigner, httpbis } from "http-message-signatures";
import { test, expect } from "../harness/fixtures.js";
import type { MallClient, SignedRequest } from "../harness/mall.js";

const run = promisify(execFile);

/** Signs a request by a library. */
type Sign = (method: string, path: string, body?: string, headers?: Record<string, string>) => Promise<SignedRequest>;

function digest(body: string): string {
  return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}

function headersOf(body: string | undefined, more: Record<string, string>): Record<string, string> {
  if (body === undefined) return more;
  return { "content-type": "application/json; charset=utf-8", "content-digest": digest(body), ...more };
}

async function answered({ target, init }: SignedRequest, status: number, code?: string): Promise<Response> {
  const answer = await fetch(target, init);
  const text = await answer.clone().text();
  expect(answer.status, text).toBe(status);
  expect((JSON.parse(text) as { code?: string }).code, text).toBe(code);
  return answer;
}

/** An order made, repeated honestly and dishonestly, and read in a tight loop. */
async function walk(mall: MallClient, sign: Sign): Promise<void> {
  const order = mall.body("12.00");
  const body = JSON.stringify(order);
  const key = { "idempotency-key": randomUUID() };
  const create = await sign("POST", "/v1/orders", body, key);
  const made = await (await answered(create, 201)).text();

  for (const again of [create, await sign("POST", "/v1/orders", body, key)]) {
    const answer = await answered(again, 201);
    expect(answer.headers.get("idempotent-replayed")).toBe("true");
    expect(await answer.text()).toBe(made);
  }
  const find = await sign("GET", `/v1/orders?mall_order_no=${order.mall_order_no}`);
  for (let n = 0; n < 50; n += 1) await answered(find, 200);

  const changed = (init: Partial<SignedRequest["init"]>) => ({ ...create, init: { ...create.init, ...init } });
  const otherKey = changed({ headers: { ...create.init.headers, "idempotency-key": randomUUID() } });
  const refused = await answered(otherKey, 401, "signature_replayed");
  expect(await refused.text()).toContain("cover idempotency-key");
  await answered(changed({ body: body.replaceAll("12.00", "21.00") }), 401, "signature_invalid");
  await answered({ ...find, target: `${find.target}&x=1` }, 401, "signature_invalid");
}

test("Python: requests-http-signature", async ({ deployment }) => {
  const python = process.env.PYTHON;
  if (!python) throw new Error("PYTHON is not set: run the tests by `cargo xtask test`");
  await run(python, ["interop/mall.py", join(deployment.data, "demo.json")]);
});

test("Node: http-message-signatures", async ({ mall }) => {
  const signer = createSigner(mall.key, "ed25519", mall.keyId);
  await walk(mall, async (method, path, body, more = {}) => {
    const fields = ["@method", "@authority", "@path", "@query", ...(body === undefined ? [] : ["content-digest"])];
    const url = `${mall.desk}${path}`;
    const request = { method, url, headers: headersOf(body, more) };
    const signed = await httpbis.signMessage({ key: signer, fields }, request);
    const init = { method, headers: signed.headers as Record<string, string>, ...(body === undefined ? {} : { body }) };
    return { target: url, init };
  });
});

test("Node: http-message-sig, on the platform's own cryptography", async ({ mall }) => {
  const pkcs8 = mall.key.export({ type: "pkcs8", format: "der" });
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]);
  const signer = webcrypto.signer(key);
  await walk(mall, async (method, path, body, more = {}) => {
    const target = `${mall.desk}${path}`;
    const request = new Request(target, { method, headers: headersOf(body, more), ...(body === undefined ? {} : { body }) });
    // As its own documentation covers a request, and the query where there is one.
    const components = ["@method", "@authority", "@path"];
    if (path.includes("?")) components.push("@query");
    if (body !== undefined) components.push("content-digest");
    const created = Math.floor(Date.now() / 1000);
    const parameters = { created, alg: signer.algorithm, keyid: mall.keyId };
    const fields = await createSignature(request, { label: "sig1", components, parameters, signer });
    const headers = Object.fromEntries(appendSignature(request.headers, fields));
    return { target, init: { method, headers, ...(body === undefined ? {} : { body }) } };
  });
});
