// A shopper's actions in the browser, on the pay page, at a bank and on the phone.
// Elements are found by role and accessible name.
import { expect, type Locator, type Page } from "@playwright/test";
import type { TestCard } from "./cards.js";
import type { Deployment } from "./deployment.js";
import type { QrProduct } from "./payer.js";
import { Sandbox } from "./sandbox.js";
import { words, type Language, type Words } from "./words.js";

export class Shopper {
  readonly words: Words;
  private readonly sandbox: Sandbox;

  constructor(
    readonly page: Page,
    deployment: Deployment,
    readonly language: Language = "zh-CN",
  ) {
    this.words = words[language];
    this.sandbox = new Sandbox(deployment);
  }

  /** Expects the page's main heading to be this. */
  async sees(heading: string | RegExp): Promise<void> {
    const name = typeof heading === "string" ? { name: heading, exact: true } : { name: heading };
    await expect(this.page.getByRole("heading", { level: 1, ...name })).toBeVisible();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
  }

  /** A text field, by its label. */
  field(label: string): Locator {
    return this.page.getByRole("textbox", { name: label, exact: true });
  }

  /** On a phone, unfolds the bar with the order. On a PC it is unfolded. */
  async unfoldsOrder(): Promise<void> {
    const fold = this.page.locator(".order__more > summary");
    if (await fold.isVisible()) await fold.click();
  }

  /** A way to pay, by its name. */
  way(name: string): Locator {
    return this.page.getByRole("radio", { name: new RegExp(`^${name}`) });
  }

  /** Opens a way to pay; returns it with its form. */
  async unfold(name: string): Promise<Locator> {
    const way = this.way(name);
    await way.check();
    return way.locator("..");
  }

  /** From the first page to the card form of this number. */
  async picksNewCard(number = "6200 0000 0000 0005"): Promise<void> {
    await this.unfold(this.words.choose.quick);
    await this.field(this.words.card.number).fill(number);
    await this.button(this.words.choose.nextStep).click();
    await this.sees(this.words.card.title);
  }

  /** From the first page to the code form, where scripts unfold the other fields of a known card; returns the code. */
  async paysOnFirstPage(card: TestCard): Promise<string> {
    await this.unfold(this.words.choose.quick);
    await this.field(this.words.card.number).fill(card.number);
    await expect(this.button(this.words.choose.nextStep)).toBeHidden();
    const code = await this.receives(card.phone, () => this.sendsCard(card));
    await this.sees(this.words.code.title);
    return code;
  }

  /** Shows all banks, of which the list shows six at first. */
  async showsAllBanks(): Promise<void> {
    const all = this.page.getByText(this.words.choose.allOfBanks, { exact: true });
    if (await all.isVisible()) await all.click();
  }

  async typesCard(card: TestCard): Promise<void> {
    const { card: label } = this.words;
    await this.field(label.number).fill(card.number);
    await this.field(label.name).fill(card.name);
    await this.field(label.idNumber).fill(card.idNumber);
    await this.field(label.phone).fill(card.phone);
    if (card.expiry) await this.field(label.expiry).fill(card.expiry);
    if (card.securityCode) await this.field(label.securityCode).fill(card.securityCode);
  }

  async sendsCard(card: TestCard): Promise<void> {
    await this.typesCard(card);
    await this.button(this.words.card.submit).click();
  }

  /** Runs an action that sends a code to a phone; returns the code. */
  async receives(phone: string, asking: () => Promise<void>): Promise<string> {
    const before = await this.sandbox.received(phone);
    await asking();
    return this.sandbox.code(phone, before);
  }

  /** The number of codes sent to a phone. */
  async received(phone: string): Promise<number> {
    return this.sandbox.received(phone);
  }

  /** The newest code sent to a phone. */
  async latest(phone: string): Promise<string> {
    return this.sandbox.code(phone);
  }

  /** Enters a code and submits the payment. */
  async pays(code: string): Promise<void> {
    await this.field(this.words.code.label).fill(code);
    await this.button(this.words.code.pay).click();
  }

  /** From the first page to the code form; returns the code that was sent. */
  async asksForCode(card: TestCard): Promise<string> {
    await this.picksNewCard();
    const code = await this.receives(card.phone, () => this.sendsCard(card));
    await this.sees(this.words.code.title);
    return code;
  }

  /** From the first page to the bank's page. */
  async goesToBank(bank: string): Promise<void> {
    const way = await this.unfold(this.words.choose.gateway);
    await way.getByRole("radio", { name: bank }).check();
    await this.button(this.words.choose.goToBank).click();
  }

  /** From the first page to the QR code. */
  async asksForQr(product: QrProduct = "scan"): Promise<void> {
    const way = await this.unfold(this.words.choose[product]);
    await way.getByRole("button", { name: this.words.choose.showQr }).click();
    await this.sees(this.words[product].title);
  }
}

/** On the phone's page, scans the merchant's QR code, confirms, and expects a paid result. */
export async function scansAndPays(phone: Page, deployment: Deployment, merchant: string): Promise<void> {
  await phone.goto(`${deployment.sandbox}/phone/scan?lang=zh-CN`);
  await phone.getByRole("listitem").filter({ hasText: merchant }).getByRole("link").first().click();
  await phone.getByRole("button", { name: "确认付款" }).click();
  await expect(phone.getByText("付款成功")).toBeVisible();
}

/** Simulates that a page was hidden, by another tab or app, or shown again. */
export async function looksAway(page: Page, away: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, away);
}
