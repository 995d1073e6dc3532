// A refund above the merchant's limit: finance asks for it and cannot approve it herself,
// an owner approves it in another browser, and the books stay right.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { expectAccessible } from "../harness/accessible.js";
import { cards } from "../harness/cards.js";
import { program, until } from "../harness/deployment.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { firstLink, joins } from "../harness/people.js";
import { words } from "../harness/words.js";

const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

test.use({ locale: words.en.browser, contextOptions: { reducedMotion: "reduce" } });

test("a second person approves a refund above the limit", async ({ page: owner, browser, deployment, mall, isMobile }) => {
  test.setTimeout(120_000);
  const order = await mall.order("1064.00");
  await new Payer(deployment, order.pay_url).payByCard(cards.debit);
  const scope = String((await mall.find(order.id)).merchant_id);
  const console = `${deployment.console}/console/${scope}`;
  const [boss, clerk] = [fresh("owner"), fresh("finance")];
  await owner.goto(await firstLink(deployment, scope));
  await joins(owner, boss);
  await owner.goto(`${console}/team/invite`);
  await owner.getByRole("radio", { name: /^Finance/ }).check();
  await owner.locator("main form button").click();
  const link = /https?:\S+\/console\/invite\/\w{26}/.exec(await owner.getByRole("main").innerText())?.[0] ?? "";

  // Without scripts, in Chinese.
  const other = await browser.newContext({ locale: words["zh-CN"].browser, javaScriptEnabled: false });
  const finance = await other.newPage();
  await finance.goto(link);
  await joins(finance, clerk);
  await finance.goto(`${console}/orders/${order.id}`);
  await finance.getByRole("link", { name: "退款", exact: true }).last().click();
  await expect(finance.locator("#amount")).toHaveValue("1064.00");
  await finance.locator("#amount").fill("28");
  await finance.locator("#reason").selectOption({ label: "质量问题" });
  await finance.locator("main form button").click();
  await expect(finance.getByRole("button", { name: "退款 ¥28.00" })).toBeVisible();
  await finance.locator("#amount").fill("1,064.00");
  await finance.locator("main form button").click();
  await finance.getByRole("button", { name: "申请退款 ¥1,064.00，由另一人批准" }).click();
  await expect(finance.getByRole("status")).toContainText("等待另一人批准");
  await expect(finance.getByRole("main")).toContainText(boss);
  await expect(finance.getByRole("button", { name: /^批准/ })).toHaveCount(0);
  const request = finance.url().replace(/\?.*$/, "");
  const token = (await finance.locator("main input[name=form_token]").getAttribute("value")) ?? "";
  const forged = await other.request.post(`${request}?do=approve`, { form: { form_token: token }, headers: { origin: deployment.console } });
  expect(forged.status()).toBe(403);
  expect(await forged.text()).toContain("不能批准或拒绝自己的申请");
  expect((await mall.find(order.id)).state).toBe("paid");

  await owner.goto(`${console}/approvals`);
  await expectAccessible(owner, isMobile);
  await owner.getByRole("row").filter({ hasText: clerk }).getByRole("link").click();
  await expectAccessible(owner, isMobile);
  await owner.getByRole("button", { name: "Approve and refund ¥1,064.00" }).click();
  await expect(owner.getByRole("status")).toContainText("Approved, and done");
  await until(async () => (await mall.find(order.id)).state === "refunded", "the refund");
  await owner.goto(`${console}/orders/${order.id}`);
  await expect(owner.locator(".facts")).toContainText("Refunded");
  await expect(owner.locator(".timeline")).toContainText(`Asked by${clerk}`);
  await expect(owner.locator(".timeline")).toContainText(`Approved by${boss}`);
  await owner.goto(`${console}/refunds`);
  await expect(owner.getByRole("row").filter({ hasText: clerk })).toContainText("¥1,064.00");
  await expectAccessible(owner, isMobile);

  // Another order's form, and the limit, by who may do both.
  const next = await mall.order("64.00");
  await new Payer(deployment, next.pay_url).payByCard(cards.debit);
  await owner.goto(`${console}/orders/${next.id}/refund`);
  await expect(owner.getByRole("button", { name: "Refund ¥64.00" })).toBeVisible();
  await expectAccessible(owner, isMobile);
  await owner.locator("#reason").selectOption({ index: 1 });
  await owner.locator("main form button").dblclick();
  await expect(owner.locator(".timeline")).toContainText("The merchant refunded ¥64.00 in the console");
  await owner.goto(`${console}/refund-limit`);
  await expectAccessible(owner, isMobile);
  // It ends with 1 where it finds a fault.
  const books = promisify(execFile)(program(), ["check-books", "--database", join(deployment.data, "paydesk.db")]);
  await expect(books).resolves.toMatchObject({ stderr: "" });
  await other.close();
});
