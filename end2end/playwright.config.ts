// Browser tests against the release binary (PAYDESK_BIN), with the installed
// Chromium (CHROMIUM), so that no browser has to be downloaded.
import { defineConfig, devices } from "@playwright/test";

const root = process.getuid?.() === 0;

const SCREENLESS = /(abort|api|clients|link|events|failures|restart|secrets|budget|headers)\.spec\.ts$/;
/** These use a screen, but their results do not depend on its size. */
const ANY_SCREEN =
  /(approvals|brand|branding|console|desk|follow|form|leaving|passkeys|receipt|refunds|signup|steps|tabs|today)\.spec\.ts$/;

/**
 * Complete purchases run in four of the eight combinations of language, scripts and
 * screen, so that each pair of values occurs once. axe checks English on the PC only,
 * which includes a width of 320 px.
 */
const walkedOnThe = {
  pc: [/journeys\.spec\.ts (zh-CN, scripts on|en, scripts off) /, /axe\.spec\.ts en /],
  phone: /journeys\.spec\.ts (zh-CN, scripts off|en, scripts on) /,
};

export default defineConfig({
  testDir: "./tests",
  outputDir: "./test-results",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        ...(root ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "pc", grepInvert: walkedOnThe.phone, use: { viewport: { width: 1280, height: 800 } } },
    // Tests that do not depend on the screen run on the PC only.
    { name: "phone", testIgnore: [SCREENLESS, ANY_SCREEN], grepInvert: walkedOnThe.pc, use: { ...devices["Pixel 7"], defaultBrowserType: "chromium" } },
  ],
});
