// A mall's API client, as an integrator would write it from the README, with
// Node's own modules only.
import { createHash, createPrivateKey, randomUUID, sign, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Deployment } from "./deployment.js";

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

/** The signature algorithms that Paydesk accepts (RFC 9421 section 3.3). */
export type Algorithm = "ed25519" | "ecdsa-p256-sha256" | "rsa-v1_5-sha256";

/** A signed request, as arguments of `fetch`. */
export interface SignedRequest {
  target: string;
  init: { method: string; headers: Record<string, string>; body?: string };
}

/** An event about an order; `T` adds the fields that a test reads. */
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

  /** A client for another mall of the same deployment, with its own key. */
  other(returnUrl: string, keyId: string, key: KeyObject, algorithm: Algorithm): MallClient {
    return new MallClient(this.desk, returnUrl, this.merchants, keyId, key, algorithm);
  }

  static async of(deployment: Deployment): Promise<MallClient> {
    const demo = await deployment.demo();
    const key = createPrivateKey(await readFile(demo.private_key_pem_path, "utf8"));
    return new MallClient(deployment.desk, `${deployment.mall}/done`, demo.merchants, demo.key_id, key);
  }

  /** The body of an order with one item. */
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

  /** Creates an order; throws unless the answer is 201. */
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

  /** All events of one order, oldest first, from every page of the mall's events. */
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

  /** Signs a request (RFC 9421) and sends it. */
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

  /** Signs a request without sending it, so that a test can alter or repeat it. */
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
    // The nonce gives two equal requests in the same second different signatures.
    const parameters = `(${covered.join(" ")});created=${created};keyid="${this.keyId}";alg="${this.algorithm}";nonce="${randomUUID()}"`;
    lines.push(`"@signature-params": ${parameters}`);
    const signature = this.signature(lines.join("\n")).toString("base64");
    sent["signature-input"] ??= `sig1=${parameters}`;
    sent["signature"] ??= `sig1=:${signature}:`;
    return { target, init: { method, headers: sent, ...(body === undefined ? {} : { body }) } };
  }

  private signature(text: string): Buffer {
    const bytes = Buffer.from(text);
    // RFC 9421 section 3.3.4: the signature is r followed by s, not DER.
    const key = this.algorithm === "ecdsa-p256-sha256" ? { key: this.key, dsaEncoding: "ieee-p1363" as const } : this.key;
    return sign(this.algorithm === "ed25519" ? null : "sha256", bytes, key);
  }
}
