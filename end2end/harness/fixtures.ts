// The Playwright fixtures: one deployment and one mall API client per worker.
// Each test creates its own orders, so that tests do not depend on each other.
import { test as base, expect } from "@playwright/test";
import { Deployment, until } from "./deployment.js";
import { MallClient } from "./mall.js";

export const test = base.extend<{ logOfFailure: void }, { deployment: Deployment; mall: MallClient; expired: () => Promise<string> }>({
  deployment: [
    // Playwright reads a fixture's dependencies from this pattern. There are none.
    async ({}, use) => {
      const deployment = await Deployment.open();
      await use(deployment);
      await deployment.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  mall: [async ({ deployment }, use) => use(await MallClient.of(deployment)), { scope: "worker" }],
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
    async ({ deployment }, use, info) => {
      const before = deployment.logged.length;
      await use();
      if (info.status !== info.expectedStatus) {
        await info.attach("log", { body: deployment.logged.slice(before), contentType: "text/plain" });
      }
    },
    { auto: true },
  ],
});

export { expect };
