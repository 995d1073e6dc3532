// A mall's own code against the public contract: what an integrator would
// write from the README, with nothing but Node's own modules.
import { createHash, createPrivateKey, randomUUID, sign, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { House } from "./house.js";

export interface OrderBody {
  mall_order_no: string;
  merchant_id: string;
  amount: { value: string; currency: string };
  subject: string;
  items: { name: string; quantity: number; unit_price: string }[];
  return_url: string;
  [more: string]: unknown;
}

export interface OrderAnswer {
  id: string;
  state: string;
  pay_url: string;
  [more: string]: unknown;
}

export class MallClient {
  private constructor(
    readonly desk: string,
    readonly returnUrl: string,
    readonly merchants: { id: string; name: string }[],
    private readonly keyId: string,
    private readonly key: KeyObject,
  ) {}

  static async of(house: House): Promise<MallClient> {
    const demo = await house.demo();
    const key = createPrivateKey(await readFile(demo.private_key_pem_path, "utf8"));
    return new MallClient(house.desk, `${house.mall}/done`, demo.merchants, demo.key_id, key);
  }

  /** A plain order of one item. */
  body(value: string, more: Partial<OrderBody> = {}): OrderBody {
    const price = { value, currency: "CNY" };
    const merchant = this.merchants[0];
    if (!merchant) throw new Error("the demo has no merchants");
    return {
      mall_order_no: `T-${randomUUID()}`,
      merchant_id: merchant.id,
      amount: price,
      subject: "测试商品 Test goods",
      items: [{ name: "测试商品", quantity: 1, unit_price: value }],
      return_url: this.returnUrl,
      ...more,
    };
  }

  async create(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.send("POST", "/v1/orders", JSON.stringify(body), headers);
  }

  /** Creates an order that must succeed. */
  async order(value: string, more: Partial<OrderBody> = {}): Promise<OrderAnswer> {
    const answer = await this.create(this.body(value, more));
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as OrderAnswer;
  }

  async find(id: string): Promise<OrderAnswer> {
    const answer = await this.send("GET", `/v1/orders/${id}`);
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as OrderAnswer;
  }

  /** Any signed request (RFC 9421, ed25519). */
  async send(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
    created = Math.floor(Date.now() / 1000),
  ): Promise<Response> {
    const target = `${this.desk}${path}`;
    const sent: Record<string, string> = { ...headers };
    const lines = [`"@method": ${method}`, `"@target-uri": ${target}`];
    const covered = [`"@method"`, `"@target-uri"`];
    if (body !== undefined) {
      const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
      sent["content-type"] ??= "application/json";
      sent["content-digest"] = digest;
      sent["idempotency-key"] ??= `"${randomUUID()}"`;
      lines.push(`"content-digest": ${digest}`);
      covered.push(`"content-digest"`);
    }
    // A nonce makes two equal requests of one second two signatures.
    const parameters = `(${covered.join(" ")});created=${created};keyid="${this.keyId}";alg="ed25519";nonce="${randomUUID()}"`;
    lines.push(`"@signature-params": ${parameters}`);
    const signature = sign(null, Buffer.from(lines.join("\n")), this.key).toString("base64");
    sent["signature-input"] ??= `sig1=${parameters}`;
    sent["signature"] ??= `sig1=:${signature}:`;
    return fetch(target, { method, headers: sent, body });
  }
}
