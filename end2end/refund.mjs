// Refunds a paid order as a mall would: node refund.mjs data/demo.json ord_... [28.00]
// Without an amount, refunds all that is left. Signed by RFC 9421 (ed25519). Node's own modules only.
import { createHash, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const [file = "data/demo.json", order, value] = process.argv.slice(2);
const demo = JSON.parse(readFileSync(file, "utf8"));
const key = readFileSync(demo.private_key_pem_path, "utf8");

async function call(method, path, content) {
  const url = `${demo.desk_url}${path}`;
  const body = content && JSON.stringify(content);
  const fields = body ? {
    "content-digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:`,
    "idempotency-key": `"${randomUUID()}"`,
  } : {};
  const signed = { "@method": method, "@target-uri": url, ...fields };
  const names = Object.keys(signed).map((name) => `"${name}"`).join(" ");
  const covered = `(${names});created=${Math.floor(Date.now() / 1000)};keyid="${demo.key_id}";nonce="${randomUUID()}"`;
  const base = Object.entries({ ...signed, "@signature-params": covered }).map(([name, value]) => `"${name}": ${value}`).join("\n");
  const signature = sign(null, Buffer.from(base), key).toString("base64");
  const headers = { ...fields, "signature-input": `sig1=${covered}`, signature: `sig1=:${signature}:` };
  if (body) headers["content-type"] = "application/json";
  const answer = await fetch(url, { method, body, headers });
  return { status: answer.status, body: await answer.json() };
}

const asked = await call("POST", `/v1/orders/${order}/refunds`, {
  mall_refund_no: `SHELL-R-${Date.now()}`, ...(value && { amount: { value, currency: "CNY" } }),
});
let { status, body } = asked;
// The API answers before the network is called, so poll for the result. The mall also gets an event.
for (let tries = 0; tries < 60 && ["pending", "unknown"].includes(body.state); tries += 1) {
  await new Promise((done) => setTimeout(done, 500));
  ({ body } = await call("GET", `/v1/refunds/${body.id}`));
}
console.log(`${status} ${JSON.stringify(body, null, 2)}`);
process.exitCode = body.state === "succeeded" ? 0 : 1;
