// Browser tests against the release binary (PAYDESK_BIN), in the machine's
// own Chromium (CHROMIUM) so that no browser has to be downloaded.
import { defineConfig, devices } from "@playwright/test";

const root = process.getuid?.() === 0;

const SCREENLESS = /(abort|api|link|events|troubles|restart|secrets|budget|headers)\.spec\.ts$/;
/** What these hold is the same on every screen. */
const ANY_SCREEN = /(follow|form|leaving|refunds|tabs)\.spec\.ts$/;

/**
 * Whole purchases are walked so that each two of language, scripts and screen meet
 * once. axe looks at English on the PC, at 320 px too: a phone adds nothing to it.
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
    // What these hold has no screen: once is enough.
    { name: "phone", testIgnore: [SCREENLESS, ANY_SCREEN], grepInvert: walkedOnThe.pc, use: { ...devices["Pixel 7"], defaultBrowserType: "chromium" } },
  ],
});
