// Controls the sandbox in the tests: the payer's phone and the simulated network
// faults, at the addresses that the sandbox's own pages use.
import { until, type Deployment } from "./deployment.js";

export type InjectedFailure =
  | "decline" | "timeout" | "cut" | "paid_twice" | "notice_lost" | "notice_late"
  | "wrong_signature" | "wrong_amount" | "bad_gateway_paid" | "bad_gateway_unpaid";

/** For each fault, the last two digits of an amount that trigger it. */
export const FAILURE_FEN: Record<InjectedFailure, string> = {
  decline: "91", timeout: "92", paid_twice: "93", notice_lost: "94", notice_late: "95",
  wrong_signature: "96", wrong_amount: "97", bad_gateway_paid: "98", bad_gateway_unpaid: "99", cut: "89",
};

interface Message {
  phone: string;
  code: string;
  text: string;
}

export class Sandbox {
  constructor(private readonly deployment: Deployment) {}

  /** The number of codes sent to this phone so far. */
  async received(phone: string): Promise<number> {
    return (await this.messages(phone)).length;
  }

  /** Waits until this phone has more than `before` codes; returns the newest. */
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
    const answer = await fetch(`${this.deployment.sandbox}/phone/messages?phone=${phone}`);
    return (await answer.json()) as Message[];
  }

  /** The content of the newest QR code that was not scanned yet. */
  async newestQr(): Promise<string> {
    const html = await (await fetch(`${this.deployment.sandbox}/phone/scan`)).text();
    const found = /href="\/phone\/scan\?code=([^"]+)"/.exec(html)?.[1];
    if (!found) throw new Error("no QR code waits to be scanned");
    return decodeURIComponent(found);
  }

  /** Scans a QR code and confirms with a card, given by its id on the phone; returns the phone's answer. */
  async scan(qr: string, card = "icbc-debit"): Promise<Response> {
    return fetch(`${this.deployment.sandbox}/phone/scan`, {
      method: "POST",
      body: new URLSearchParams({ code: qr, card }),
    });
  }

  /** Sets the fault that the next payment meets; `null` for none. */
  async next(failure: InjectedFailure | null): Promise<void> {
    await this.control("next", JSON.stringify({ trouble: failure }));
  }

  /** Holds back the networks' refund answers, WeChat Pay's QR codes, or all notices; `null` releases everything. */
  async hold(step: "refund" | "native_order" | "notice" | null): Promise<void> {
    await this.control("hold", JSON.stringify({ step }));
  }

  /** Waits until Paydesk waits for an answer that is held back. */
  async holdsOne(): Promise<void> {
    await until(async () => {
      const answer = await fetch(`${this.deployment.sandbox}/control/hold`);
      return ((await answer.json()) as { heard: unknown[] }).heard.length > 0;
    }, "an answer to be held back");
  }

  /** Sends the notices that were kept back; returns their number. */
  async release(): Promise<number> {
    return ((await this.control("release", "{}")) as { released: number }).released;
  }

  /** The control page's rows for this amount: each transaction's result and the delivery of its notices. */
  async lines(amount: string): Promise<string[]> {
    const html = await (await fetch(`${this.deployment.sandbox}/control`)).text();
    return html.split("<tr>").filter((row) => row.includes(`>${amount}</td>`));
  }

  private async control(action: string, body: string): Promise<unknown> {
    const answer = await fetch(`${this.deployment.sandbox}/control/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    if (!answer.ok) throw new Error(`/control/${action} answered ${answer.status}`);
    return answer.json();
  }
}
