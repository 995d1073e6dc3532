// What every browser test is given: one house per worker, and the mall's own
// API client. A test makes orders of its own, so that none needs another.
import { test as base, expect } from "@playwright/test";
import { House, until } from "./house.js";
import { MallClient } from "./mall.js";

export const test = base.extend<{ logOfFailure: void }, { house: House; mall: MallClient; expired: () => Promise<string> }>({
  house: [
    // Playwright reads a fixture's needs from the braces: none here.
    async ({}, use) => {
      const house = await House.open();
      await use(house);
      await house.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  mall: [async ({ house }, use) => use(await MallClient.of(house)), { scope: "worker" }],
  // Made when the worker begins, so that its minute is over when it is needed.
  expired: [
    async ({ mall }, use) => {
      const { id, pay_url } = await mall.order("1.00", { expires_in_s: 60 });
      await use(async () => {
        await until(async () => (await mall.find(id)).state === "expired", "an order to expire", 75_000);
        return pay_url;
      });
    },
    { scope: "worker", auto: true },
  ],
  // What the house logged during a test that failed, beside its picture.
  logOfFailure: [
    async ({ house }, use, info) => {
      const before = house.logged.length;
      await use();
      if (info.status !== info.expectedStatus) {
        await info.attach("log", { body: house.logged.slice(before), contentType: "text/plain" });
      }
    },
    { auto: true },
  ],
});

export { expect };
