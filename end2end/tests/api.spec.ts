// The public API over real HTTP, as an integrator uses it: the example script, the
// OpenAPI document, invalid input, and the three signature algorithms.
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Validator } from "@seriousme/openapi-schema-validator";
import { test, expect } from "../harness/fixtures.js";
import type { Algorithm, MallClient, OrderBody } from "../harness/mall.js";

const run = promisify(execFile);
const OUTSIDE = "https://mall.elsewhere.example";

interface Problem {
  code: string;
  status: number;
  request_id: string;
  errors?: { pointer: string }[];
}

/** Expects a refusal with this status and code, in the format of all refusals (RFC 9457). */
async function refused(answer: Response, status: number, code: string): Promise<Problem> {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  const problem = JSON.parse(text) as Problem;
  expect(problem.code, text).toBe(code);
  expect(problem.status).toBe(status);
  expect(problem.request_id).toBe(answer.headers.get("request-id"));
  return problem;
}

async function none(mall: MallClient, body: OrderBody): Promise<void> {
  const found = await mall.send("GET", `/v1/orders?mall_order_no=${body.mall_order_no}`);
  await refused(found, 404, "not_found");
}

test("the README's script makes an order", async ({ deployment }) => {
  const { stdout } = await run("node", ["order.mjs", join(deployment.data, "demo.json"), "128.00"]);
  expect(stdout).toContain("201");
  const order = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { pay_url: string; state: string };
  expect(order.state).toBe("open");
  expect((await fetch(order.pay_url)).status).toBe(200);
});

test("the description is OpenAPI 3.1 and names the calls", async ({ deployment }) => {
  const answer = await fetch(`${deployment.desk}/openapi.json`);
  const description = (await answer.json()) as { openapi: string; paths: Record<string, unknown> };
  const result = await new Validator().validate(description);
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(description.openapi).toMatch(/^3\.1\./);
  for (const path of ["/v1/orders", "/v1/orders/{id}", "/v1/orders/{id}/close", "/v1/events"]) {
    expect(Object.keys(description.paths)).toContain(path);
  }
});

test("an order is made once, found twice, and never changed", async ({ mall }) => {
  const body = mall.body("128.00", { metadata: { store: "7" } });
  const made = await mall.create(body);
  expect(made.status).toBe(201);
  const order = (await made.json()) as { id: string };
  const again = await mall.create(body);
  expect(again.status).toBe(200);
  expect(((await again.json()) as { id: string }).id).toBe(order.id);
  await refused(await mall.create({ ...body, subject: "another" }), 409, "order_conflict");
  const found = await mall.send("GET", `/v1/orders?mall_order_no=${body.mall_order_no}`);
  expect(((await found.json()) as { id: string }).id).toBe(order.id);
  const closed = await mall.send("POST", `/v1/orders/${order.id}/close`, "");
  expect(((await closed.json()) as { state: string }).state).toBe("closed");
  await refused(await mall.send("GET", "/v1/orders/ord_00000000000000000000000000"), 404, "not_found");
});

test("a request sent twice is done once", async ({ mall }) => {
  const body = JSON.stringify(mall.body("1.00"));
  const key = { "idempotency-key": '"the-same"' };
  const [one, two] = await Promise.all([
    mall.send("POST", "/v1/orders", body, key),
    mall.send("POST", "/v1/orders", body, key),
  ]);
  // A call while the first is in progress is answered 409. Only one order is created.
  for (const answer of [one, two]) expect([201, 409]).toContain(answer.status);
  const made = [one, two].filter((answer) => answer.status === 201);
  const again = await mall.send("POST", "/v1/orders", body, key);
  expect(again.status).toBe(201);
  const order = await again.text();
  expect(made.length).toBeGreaterThan(0);
  for (const answer of made) expect(await answer.text()).toBe(order);
  for (const answer of [one, two].filter((answer) => answer.status === 409)) {
    expect(((await answer.json()) as { code: string }).code).toBe("idempotency_in_flight");
    expect(answer.headers.get("retry-after")).toBe("1");
  }
  const other = JSON.stringify(mall.body("1.00"));
  await refused(await mall.send("POST", "/v1/orders", other, key), 422, "idempotency_key_reused");
  const { target, init } = mall.signed("POST", "/v1/orders", other);
  delete init.headers["idempotency-key"];
  await refused(await fetch(target, init), 400, "idempotency_key_missing");
});

test("signatures: missing, wrong, old, sent again, of nobody", async ({ mall }) => {
  const body = mall.body("1.00");
  const text = JSON.stringify(body);
  const now = Math.floor(Date.now() / 1000);
  const post = (created?: number) => mall.signed("POST", "/v1/orders", text, {}, created);

  const unsigned = post();
  delete unsigned.init.headers["signature"];
  await refused(await fetch(unsigned.target, unsigned.init), 401, "signature_missing");

  const altered = post();
  altered.init.body = text.replace('"1.00"', '"0.01"');
  await refused(await fetch(altered.target, altered.init), 401, "signature_invalid");

  const elsewhere = post();
  await refused(await fetch(`${elsewhere.target}?a=1`, elsewhere.init), 401, "signature_invalid");

  const bare = mall.signed("POST", "/v1/orders", text);
  bare.init.headers["signature-input"] = (bare.init.headers["signature-input"] ?? "").replace(' "content-digest"', "");
  await refused(await fetch(bare.target, bare.init), 401, "signature_invalid");

  // The window is 300 seconds; the later time has a margin for the duration of the test.
  for (const created of [now - 301, now + 330]) {
    const late = post(created);
    await refused(await fetch(late.target, late.init), 401, "signature_expired");
  }
  const stranger = mall.other(mall.returnUrl, "nobody-s-key", mall.key, "ed25519");
  await refused(await stranger.create(body), 401, "key_unknown");
  await none(mall, body);

  // The same bytes again are a repetition. This signature does not cover the key, so another key is refused.
  const once = post();
  const made = await fetch(once.target, once.init);
  expect(made.status).toBe(201);
  const again = await fetch(once.target, once.init);
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  expect(await again.text()).toBe(await made.text());
  once.init.headers["idempotency-key"] = '"another"';
  await refused(await fetch(once.target, once.init), 401, "signature_replayed");
  const read = mall.signed("GET", "/v1/events");
  for (const _ of [1, 2, 3]) expect((await fetch(read.target, read.init)).status).toBe(200);
});

test("bodies that are no order name the field", async ({ mall }) => {
  const post = (text: string) => mall.send("POST", "/v1/orders", text);
  await refused(await post("not json"), 400, "malformed_json");
  await refused(await post(""), 400, "malformed_json");
  const { subject: _, ...missing } = mall.body("1.00");
  const bad: [unknown, string][] = [
    [missing, "/subject"],
    [{ ...mall.body("1.00"), amount: { value: 1, currency: "CNY" } }, "/amount/value"],
    [{ ...mall.body("1.00"), expire_in_s: 60 }, "/expire_in_s"],
    [{ ...mall.body("1.00"), items: "tea" }, "/items"],
  ];
  for (const [body, pointer] of bad) {
    const problem = await refused(await mall.create(body), 400, "malformed_json");
    expect(problem.errors?.map((e) => e.pointer)).toEqual([pointer]);
  }
  const large = JSON.stringify(mall.body("1.00", { metadata: { note: "x".repeat(70_000) } }));
  await refused(await post(large), 413, "body_too_large");
});

test("amounts, payees, goods and return addresses by the rules", async ({ deployment, mall }) => {
  const of = (value: string, more: Partial<OrderBody> = {}) => mall.body(value, more);
  const goods = (name: string) => ({ items: [{ name, quantity: 1, unit_price: "1.00" }] });
  const nobody = (mall.merchants[0]?.id ?? "").replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  // A merchant of the company that runs the mall. The payee may not be the platform (rule R2).
  const { stdout } = await run(process.env.PAYDESK_BIN ?? "", [
    "merchant", "add", "--database", join(deployment.data, "paydesk.db"),
    "--legal-name", "江南银行股份有限公司", "--short-name", "江南银行", "--uscc", "91320100MA1JNBK88K",
    "--network-no", "777290058110009", "--mcc", "5311", "--product", "scan",
  ]);
  const platform = stdout.trim().split("\n").at(-1) ?? "";
  const cases: [OrderBody, string][] = [
    [of("1.005"), "amount_invalid"],
    [of("0.00"), "amount_invalid"],
    [of("-1.00"), "amount_invalid"],
    [of("1000000000000.01"), "amount_invalid"],
    [of("1e3"), "amount_invalid"],
    [of("2.00", goods("茶")), "items_sum_differs"],
    [of("1.00", { amount: { value: "1.00", currency: "USD" } }), "currency_not_supported"],
    [of("1.00", { merchant_id: nobody }), "merchant_unknown"],
    [of("1.00", { merchant_id: "mer_" }), "merchant_unknown"],
    [of("1.00", { merchant_id: platform }), "payee_is_platform"],
    [of("1.00", goods("三年期大额存单")), "goods_not_payable"],
    [of("1.00", { return_url: "https://evil.example/" }), "return_url_not_registered"],
    [of("1.00", { return_url: "javascript:alert(1)" }), "field_invalid"],
    [of("1.00", { return_url: mall.returnUrl.replace("127.0.0.1", "127.0.0.1@evil.example") }), "field_invalid"],
    [of("1.00", { cvn2: "123" }), "credentials_not_accepted"],
    [of("1.00", { metadata: { note: "6222 0202 0001 2345 670" } }), "credentials_not_accepted"],
    [of("5000.01", { products: ["scan"] }), "limit_exceeded"],
    [of("1.00", { expires_in_s: 59 }), "field_invalid"],
  ];
  for (const [body, code] of cases) {
    await test.step(`${code}: ${JSON.stringify(body.amount.value)}`, async () => {
      const answer = await mall.create(body);
      const problem = await refused(answer, 422, code);
      expect(JSON.stringify(problem)).not.toContain("6222");
      await none(mall, body);
    });
  }
});

test("a mall signs with P-256 or RSA as well, and sees only its own orders", async ({ deployment, mall }) => {
  const made: [Algorithm, ReturnType<typeof generateKeyPairSync>][] = [
    ["ecdsa-p256-sha256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
    ["rsa-v1_5-sha256", generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ];
  const theirs = await mall.order("1.00");
  for (const [algorithm, { publicKey, privateKey }] of made) {
    const file = join(deployment.data, `${algorithm}.pem`);
    await writeFile(file, publicKey.export({ type: "spki", format: "pem" }));
    const paydesk = (...args: string[]) =>
      run(process.env.PAYDESK_BIN ?? "", ["mall", ...args, "--database", join(deployment.data, "paydesk.db")]);
    const added = await paydesk(
      "add", "--name", "别处商城", "--operator-uscc", "91320200MA3BTYL228", "--return-origin", OUTSIDE,
      "--key-id", algorithm, "--algorithm", algorithm, "--public-key-file", file,
    );
    const other = mall.other(`${OUTSIDE}/back`, algorithm, privateKey, algorithm);
    await refused(await other.create(other.body("3.00")), 422, "merchant_not_of_mall");
    await paydesk("allow", added.stdout.trim(), other.body("3.00").merchant_id);
    const order = await other.order("3.00");
    expect((await other.find(order.id)).state).toBe("open");
    await refused(await mall.send("GET", `/v1/orders/${order.id}`), 404, "not_found");
    await refused(await other.send("GET", `/v1/orders/${theirs.id}`), 404, "not_found");
    await refused(await other.send("POST", `/v1/orders/${theirs.id}/close`, ""), 404, "not_found");
    const wrong = mall.other(`${OUTSIDE}/back`, algorithm, mall.key, "ed25519");
    await refused(await wrong.create(wrong.body("3.00")), 401, "signature_invalid");
  }
});

test("a forged notice changes nothing and tells nothing", async ({ deployment, mall }) => {
  const order = await mall.order("6.00");
  const forged = new URLSearchParams({
    version: "5.1.0", txnType: "01", txnSubType: "01", bizType: "000201", respCode: "00",
    orderId: order.id, txnAmt: "600", merId: "777290058110001", signature: "AAAA", accNo: "6222020200012345670",
  });
  for (const body of [forged.toString(), "", "signature=", "x".repeat(70_000)]) {
    const answer = await fetch(`${deployment.desk}/notify/union_pay`, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect([400, 413]).toContain(answer.status);
    expect(await answer.text()).not.toContain("6222");
  }
  expect((await mall.find(order.id)).state).toBe("open");
  expect(deployment.logged).not.toContain("6222020200012345670");
});
