// Browser tests against the release binary (PAYDESK_BIN), in the machine's
// own Chromium (CHROMIUM) so that no browser has to be downloaded.
import { defineConfig, devices } from "@playwright/test";

const root = process.getuid?.() === 0;

const SCREENLESS = /(abort|api|link|events|troubles|restart|secrets|budget|headers)\.spec\.ts$/;
/** What these hold is the same on every screen. */
const ANY_SCREEN = /(follow|form|leaving|refunds|tabs)\.spec\.ts$/;

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
    { name: "pc", use: { viewport: { width: 1280, height: 800 } } },
    // What these hold has no screen: once is enough.
    { name: "phone", testIgnore: [SCREENLESS, ANY_SCREEN], use: { ...devices["Pixel 7"], defaultBrowserType: "chromium" } },
  ],
});
