// What every browser test is given: one house per worker, and the mall's own
// API client. A test makes orders of its own, so that none needs another.
import { test as base, expect } from "@playwright/test";
import { House } from "./house.js";
import { MallClient } from "./mall.js";

export const test = base.extend<object, { house: House; mall: MallClient }>({
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
});

export { expect };
