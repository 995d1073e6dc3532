// The other side of the wire in the tests: the payer's phone, the banks'
// pages and the switch for troubles, all by the addresses that a person
// would open in a browser.
import { until, type House } from "./house.js";

export type Trouble =
  | "decline" | "timeout" | "cut" | "paid_twice" | "notice_lost" | "notice_late"
  | "wrong_signature" | "wrong_amount" | "bad_gateway_paid" | "bad_gateway_unpaid";

/** The last two digits of an amount that bring a trouble on by themselves. */
export const TROUBLE_FEN: Record<Trouble, string> = {
  decline: "91", timeout: "92", paid_twice: "93", notice_lost: "94", notice_late: "95",
  wrong_signature: "96", wrong_amount: "97", bad_gateway_paid: "98", bad_gateway_unpaid: "99", cut: "89",
};

interface Message {
  phone: string;
  code: string;
  text: string;
}

export class Sandbox {
  constructor(private readonly house: House) {}

  /** How many codes this phone was sent so far. */
  async received(phone: string): Promise<number> {
    return (await this.messages(phone)).length;
  }

  /** The newest code on this phone, once there are more than `before`. */
  async code(phone: string, before = 0): Promise<string> {
    let newest: Message | undefined;
    await until(async () => {
      const messages = await this.messages(phone);
      newest = messages.length > before ? messages[0] : undefined;
      return newest !== undefined;
    }, "a text message with a code");
    if (!newest) throw new Error("until() returned without a message");
    return newest.code;
  }

  private async messages(phone: string): Promise<Message[]> {
    const answer = await fetch(`${this.house.sandbox}/phone/messages?phone=${phone}`);
    return (await answer.json()) as Message[];
  }

  /** The newest QR code that waits to be scanned. */
  async newestQr(): Promise<string> {
    const html = await (await fetch(`${this.house.sandbox}/phone/scan`)).text();
    const found = /href="\/phone\/scan\?code=([^"]+)"/.exec(html)?.[1];
    if (!found) throw new Error("no QR code waits to be scanned");
    return decodeURIComponent(found);
  }

  /** Scans and confirms with a card, by the phone's name for it; answers with the phone's page. */
  async scan(qr: string, card = "icbc-debit"): Promise<Response> {
    return fetch(`${this.house.sandbox}/phone/scan`, {
      method: "POST",
      body: new URLSearchParams({ code: qr, card }),
    });
  }

  /** What the next payment gets. */
  async next(trouble: Trouble | null): Promise<void> {
    await this.control("next", JSON.stringify({ trouble }));
  }

  /** Holds the network's answers to such requests, until `null`. */
  async hold(step: "refund" | "notice" | null): Promise<void> {
    await this.control("hold", JSON.stringify({ step }));
  }

  /** Lets go of the notices that are kept back. */
  async release(): Promise<number> {
    return ((await this.control("release", "{}")) as { released: number }).released;
  }

  /** The control page's lines of transactions of this amount: result, and how the notices fared. */
  async lines(amount: string): Promise<string[]> {
    const html = await (await fetch(`${this.house.sandbox}/control`)).text();
    return html.split("<tr>").filter((row) => row.includes(`>${amount}</td>`));
  }

  private async control(action: string, body: string): Promise<unknown> {
    const answer = await fetch(`${this.house.sandbox}/control/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    if (!answer.ok) throw new Error(`/control/${action} answered ${answer.status}`);
    return answer.json();
  }
}
