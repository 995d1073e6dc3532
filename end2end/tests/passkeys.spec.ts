// A passkey from end to end, with Chromium's virtual authenticator: added, refused without its user's
// verification, used to sign in, and to confirm what weighs.
import { randomUUID } from "node:crypto";
import { expectAccessible } from "../harness/accessible.js";
import { expect, test } from "../harness/fixtures.js";
import { firstLink, joins } from "../harness/people.js";
import { words } from "../harness/words.js";

test.use({ locale: words.en.browser, contextOptions: { reducedMotion: "reduce" } });

test("a passkey is added, and signs in with its user alone", async ({ page, deployment, isMobile }) => {
  test.setTimeout(60_000);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));

  await page.goto(await firstLink(deployment, "provider"));
  const account = `keys-${randomUUID().slice(0, 8)}`;
  await joins(page, account);
  await page.goto(`${deployment.console}/console/account`);
  await page.getByRole("link", { name: "Add a passkey" }).click();
  await page.getByLabel("Name").fill("laptop");
  await expectAccessible(page, isMobile);
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await expect(page).toHaveURL(/done=passkey/);
  await expect(page.getByRole("row").filter({ hasText: "laptop" })).toContainText("Never");
  await expectAccessible(page, isMobile);
  const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: "localhost" }]);

  // Somebody else has the device: the authenticator does not verify its user.
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "Sign out" }).click();
  const button = page.getByRole("button", { name: "Sign in with a passkey" });
  await expectAccessible(page, isMobile);
  await button.click();
  await expect(page.getByText("That was not completed.")).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);

  await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await button.click();
  await expect(page).toHaveURL(/console\/provider$/);
  await expect(page.getByRole("main")).toContainText("Last sign-in:");
  await page.goto(`${deployment.console}/console/account`);
  await expect(page.getByRole("row").filter({ hasText: "laptop" })).not.toContainText("Never");

  await page.getByRole("button", { name: "Remove the passkey" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  // The authenticator still has it, and answers the offer in the field of the account's name by itself.
  await expect(page.getByRole("alert")).toContainText("The passkey was not accepted");
  expect(errors).toEqual([]);
});
