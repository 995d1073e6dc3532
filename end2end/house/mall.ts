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

/** The algorithms the desk takes (RFC 9421 section 3.3). */
export type Algorithm = "ed25519" | "ecdsa-p256-sha256" | "rsa-v1_5-sha256";

/** A request as it goes over the wire. */
export interface SignedRequest {
  target: string;
  init: { method: string; headers: Record<string, string>; body?: string };
}

/** An event about an order, with what a test looks at in it. */
export interface Event<T extends object = object> {
  id: string;
  type: string;
  data: { id: string } & T;
}

export class MallClient {
  private constructor(
    readonly desk: string,
    readonly returnUrl: string,
    readonly merchants: { id: string; name: string }[],
    readonly keyId: string,
    readonly key: KeyObject,
    private readonly algorithm: Algorithm = "ed25519",
  ) {}

  /** Another mall of the same desk, with a key of its own. */
  other(returnUrl: string, keyId: string, key: KeyObject, algorithm: Algorithm): MallClient {
    return new MallClient(this.desk, returnUrl, this.merchants, keyId, key, algorithm);
  }

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

  /** What the mall was told of an order, in its order, however much it was told of others. */
  async events<T extends object = object>(orderId: string): Promise<Event<T>[]> {
    const found: Event<T>[] = [];
    for (let after = ""; ; ) {
      const answer = await this.send("GET", `/v1/events?limit=100${after && `&after=${after}`}`);
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
      const { data, has_more } = (await answer.json()) as { data: Event<T>[]; has_more: boolean };
      found.push(...data.filter((event) => event.data.id === orderId));
      after = data.at(-1)?.id ?? after;
      if (!has_more) return found;
    }
  }

  /** Any signed request (RFC 9421). */
  async send(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
    created = Math.floor(Date.now() / 1000),
  ): Promise<Response> {
    const { target, init } = this.signed(method, path, body, headers, created);
    return fetch(target, init);
  }

  /** The request itself, to be sent, altered or sent again. */
  signed(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
    created = Math.floor(Date.now() / 1000),
  ): SignedRequest {
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
    const parameters = `(${covered.join(" ")});created=${created};keyid="${this.keyId}";alg="${this.algorithm}";nonce="${randomUUID()}"`;
    lines.push(`"@signature-params": ${parameters}`);
    const signature = this.signature(lines.join("\n")).toString("base64");
    sent["signature-input"] ??= `sig1=${parameters}`;
    sent["signature"] ??= `sig1=:${signature}:`;
    return { target, init: { method, headers: sent, ...(body === undefined ? {} : { body }) } };
  }

  private signature(text: string): Buffer {
    const bytes = Buffer.from(text);
    // RFC 9421 section 3.3.4: r and s side by side, not DER.
    const key = this.algorithm === "ecdsa-p256-sha256" ? { key: this.key, dsaEncoding: "ieee-p1363" as const } : this.key;
    return sign(this.algorithm === "ed25519" ? null : "sha256", bytes, key);
  }
}
