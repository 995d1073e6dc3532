// Creates an order as a mall would: node order.mjs data/demo.json 128.00
// Signed by RFC 9421 (ed25519) over method, address, body digest and Idempotency-Key. Node's own modules only.
import { createHash, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const [file = "data/demo.json", value = "128.00"] = process.argv.slice(2);
const demo = JSON.parse(readFileSync(file, "utf8"));
const price = { value, currency: "CNY" };
const body = JSON.stringify({
  mall_order_no: `SHELL-${Date.now()}`, merchant_id: demo.merchants[0].id, amount: price,
  subject: "An order from a shell", items: [{ name: "Tea, 250 g", quantity: 1, unit_price: value }],
  return_url: `${demo.mall_url}/orders`,
});
const url = `${demo.desk_url}/v1/orders`;
const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
const key = `"${randomUUID()}"`;
// The nonce gives two equal orders in the same second different signatures.
const covered = `("@method" "@target-uri" "content-digest" "idempotency-key");created=${Math.floor(Date.now() / 1000)};keyid="${demo.key_id}";nonce="${randomUUID()}"`;
const base = [
  `"@method": POST`, `"@target-uri": ${url}`, `"content-digest": ${digest}`, `"idempotency-key": ${key}`,
  `"@signature-params": ${covered}`,
].join("\n");
const signature = sign(null, Buffer.from(base), readFileSync(demo.private_key_pem_path, "utf8")).toString("base64");
const answer = await fetch(url, {
  method: "POST", body,
  headers: {
    "content-type": "application/json", "content-digest": digest, "idempotency-key": key,
    "signature-input": `sig1=${covered}`, signature: `sig1=:${signature}:`,
  },
});
console.log(answer.status, JSON.stringify(await answer.json(), null, 2));
process.exitCode = answer.ok ? 0 : 1;
