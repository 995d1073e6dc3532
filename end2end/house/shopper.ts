// What a shopper does on the pay page, at a bank and on the phone: by role
// and accessible name, as a person finds things.
import { expect, type Locator, type Page } from "@playwright/test";
import type { TestCard } from "./cards.js";
import type { House } from "./house.js";
import { Sandbox } from "./sandbox.js";
import { words, type Language, type Words } from "./words.js";

export class Shopper {
  readonly words: Words;
  private readonly sandbox: Sandbox;

  constructor(
    readonly page: Page,
    house: House,
    readonly language: Language = "zh-CN",
  ) {
    this.words = words[language];
    this.sandbox = new Sandbox(house);
  }

  /** The page's one main heading. */
  async sees(heading: string | RegExp): Promise<void> {
    const name = typeof heading === "string" ? { name: heading, exact: true } : { name: heading };
    await expect(this.page.getByRole("heading", { level: 1, ...name })).toBeVisible();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
  }

  /** A field, by the label in front of it. */
  field(label: string): Locator {
    return this.page.getByRole("textbox", { name: label, exact: true });
  }

  /** Unfolds a way to pay, unless it is open already. */
  async unfold(way: string): Promise<Locator> {
    const fold = this.page.getByRole("group").filter({ has: this.page.getByText(way, { exact: true }) }).first();
    if (!(await fold.evaluate((details) => details.hasAttribute("open")))) {
      await fold.getByText(way, { exact: true }).click();
    }
    return fold;
  }

  /** From the first page to the empty card form. */
  async picksNewCard(): Promise<void> {
    await this.unfold(this.words.choose.quick);
    await this.button(this.words.choose.newCard).click();
    await this.sees(this.words.card.title);
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

  /** What has a code sent to a phone, and the code. */
  async receives(phone: string, asking: () => Promise<void>): Promise<string> {
    const before = await this.sandbox.received(phone);
    await asking();
    return this.sandbox.code(phone, before);
  }

  /** How many codes a phone has had. */
  async received(phone: string): Promise<number> {
    return this.sandbox.received(phone);
  }

  /** The newest code a phone has. */
  async latest(phone: string): Promise<string> {
    return this.sandbox.code(phone);
  }

  /** Types a code and pays with it. */
  async pays(code: string): Promise<void> {
    await this.field(this.words.code.label).fill(code);
    await this.button(this.words.code.pay).click();
  }

  /** From the first page to the code form; answers with the code sent. */
  async asksForCode(card: TestCard): Promise<string> {
    await this.picksNewCard();
    const code = await this.receives(card.phone, () => this.sendsCard(card));
    await this.sees(this.words.code.title);
    return code;
  }

  /** From the first page to the bank's own. */
  async goesToBank(bank: string): Promise<void> {
    const way = await this.unfold(this.words.choose.gateway);
    await way.getByRole("radio", { name: bank }).check();
    await this.button(this.words.choose.goToBank).click();
  }

  /** From the first page to the QR. */
  async asksForQr(): Promise<void> {
    await this.unfold(this.words.choose.scan);
    await this.button(this.words.choose.showQr).click();
    await this.sees(this.words.scan.title);
  }
}

/** A phone of its own before the QR that waits: confirms, and sees it paid. */
export async function scansAndPays(phone: Page, house: House, merchant: string): Promise<void> {
  await phone.goto(`${house.sandbox}/phone/scan`);
  await phone.getByRole("listitem").filter({ hasText: merchant }).getByRole("link").first().click();
  await phone.getByRole("button", { name: "确认付款" }).click();
  await expect(phone.getByText("付款成功")).toBeVisible();
}
