// Leaving the pay page: to a bank, through the gateway's redirects, and back to the
// mall from every page.
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { cards } from "../harness/cards.js";
import { expect, test } from "../harness/fixtures.js";
import { Payer } from "../harness/payer.js";
import { Shopper } from "../harness/shopper.js";
import { words } from "../harness/words.js";

const { bank, choose, frame, result } = words["zh-CN"];

/** A gateway that redirects to a second host, which redirects to a third. */
async function gateway(): Promise<{ server: Server; action: string }> {
  const server = createServer((asked, answer) => {
    const { port } = server.address() as AddressInfo;
    const next: Record<string, string> = {
      "/frontTransReq.do": `http://localhost:${port}/cashier`,
      "/cashier": `http://127.0.0.2:${port}/bank`,
    };
    const to = next[asked.url ?? ""];
    if (to) answer.writeHead(302, { location: to }).end();
    else answer.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<h1>The bank</h1>");
  });
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  return { server, action: `http://127.0.0.1:${(server.address() as AddressInfo).port}/frontTransReq.do` };
}

for (const scripts of [true, false]) {
  test.describe(`scripts ${scripts ? "on" : "off"}`, () => {
    test.use({ locale: "zh-CN", javaScriptEnabled: scripts });

    test("the gateway leads to another host: the bank is reached", async ({ page, deployment, mall }) => {
      await page.goto((await mall.order("71.00")).pay_url);
      const shopper = new Shopper(page, deployment);
      await shopper.goesToBank(choose.icbc);
      if (!scripts) {
        await shopper.sees(bank.title);
        await shopper.button(bank.go).click();
      }
      await shopper.sees("中国工商银行 沙箱网银");
      expect(new URL(page.url()).origin).toBe(deployment.cashier);
    });

    test("two redirects in a row, each to another host", async ({ page, deployment, mall }) => {
      const { server, action } = await gateway();
      const order = await mall.order("72.00");
      await new Payer(deployment, order.pay_url).goToBank();
      // Paydesk's page with its headers, but with a form that posts to the test's gateway.
      await page.route("**/bank", async (route) => {
        const answer = await route.fetch();
        const body = (await answer.text()).replace(/action="[^"]*frontTransReq.do"/, `action="${action}"`);
        await route.fulfill({ response: answer, body });
      });
      await page.goto(`${order.pay_url}/bank`);
      if (!scripts) await new Shopper(page, deployment).button(bank.go).click();
      await new Shopper(page, deployment).sees("The bank");
      expect(new URL(page.url()).hostname).toBe("127.0.0.2");
      server.closeAllConnections();
      server.close();
    });
  });
}

test("only the page that leaves lets a form go anywhere else", async ({ deployment, mall }) => {
  const order = await mall.order("73.00");
  const payer = new Payer(deployment, order.pay_url);
  await payer.goToBank();
  const said = async (place: string) => (await fetch(`${order.pay_url}${place}`)).headers.get("content-security-policy") ?? "";
  expect(await said("/bank")).toContain("form-action 'self' http:;");
  expect(await said("/waiting")).toContain("form-action 'self';");
});

test.describe("the way home", () => {
  test.use({ locale: "zh-CN" });

  test("stands on each page, signed with the order's state", async ({ page, deployment, mall, expired }) => {
    const shopper = new Shopper(page, deployment);
    const home = async (state: string): Promise<void> => {
      const link = page.getByRole("banner").getByRole("link", { name: frame.home });
      await expect(link).toHaveCount(1);
      let href = new URL((await link.getAttribute("href")) ?? "", deployment.desk);
      // While the order is open, the return link is signed when the shopper follows it.
      if (href.origin === deployment.desk) href = new URL((await fetch(href, { redirect: "manual" })).headers.get("location") ?? "");
      expect(href.origin + href.pathname).toBe(mall.returnUrl);
      expect(href.searchParams.get("state")).toBe(state);
      expect(href.searchParams.get("sig")).toMatch(/^[\w-]{86}$/);
    };
    const order = await mall.order("74.00");
    await page.goto(order.pay_url);
    await home("open");
    await page.getByRole("banner").getByRole("link", { name: frame.home }).click();
    await expect(page).toHaveURL((url) => url.origin === deployment.mall);
    await page.goBack();
    await shopper.picksNewCard();
    await home("open");
    await shopper.receives(cards.third.phone, () => shopper.sendsCard(cards.third));
    await shopper.sees(words["zh-CN"].code.title);
    await home("paying");
    await page.getByRole("button", { name: words["zh-CN"].code.otherCard }).click();
    await shopper.asksForQr();
    await home("paying");

    const waiting = await mall.order("75.00");
    await new Payer(deployment, waiting.pay_url).goToBank();
    await page.goto(`${waiting.pay_url}/waiting`);
    await shopper.sees(result.waiting);
    await home("paying");

    const declined = await mall.order("77.00");
    const payer = new Payer(deployment, declined.pay_url);
    await payer.atBank(await payer.goToBank(), "fail");
    expect((await payer.comeBack()).place).toBe("declined");
    await page.goto(`${declined.pay_url}/declined`);
    await shopper.sees(result.declined);
    await home("open");

    await page.goto(await expired());
    await home("expired");
  });

  test("leads from the declined page to the mall", async ({ page, deployment, mall }) => {
    const order = await mall.order("76.00");
    const payer = new Payer(deployment, order.pay_url);
    const at = await payer.goToBank();
    await payer.atBank(at, "fail");
    await payer.comeBack();
    await page.goto(`${order.pay_url}/declined`);
    await new Shopper(page, deployment).sees(result.declined);
    await page.getByRole("banner").getByRole("link", { name: frame.home }).click();
    await expect(page).toHaveURL((url) => url.origin === deployment.mall);
  });
});

for (const language of ["zh-CN", "en"] as const) {
  test.describe(`the bank that is picked, ${language}`, () => {
    const { choose } = words[language];
    test.use({ locale: words[language].browser });

    test("stays in sight while one searches for another, and the button names it", async ({ page, deployment, mall }) => {
      await page.goto((await mall.order("78.00")).pay_url);
      const shopper = new Shopper(page, deployment, language);
      const way = await shopper.unfold(choose.gateway);
      const picked = way.getByRole("radio", { name: choose.icbc });
      const go = shopper.button(choose.goToBank);
      await picked.check();
      await expect(go).toContainText(choose.icbc);
      await page.getByRole("searchbox", { name: choose.findBank }).fill("zs");
      // The two matching banks, and the one that is selected.
      await expect(page.getByText(choose.found(2), { exact: true })).toBeVisible();
      await expect(way.getByRole("group").getByRole("radio")).toHaveCount(3);
      await expect(picked).toBeVisible();
      await expect(picked).toBeChecked();
      const other = language === "en" ? "China Merchants Bank" : "招商银行";
      await way.getByRole("radio", { name: other }).check();
      await expect(picked).toBeHidden();
      await expect(go).toContainText(other);
      await go.click();
      await shopper.sees(language === "en" ? `${other} sandbox online banking` : `${other} 沙箱网银`);
    });
  });
}
