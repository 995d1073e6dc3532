// The Playwright fixtures: one deployment and one mall API client per worker.
// Each test creates its own orders, so that tests do not depend on each other.
import { test as base, expect } from "@playwright/test";
import { House, until } from "./house.js";
import { MallClient } from "./mall.js";

export const test = base.extend<{ logOfFailure: void }, { house: House; mall: MallClient; expired: () => Promise<string> }>({
  house: [
    // Playwright reads a fixture's dependencies from this pattern. There are none.
    async ({}, use) => {
      const house = await House.open();
      await use(house);
      await house.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  mall: [async ({ house }, use) => use(await MallClient.of(house)), { scope: "worker" }],
  // Created when the worker starts, because an order takes a minute to expire.
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
  // Attaches what the deployment logged during a failed test.
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
