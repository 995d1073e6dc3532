// What a merchant's people are told: an order is paid and a refund of it declined. The
// owner sees both unread on each page, marks them as read, and chooses its kinds; another
// member, without scripts and on a narrow screen, reads them for itself.
import { randomUUID } from "node:crypto";
import { expectAccessible } from "../harness/accessible.js";
import { cards } from "../harness/cards.js";
import { until } from "../harness/deployment.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { firstLink, joins } from "../harness/people.js";
import { FAILURE_FEN } from "../harness/sandbox.js";
import { words } from "../harness/words.js";

const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;
const notReload = { waitUntil: "domcontentloaded" } as const;

test.use({ locale: words.en.browser, contextOptions: { reducedMotion: "reduce" } });

test("each person is told once, and reads for itself", async ({ page: owner, browser, deployment, mall, isMobile }) => {
  test.setTimeout(120_000);
  const order = await mall.order("28.00");
  await new Payer(deployment, order.pay_url).payByCard(cards.debit);
  const asked = { mall_refund_no: randomUUID(), amount: { value: `2.${FAILURE_FEN.decline}`, currency: "CNY" } };
  const refund = await mall.send("POST", `/v1/orders/${order.id}/refunds`, JSON.stringify(asked));
  const { id } = (await refund.json()) as { id: string };
  await until(async () => ((await (await mall.send("GET", `/v1/refunds/${id}`)).json()) as { state: string }).state === "failed", "the refund to fail", 90_000);
  const found = await mall.find(order.id);
  const [scope, number] = [String(found.merchant_id), String(found.mall_order_no)];
  const console = `${deployment.console}/console/${scope}`;

  await owner.goto(await firstLink(deployment, scope));
  await joins(owner, fresh("owner"));
  const rows = owner.getByRole("row").filter({ hasText: number });
  await expect(async () => {
    await owner.goto(`${console}/notifications`, notReload);
    await expect(rows).toHaveCount(2, { timeout: 500 });
  }).toPass();
  await expect(rows.filter({ hasText: "A refund failed" })).toContainText("Unread");
  await expect(rows.filter({ hasText: "A refund failed" })).toContainText(`¥2.${FAILURE_FEN.decline}`);
  await expect(rows.filter({ hasText: "An order was paid" })).toContainText("¥28.00");
  await expectAccessible(owner, isMobile);
  const link = owner.getByRole("navigation").first().getByRole("link", { name: /^Notifications/ });
  await expect(link).toHaveText(/\((\d+|99\+) unread\)/);

  const mark = owner.getByRole("button", { name: "Mark all as read" });
  await mark.focus();
  await owner.keyboard.press("Enter");
  await expect(owner.getByRole("status")).toContainText("All are marked as read");
  await expect(rows.filter({ hasText: "Unread" })).toHaveCount(0);
  await expect(mark).toHaveCount(0);
  await rows.filter({ hasText: "An order was paid" }).getByRole("link").click();
  await expect(owner).toHaveURL(`${console}/orders/${order.id}`);

  await owner.goto(`${console}/notifications`);
  await owner.getByLabel("An order was paid").uncheck();
  await owner.getByRole("button", { name: "Save the choice" }).click();
  await expect(owner.getByRole("status")).toContainText("Your choice is saved");
  await expect(rows).toHaveCount(1);
  await expect(owner.getByLabel("An order was paid")).not.toBeChecked();
  await expectAccessible(owner, isMobile);

  // Somebody of finance, in Chinese, without scripts, at 320 px, has read nothing.
  await owner.goto(`${console}/team/invite`);
  await owner.getByRole("radio", { name: /^Finance/ }).check();
  await owner.locator("main form button").click();
  const invitation = /https?:\S+\/console\/invite\/\w{26}/.exec(await owner.getByRole("main").innerText())?.[0] ?? "";
  const other = await browser.newContext({ locale: words["zh-CN"].browser, javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const finance = await other.newPage();
  await finance.goto(invitation);
  await joins(finance, fresh("finance"));
  await finance.goto(`${console}/notifications`);
  const told = finance.getByRole("row").filter({ hasText: number });
  await expect(told).toHaveCount(2);
  await expect(told.first()).toContainText("未读");
  const width = await finance.locator("html").evaluate((page) => page.scrollWidth).catch(() => 320);
  expect(width).toBeLessThanOrEqual(320);
  await finance.getByRole("button", { name: "全部标为已读" }).click();
  await expect(finance.getByRole("status")).toContainText("已全部标为已读");
  await expect(told.filter({ hasText: "未读" })).toHaveCount(0);
  await other.close();
});
