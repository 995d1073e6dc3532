// What a screen reader meets on each page, kept in `aria/`: one file for each state
// and language. A change of a page shows there. To write the files anew:
//   UPDATE_ARIA=1 npx playwright test axe --project=pc
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import type { Language } from "./words.js";

const FOLDER = join(import.meta.dirname, "..", "aria");

/** What differs from run to run, and what stands for it. */
const CHANGING: [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UUID"],
  [/[0-9a-z]{26}\.[0-9a-f]{32}/g, "REFERENCE"],
  [/[0-9a-z]{26,}/g, "ID"],
  [/(sig=|ts=)[\w-]+/g, "$1…"],
  [/(127\.0\.0\.1|localhost):\d+/g, "HOST"],
  [/\d{4}-\d{2}-\d{2}/g, "DATE"],
  // A time that is not today has its day: just before midnight, the end of an order.
  [/(\d{1,2} 月 \d{1,2} 日 |\d{1,2} [A-Z][a-z]+, )?\d{1,2}:\d{2}(:\d{2})?/g, "TIME"],
  [/\d{10,}/g, "NUMBER"],
  [/\d+ (秒|分钟|s\b|minutes?\b)/g, "N $1"],
];

/** The accessible tree without what differs from run to run. */
async function tree(page: Page): Promise<string> {
  const shown = await page.locator("body").ariaSnapshot();
  return `${CHANGING.reduce((text, [changing, name]) => text.replace(changing, name), shown)}\n`;
}

/** The tree once it no longer changes: the islands have started. */
async function settledTree(page: Page): Promise<string> {
  let before = "";
  const unchanged = async () => before === (before = await tree(page));
  await expect.poll(unchanged, { intervals: [1000] }).toBe(true);
  return before;
}

/** Compares the page with its file. The islands may still have to start. */
export async function expectAria(page: Page, state: string, language: Language): Promise<void> {
  const folder = join(FOLDER, language);
  const file = join(folder, `${state.replace(/\W+/g, "-")}.yml`);
  if (process.env["UPDATE_ARIA"]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, await settledTree(page));
  }
  await expect.poll(() => tree(page), "the accessible tree of the page").toBe(readFileSync(file, "utf8"));
}
