// The provider freezes a merchant: risk asks and cannot approve it, an administrator
// approves, the shopper's page says so at once, and after a release by two the shopper
// pays. The merchant is one that no other test uses.
import { randomUUID } from "node:crypto";
import { expectAccessible } from "../harness/accessible.js";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { firstLink, joins } from "../harness/people.js";
import { words } from "../harness/words.js";

const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

test.use({ locale: words.en.browser, contextOptions: { reducedMotion: "reduce" } });

test("a merchant is frozen and released by two persons, and its shopper pays after it", async ({ page: admin, browser, deployment, mall, isMobile }) => {
  test.setTimeout(120_000);
  const merchant = mall.merchants[2];
  if (!merchant) throw new Error("the demo has too few merchants");
  const order = await mall.order("36.00", { merchant_id: merchant.id });
  const console = `${deployment.console}/console/provider`;
  const [boss, clerk] = [fresh("admin"), fresh("risk")];
  await admin.goto(await firstLink(deployment, "provider"));
  await joins(admin, boss);
  await admin.goto(`${console}/team/invite`);
  await admin.getByRole("radio", { name: /^Risk/ }).check();
  await admin.locator("main form button").click();
  const link = /https?:\S+\/console\/invite\/\w{26}/.exec(await admin.getByRole("main").innerText())?.[0] ?? "";

  // Without scripts, in Chinese, on a narrow screen.
  const other = await browser.newContext({ locale: words["zh-CN"].browser, javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const risk = await other.newPage();
  await risk.goto(link);
  await joins(risk, clerk);
  await risk.goto(`${console}/merchants/${merchant.id}`);
  await risk.getByRole("link", { name: "冻结商户" }).click();
  await risk.getByRole("button", { name: "提交冻结申请" }).click();
  await expect(risk.getByRole("alert")).toContainText("请选择要停止什么");
  expect(await risk.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
  await risk.getByRole("checkbox", { name: "新付款" }).check();
  await risk.getByRole("checkbox", { name: "退款" }).check();
  await risk.getByRole("radio", { name: "法院或机关的文书" }).check();
  await risk.locator("#issuer").fill("杭州市中级人民法院");
  await risk.locator("#document").fill("（2026）浙01执1号");
  await risk.getByRole("button", { name: "提交冻结申请" }).click();
  await expect(risk.getByRole("status")).toContainText("等待另一人批准");
  await expect(risk.getByRole("main")).toContainText(boss);
  await expect(risk.getByRole("button", { name: /^批准/ })).toHaveCount(0);
  expect(await risk.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
  const request = risk.url().replace(/\?.*$/, "");
  const token = (await risk.locator("main input[name=form_token]").getAttribute("value")) ?? "";
  const forged = await other.request.post(`${request}?do=approve`, { form: { form_token: token }, headers: { origin: deployment.console } });
  expect(forged.status()).toBe(403);
  await new Payer(deployment, order.pay_url).look();

  await admin.goto(`${console}/approvals`);
  await expectAccessible(admin, isMobile);
  await admin.getByRole("row").filter({ hasText: clerk }).getByRole("link").click();
  await expectAccessible(admin, isMobile);
  await admin.getByRole("button", { name: "Approve the freeze" }).press("Enter");
  await expect(admin.getByRole("status")).toContainText("Approved, and done");
  await expectAccessible(admin, isMobile);

  const third = await browser.newContext({ locale: words["zh-CN"].browser });
  const shopper = await third.newPage();
  await shopper.goto(order.pay_url);
  await expect(shopper.getByRole("main")).toContainText("商户暂时不能收款");
  await expect(shopper.getByRole("main")).not.toContainText("法院");
  await expect(shopper.locator(".way__radio")).toHaveCount(0);
  await expectAccessible(shopper, isMobile);
  const refused = await new Payer(deployment, order.pay_url).act("", "confirm_payment", { way: "scan" });
  expect(refused.html).toContain("商户暂时不能收款");
  expect((await mall.find(order.id)).state).toBe("open");
  await expect(mall.order("12.00", { merchant_id: merchant.id })).rejects.toThrow(/payments_suspended/);

  await risk.goto(`${console}/freezes`);
  await risk.getByRole("row").filter({ hasText: "冻结中" }).getByRole("link").first().click();
  await risk.locator("#reason").fill("法院解除冻结");
  await risk.getByRole("button", { name: "提交解除申请" }).click();
  await expect(risk.getByRole("status")).toContainText("等待另一人批准");
  await admin.goto(`${console}/freezes`);
  await expectAccessible(admin, isMobile);
  await admin.getByRole("row").filter({ hasText: merchant.name.split(" ")[0] }).getByRole("link").first().click();
  await expectAccessible(admin, isMobile);
  await admin.locator(".warning a").click();
  await admin.getByRole("button", { name: "Approve the release" }).click();
  await expect(admin.getByRole("status")).toContainText("Approved, and done");
  await admin.goto(`${console}/approvals/decided`);
  await expect(admin.getByRole("row").filter({ hasText: clerk })).toHaveCount(2);
  await expectAccessible(admin, isMobile);
  await admin.goto(`${console}/freezes?list=all`);
  await expectAccessible(admin, isMobile);

  await shopper.reload();
  await expect(shopper.getByRole("main")).not.toContainText("商户暂时不能收款");
  await new Payer(deployment, order.pay_url).payByCard(cards.debit);
  expect((await mall.find(order.id)).state).toBe("paid");

  // In an emergency risk stops new payments at once.
  await risk.goto(`${console}/merchants/${merchant.id}/freeze`);
  await risk.getByRole("radio", { name: "风控规则" }).check();
  await risk.locator("#rule").selectOption({ label: "盗刷" });
  await risk.locator("#risk_note").fill("一小时内 40 张境外卡");
  await risk.getByRole("button", { name: /^立即停止新付款/ }).click();
  await expect(risk.getByRole("status")).toContainText("24 小时内确认");
  await expect(mall.order("12.00", { merchant_id: merchant.id })).rejects.toThrow(/payments_suspended/);
  await admin.goto(`${console}/approvals`);
  await admin.getByRole("row").filter({ hasText: clerk }).getByRole("link").click();
  await admin.getByRole("button", { name: "Confirm the freeze" }).click();
  await expect(admin.getByRole("status")).toContainText("Approved, and done");

  // A network's page; switching off is left to the engine's tests, as all shoppers share it.
  await admin.goto(console);
  await admin.getByRole("table").getByRole("link").first().click();
  await expect(admin.getByRole("button", { name: "Switch off now" })).toBeVisible();
  await expectAccessible(admin, isMobile);
  await admin.getByRole("button", { name: "Switch off now" }).click();
  await expect(admin.getByRole("alert")).toContainText("Enter the reason");
  await expectAccessible(admin, isMobile);
  await third.close();
  await other.close();
});
