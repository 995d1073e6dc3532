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
  [/\d{1,2}:\d{2}(:\d{2})?/g, "TIME"],
  [/\d{10,}/g, "NUMBER"],
  [/\d+ (秒|分钟|s\b|minutes?\b)/g, "N $1"],
];

/** Compares the page with its file. */
export async function expectAria(page: Page, state: string, language: Language): Promise<void> {
  // The islands have started once the page has received an event.
  await page.waitForFunction(() => {
    const main = document.getElementById("main");
    return !main?.dataset["at"] || main.dataset["heard"] !== undefined;
  });
  const shown = await page.locator("body").ariaSnapshot();
  const stable = CHANGING.reduce((text, [changing, name]) => text.replace(changing, name), shown);
  const folder = join(FOLDER, language);
  const file = join(folder, `${state.replace(/\W+/g, "-")}.yml`);
  if (process.env["UPDATE_ARIA"]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${stable}\n`);
  }
  expect(`${stable}\n`, "the accessible tree of the page").toBe(readFileSync(file, "utf8"));
}
