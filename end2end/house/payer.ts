// A shopper without scripts, reduced to what their browser sends: the pay
// page's own forms, over HTTP. For tests that are about money and not about
// the screen; what the screen shows is asked for as its HTML.
import type { TestCard } from "./cards.js";
import type { House } from "./house.js";
import { Sandbox } from "./sandbox.js";

export interface Shown {
  status: number;
  /** Where the answer leads: the last part of the address, `""` is the choice. */
  place: string;
  html: string;
}

export class Payer {
  readonly sandbox: Sandbox;
  private readonly token: string;

  constructor(
    private readonly house: House,
    readonly payUrl: string,
  ) {
    this.sandbox = new Sandbox(house);
    this.token = new URL(payUrl).pathname.split("/")[2] ?? "";
  }

  /** The page the order is at now. */
  async look(place = ""): Promise<Shown> {
    return this.follow(await fetch(this.at(place), { redirect: "manual" }));
  }

  /** Sends one of the page's forms. */
  async act(place: string, action: string, fields: Record<string, string>): Promise<Shown> {
    const answer = await fetch(`${this.at(place)}?do=${action}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    return this.follow(answer);
  }

  /** Comes back from a network's page. */
  async comeBack(): Promise<Shown> {
    return this.follow(await fetch(`${this.house.desk}/return/${this.token}`, { redirect: "manual" }));
  }

  /** Fills in the card form. */
  async sendCode(card: TestCard): Promise<Shown> {
    return this.act("code", "send_code", {
      at: "card",
      number: card.number,
      name: card.name,
      id_number: card.idNumber,
      phone: card.phone,
      expiry: card.expiry ?? "",
      security_code: card.securityCode ?? "",
    });
  }

  /** Fills in the code, on the page that asked for it. */
  async enterCode(asked: Shown, code: string): Promise<Shown> {
    return this.act("code", "pay_with_code", { at: "code", sealed: hidden(asked.html, "sealed"), code });
  }

  /** A whole quick payment with a card that was not used before. */
  async payByCard(card: TestCard): Promise<Shown> {
    const before = await this.sandbox.received(card.phone);
    const asked = await this.sendCode(card);
    if (asked.status !== 200) throw new Error(`no code was sent: ${asked.status} ${asked.html}`);
    return this.enterCode(asked, await this.sandbox.code(card.phone, before));
  }

  /** Leaves for a bank; answers with the address of its page. */
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

  /** Presses a button of the bank's page; answers with that page's status. */
  async atBank(page: string, act: "pay" | "fail"): Promise<number> {
    return (await fetch(page, { method: "POST", body: new URLSearchParams({ act }) })).status;
  }

  /** Asks for a QR code; answers with what it says. */
  async showQr(): Promise<string> {
    const shown = await this.act("", "confirm_payment", { way: "scan" });
    if (shown.place !== "scan") throw new Error(`no QR code, but ${shown.status} at ${shown.place}`);
    return this.sandbox.newestQr();
  }

  private at(place: string): string {
    return place === "" ? this.payUrl : `${this.payUrl}/${place}`;
  }

  /** Follows redirects of the desk's own, as a browser would. */
  private async follow(answer: Response): Promise<Shown> {
    const to = answer.headers.get("location");
    if (answer.status === 303 && to) {
      return this.follow(await fetch(new URL(to, this.house.desk), { redirect: "manual" }));
    }
    const place = new URL(answer.url).pathname.split("/")[3] ?? "";
    return { status: answer.status, place, html: await answer.text() };
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
