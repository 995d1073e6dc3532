// A shopper without a browser: submits the pay page's forms over HTTP and gets the
// HTML. For tests that check payments rather than the screen.
import type { TestCard } from "./cards.js";
import type { Deployment } from "./deployment.js";
import { Sandbox } from "./sandbox.js";

/** The products that are paid by scanning a QR code. */
export type QrProduct = "scan" | "wechat";

export interface Shown {
  status: number;
  /** The last part of the page's path; `""` is the page that lists the ways to pay. */
  place: string;
  html: string;
}

export class Payer {
  readonly sandbox: Sandbox;
  private readonly token: string;

  constructor(
    private readonly deployment: Deployment,
    readonly payUrl: string,
  ) {
    this.sandbox = new Sandbox(deployment);
    this.token = new URL(payUrl).pathname.split("/")[2] ?? "";
  }

  /** Loads a page of the order, following redirects to the page of its state. */
  async look(place = ""): Promise<Shown> {
    return this.follow(await fetch(this.at(place), { redirect: "manual" }));
  }

  /** Submits a form of the page. */
  async act(place: string, action: string, fields: Record<string, string>): Promise<Shown> {
    const answer = await fetch(`${this.at(place)}?do=${action}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    return this.follow(answer);
  }

  /** Opens the return address, as a network's page does after a payment. */
  async comeBack(): Promise<Shown> {
    return this.follow(await fetch(`${this.deployment.desk}/return/${this.token}`, { redirect: "manual" }));
  }

  /** Submits the card form, so that a code is sent to the phone. */
  async sendCode(card: TestCard): Promise<Shown> {
    return this.act("code", "send_code", {
      at: "card",
      number: card.number,
      name: card.name,
      id_number: card.idNumber,
      phone: card.phone,
      expiry: card.expiry ?? "",
      security_code: card.securityCode ?? "",
      remember: "true",
    });
  }

  /** Submits the code form of the page `asked`, which contains the encrypted card. */
  async enterCode(asked: Shown, code: string): Promise<Shown> {
    return this.act("code", "pay_with_code", { at: "code", sealed: hidden(asked.html, "sealed"), code });
  }

  /** Makes a complete quick payment with a new card. */
  async payByCard(card: TestCard): Promise<Shown> {
    const before = await this.sandbox.received(card.phone);
    const asked = await this.sendCode(card);
    if (asked.status !== 200) throw new Error(`no code was sent: ${asked.status} ${asked.html}`);
    return this.enterCode(asked, await this.sandbox.code(card.phone, before));
  }

  /** Submits the form to the gateway; returns the address of the bank's page. */
  async goToBank(bank = "ICBC"): Promise<string> {
    const left = await this.act("", "confirm_payment", { way: "bank", bank });
    const form = /<form[^>]*id="bank-form"[^]*?<\/form>/.exec(left.html)?.[0] ?? "";
    const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const answer = await fetch(unescaped(attribute(form, "action")), {
      method: "POST",
      body: new URLSearchParams(fields.map(([, name, value]) => [unescaped(name ?? ""), unescaped(value ?? "")])),
    });
    if (!answer.ok) throw new Error(`the bank's front page answered ${answer.status}`);
    return answer.url;
  }

  /** Pays or fails on the bank's page; returns the HTTP status. */
  async atBank(page: string, act: "pay" | "fail"): Promise<number> {
    return (await fetch(page, { method: "POST", body: new URLSearchParams({ act }) })).status;
  }

  /** Requests a QR code; returns its content. */
  async showQr(product: QrProduct = "scan"): Promise<string> {
    const shown = await this.act("", "confirm_payment", { way: product });
    if (shown.place !== "scan") throw new Error(`no QR code, but ${shown.status} at ${shown.place}`);
    return this.sandbox.newestQr();
  }

  private at(place: string): string {
    return place === "" ? this.payUrl : `${this.payUrl}/${place}`;
  }

  /** Follows Paydesk's redirects, as a browser would. */
  private async follow(answer: Response): Promise<Shown> {
    const to = answer.headers.get("location");
    if (answer.status === 303 && to) {
      return this.follow(await fetch(new URL(to, this.deployment.desk), { redirect: "manual" }));
    }
    const html = await answer.text();
    // A declined card is the answer to its code, with the code page's address.
    const declined = html.includes('outcome__mark outcome__mark--declined"');
    const place = declined ? "declined" : (new URL(answer.url).pathname.split("/")[3] ?? "");
    return { status: answer.status, place, html };
  }
}

function hidden(html: string, name: string): string {
  return unescaped(new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "");
}

function attribute(tag: string, name: string): string {
  const found = new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1];
  if (found === undefined) throw new Error(`no ${name} in ${tag}`);
  return found;
}

function unescaped(text: string): string {
  return text.replace(/&quot;/g, '"').replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&#x27;/g, "'").replace(/&amp;/g, "&");
}
