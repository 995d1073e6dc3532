// A merchant is signed up in the demo: operations enters it without scripts, risk returns
// it with a remark, finance proves the account, a second person approves, the owner opens
// the link, and the first order is paid.
import { randomInt, randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { expectAccessible } from "../harness/accessible.js";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { firstLink, joins } from "../harness/people.js";
import { words } from "../harness/words.js";

const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;

/** A registration number with its check character (GB 32100). */
function registrationNumber(): string {
  const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  const body = `91${Array.from({ length: 15 }, () => alphabet[randomInt(31)]).join("")}`;
  const sum = weights.reduce((all, weight, place) => all + weight * alphabet.indexOf(body[place] ?? "0"), 0);
  return `${body}${alphabet[(31 - (sum % 31)) % 31]}`;
}

const name = "云上茶业有限公司 Cloud Tea (Hangzhou) Trading and Development Company Limited";
const legalId = "11010519491231002X";
const sections: Record<string, Record<string, string>> = {
  company: { subject: "enterprise", registered_name: name.slice(0, 60), address: "杭州市西湖区龙井路 1 号", licence_from: "2020-01-01" },
  "legal-person": { legal_name: "王芳", legal_id: legalId, legal_phone: "13800138000" },
  owners: { owner1_name: "王芳", owner1_id: legalId, owner1_share: "60" },
  contact: { contact_name: "李雷", contact_phone: "13900139000", contact_mail: "lilei@tea.example" },
  business: { host: "tea.example", mcc: "5411", short_name: "云上茶", display_name: "云上茶舍" },
  account: { account_kind: "corporate", holder: name.slice(0, 60), bank: "工商银行西湖支行", account_number: "1202021909900012345" },
  terms: { fees_from: "2026-12-01", rate_quick_agreement: "0.38", minimum_quick_agreement: "0.10" },
};

async function enter(page: Page, at: string, section: string, fields: Record<string, string>): Promise<void> {
  await page.goto(`${at}/${section}`);
  for (const [field, value] of Object.entries(fields)) {
    const input = page.locator(`#${field}`);
    if ((await input.evaluate((element) => element.tagName)) === "SELECT") await input.selectOption(value);
    else await input.fill(value);
  }
  if (section === "terms") {
    await page.locator("input[name=products][value=quick_agreement]").check();
    await page.locator("#malls").check();
  }
  await page.locator("main form .button--own").click();
}

/** A new member of the provider's staff, in a browser of its own. */
async function joined(admin: Page, browser: Browser, console: string, role: string, scripts: boolean): Promise<Page> {
  await admin.goto(`${console}/team/invite`);
  await admin.locator(`input[name=role][value=${role}]`).check();
  await admin.locator("main form button").click();
  const link = await admin.locator("#link").innerText();
  const language = scripts ? words.en : words["zh-CN"];
  const context = await browser.newContext({ locale: language.browser, javaScriptEnabled: scripts, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(link);
  await joins(page, fresh(role.replace("_", "-")));
  return page;
}

test.use({ locale: words.en.browser, contextOptions: { reducedMotion: "reduce" } });

test("a merchant applies, is reviewed, approved by a second person, and is paid", async ({ page: admin, browser, deployment, mall, isMobile }) => {
  test.setTimeout(180_000);
  const console = `${deployment.console}/console/provider`;
  await admin.goto(await firstLink(deployment, "provider"));
  await joins(admin, fresh("admin"));
  const operations = await joined(admin, browser, console, "operations", false);
  const risk = await joined(admin, browser, console, "risk", true);
  const finance = await joined(admin, browser, console, "provider_finance", true);

  await operations.goto(`${console}/applications`);
  await operations.getByRole("button", { name: "录入新商户" }).click();
  const at = operations.url().replace(/\?.*$/, "");
  await enter(operations, at, "company", { ...sections.company, uscc: "91350100M000100Y34" });
  await expect(operations.getByRole("alert")).toContainText("校验位不对");
  const uscc = registrationNumber();
  for (const [section, fields] of Object.entries(sections)) {
    await enter(operations, at, section, section === "company" ? { ...fields, uscc } : fields);
    await expect(operations.getByRole("status")).toContainText("已保存");
  }
  const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
  await operations.locator("#document").setInputFiles({ name: "licence.png", mimeType: "image/png", buffer: png });
  await operations.getByRole("button", { name: "上传" }).click();
  await expect(operations.getByRole("status")).toContainText("文件已上传");
  await expect(operations.getByRole("main")).toContainText("****002X");
  await expect(operations.getByRole("main")).not.toContainText(legalId);
  await operations.getByRole("button", { name: "提交审核" }).click();
  await expect(operations.getByRole("status")).toContainText("已提交审核");

  await risk.goto(`${console}/applications?state=submitted`);
  await expectAccessible(risk, isMobile);
  await risk.getByRole("row").filter({ hasText: uscc }).getByRole("link").click();
  await expectAccessible(risk, isMobile);
  const file = await risk.request.get(`${deployment.console}${await risk.locator("tbody a").getAttribute("href")}`);
  expect(file.headers()).toMatchObject({ "content-type": "image/png", "x-content-type-options": "nosniff", "cache-control": "no-store" });
  expect(await file.body()).toEqual(png);
  await risk.locator("[name=remark-business]").fill("请补充门店地址");
  await risk.getByRole("button", { name: "Return it" }).click();
  await expect(risk.getByRole("status")).toContainText("Returned");

  await operations.goto(`${at}/business`);
  await expect(operations.getByRole("note")).toContainText("请补充门店地址");
  await enter(operations, at, "business", { store: "杭州市西湖区龙井路 2 号" });
  await operations.getByRole("button", { name: "提交审核" }).click();
  await risk.goto(at);
  await risk.getByRole("button", { name: "Accept" }).click();
  await expect(risk.getByRole("status")).toContainText("Accepted");

  await finance.goto(at);
  await expectAccessible(finance, isMobile);
  await finance.locator("#amount").fill("0.37");
  await finance.locator("#amount").press("Enter");
  await expect(finance.getByRole("status")).toContainText("not shown again");
  await expect(finance.getByRole("main")).not.toContainText("0.37");
  await operations.goto(at);
  await operations.locator("#amount").fill("0.38");
  await operations.getByRole("button", { name: "核对" }).click();
  await expect(operations.getByRole("alert")).toContainText("金额不正确");
  await operations.locator("#amount").fill("0.37");
  await operations.getByRole("button", { name: "核对" }).click();
  await expect(operations.getByRole("status")).toContainText("账户已验证");

  await risk.goto(at);
  await risk.locator("#network_account").fill("777290058110048");
  await risk.getByRole("button", { name: "Ask a second person to approve" }).click();
  await expect(risk.getByRole("status")).toContainText("waits for a second person");
  await expect(risk.getByRole("button", { name: /^Approve/ })).toHaveCount(0);
  await admin.goto(risk.url().replace(/\?.*$/, ""));
  await expectAccessible(admin, isMobile);
  await admin.getByRole("button", { name: /^Approve, and register/ }).click();
  await expect(admin.getByRole("status")).toContainText("Approved, and done");
  await admin.goto(at);
  await expectAccessible(admin, isMobile);
  const merchant = /mer_\w{26}/.exec((await admin.getByRole("link", { name: "See the merchant" }).getAttribute("href")) ?? "")?.[0] ?? "";
  await admin.getByRole("button", { name: "Make the link" }).click();
  const link = await admin.locator("#link").innerText();

  const other = await browser.newContext({ locale: words["zh-CN"].browser });
  const owner = await other.newPage();
  await owner.goto(link);
  await joins(owner, fresh("owner"));
  const order = await mall.order("12.80", { merchant_id: merchant });
  await new Payer(deployment, order.pay_url).payByCard(cards.debit);
  await expect.poll(async () => (await mall.find(order.id)).state).toBe("paid");
  await owner.goto(`${deployment.console}/console/${merchant}/orders/${order.id}`);
  await expect(owner.getByRole("main")).toContainText("¥12.80");

  await operations.goto(`${console}/merchants/${merchant}/contract`);
  await operations.locator("#rate_quick_agreement").fill("0.30");
  await operations.locator("#fees_from").fill("2027-01-01");
  await operations.locator("main form .button--own").click();
  await expect(operations.getByRole("status")).toContainText("等待另一人批准");
  await admin.goto(operations.url().replace(/\?.*$/, ""));
  await expectAccessible(admin, isMobile);
  await admin.getByRole("button", { name: /^Approve, and change/ }).click();
  await expect(admin.getByRole("status")).toContainText("Approved, and done");
  await admin.goto(`${console}/merchants/${merchant}`);
  await expect(admin.getByRole("main")).toContainText("0.30%, at least ¥0.10 of a payment, from 2027-01-01");
  await expectAccessible(admin, isMobile);
  for (const page of [operations, risk, finance, owner]) await page.context().close();
});
