// People of the consoles: first links by the command line, and authenticators.
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { program, type Deployment } from "./deployment.js";

const run = promisify(execFile);

/** A password that is taken. */
export const PASSWORD = "春天的第一壶龙井茶，慢慢喝不着急";

/** The address of a one-time link for somebody who manages the team of this console. */
export async function firstLink(deployment: Deployment, scope: string): Promise<string> {
  const who = scope === "provider" ? ["provider", "invite"] : ["merchant", "invite", scope];
  const { stdout } = await run(program(), [...who, "--database", join(deployment.data, "paydesk.db"), "--console-url", deployment.console]);
  return stdout.trim();
}

/** An authenticator's code (RFC 6238); `ahead` steps after the present one. Paydesk takes the next one too. */
export function code(secret: string, ahead = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/\s/g, "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const hash = createHmac("sha1", key).update(step).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

/** The form of an invitation, filled in; returns the authenticator's secret. */
export async function joins(page: Page, account: string, name = account): Promise<string> {
  const secret = await page.locator(".secret").innerText();
  await page.locator("#name").fill(name);
  await page.locator("#account").fill(account);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("#code").fill(code(secret));
  await page.locator("main form .button--main").click();
  return secret;
}

/** Signs in with the next code: each serves once. */
export async function signIn(page: Page, account: string, secret: string): Promise<void> {
  await page.locator("#account").fill(account);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("main form .button--main").click();
  await page.locator("#code").fill(code(secret, 1));
  await page.locator("main form .button--main").click();
}
