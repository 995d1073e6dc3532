// The other side of the wire in the tests: the payer's phone, the banks'
// pages and the switch for troubles, all by the addresses that a person
// would open in a browser. People and cards are those of its front page.
import { until, type House } from "./house.js";

export interface Card {
  number: string;
  name: string;
  idNumber: string;
  phone: string;
  bank: string;
  /** As the page's field takes it; a debit card has none. */
  expiry?: string;
  securityCode?: string;
  /** Its name on the phone. */
  id: string;
}

const lin = { name: "林晓雨", idNumber: "110105199003070025", phone: "13800138001" };
const chen = { name: "陈志明", idNumber: "310101198511201236", phone: "13900139002" };

export const DEBIT: Card = { ...lin, id: "icbc-debit", bank: "ICBC", number: "6222020200012345670" };
export const OTHER_DEBIT: Card = { ...chen, id: "abc-debit", bank: "ABC", number: "6228480402564890018" };
export const EMPTY: Card = { ...lin, id: "ccb-debit-empty", bank: "CCB", number: "6217000010005678902" };
export const CREDIT: Card = {
  ...lin, id: "cmb-credit", bank: "CMB", number: "6225753100123454", expiry: "12/30", securityCode: "123",
};

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

  /** Scans and confirms; answers with the phone's own page. */
  async scan(qr: string, card: Card): Promise<Response> {
    return fetch(`${this.house.sandbox}/phone/scan`, {
      method: "POST",
      body: new URLSearchParams({ code: qr, card: card.id }),
    });
  }

  /** What the next payment gets. */
  async next(trouble: Trouble | null): Promise<void> {
    await this.control("next", JSON.stringify({ trouble }));
  }

  /** Lets go of the notices that are kept back. */
  async release(): Promise<number> {
    return ((await this.control("release", "{}")) as { released: number }).released;
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
