// Rule R8: after payments of every kind, wrong input and refused requests, no card
// number, security code, id number, phone number or SMS code is in a log line or in
// any file of Paydesk's data. The sandbox's files are exempt, because it plays the
// network and its payers.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cards } from "../harness/cards.js";
import { expect, test } from "@playwright/test";
import { Deployment } from "../harness/deployment.js";
import { MallClient } from "../harness/mall.js";
import { Payer } from "../harness/payer.js";

const SANDBOX = /^unionpay-sandbox/;

/** All files of Paydesk and the demo mall, by path. */
async function files(folder: string): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (SANDBOX.test(entry.name)) continue;
    if (entry.isDirectory()) found.push(...(await files(path)));
    else found.push([path, await readFile(path)]);
  }
  return found;
}

test("nothing that is secret is written down", async () => {
  test.setTimeout(90_000);
  const deployment = await Deployment.open();
  try {
    const mall = await MallClient.of(deployment);
    const tokens: string[] = [];
    const codes: string[] = [];
    const start = async (amount: string, buyer_ref?: string) => {
      const order = await mall.order(amount, buyer_ref ? { buyer_ref } : {});
      const payer = new Payer(deployment, order.pay_url);
      tokens.push(order.pay_url.split("/pay/")[1] ?? "");
      return payer;
    };
    const enter = async (payer: Payer, card: (typeof cards)["debit" | "credit" | "empty"]) => {
      const before = await payer.sandbox.received(card.phone);
      const asked = await payer.sendCode(card);
      const code = await payer.sandbox.code(card.phone, before);
      codes.push(code);
      return { asked, code };
    };

    const credit = await start("31.00", "buyer-1");
    const { asked, code } = await enter(credit, cards.credit);
    // A wrong code first, then a card with an error in a second tab.
    const wrong = await credit.enterCode(asked, code === "000000" ? "000001" : "000000");
    expect(wrong.status).toBe(422);
    expect((await credit.enterCode(wrong, code)).place).toBe("paid");

    const mistaken = await start("32.00");
    const kept = await mistaken.sendCode({ ...cards.credit, number: "6225753100123455" });
    expect(kept.status).toBe(422);
    expect(kept.html, "what was typed is kept").toContain("6225753100123455");
    expect(kept.html, "but the security code is not").not.toContain('value="123"');

    const poor = await start("33.00");
    const second = await enter(poor, cards.empty);
    expect((await poor.enterCode(second.asked, second.code)).place).toBe("declined");

    const unsettled = await start("34.99");
    const third = await enter(unsettled, cards.debit);
    expect((await unsettled.enterCode(third.asked, third.code)).place).toBe("waiting");

    await mall.create(mall.body("1.00", { card_no: cards.debit.number, cvn2: "123" }));
    await fetch(`${deployment.desk}/notify/union_pay`, { method: "POST", body: `accNo=${cards.debit.number}&signature=x` });
    await fetch(`${deployment.desk}/fn/send_code`, { method: "POST", body: `number=${cards.debit.number}` });

    const secrets = new Set<string>();
    for (const card of [cards.credit, cards.debit, cards.empty]) {
      for (const value of [card.number, card.idNumber, card.phone, card.name]) secrets.add(value);
    }
    for (const secret of ["6225753100123455", 'cvn2":"123', "cvn2=123", "security_code=123"]) secrets.add(secret);
    const logged = deployment.logged;
    expect(logged.length, "there is a log to look through").toBeGreaterThan(1_000);
    const stored = await files(deployment.data);
    expect(stored.map(([path]) => path.split("/").at(-1))).toContain("paydesk.db");

    for (const secret of secrets) {
      expect(logged.includes(secret), `${secret} in a log line`).toBe(false);
      for (const [path, bytes] of stored) expect(bytes.includes(secret), `${secret} in ${path}`).toBe(false);
    }
    // Six digits may occur by chance in a longer number, so only a number of exactly six digits counts.
    for (const code of codes) {
      const alone = new RegExp(`(?<![0-9a-z])${code}(?![0-9a-z])`);
      const places = logged.split("\n").filter((line) => alone.test(line.replace(/\d\d:\d\d:\d\d\.\d+Z?/g, "")));
      expect(places, "a code in a log line").toEqual([]);
      for (const [path, bytes] of stored) expect(alone.test(bytes.toString("latin1")), `a code in ${path}`).toBe(false);
    }
    // A pay page's token allows its holder to pay. It is in the database and must not be in the log.
    for (const token of tokens) expect(logged.includes(token), "a pay page's address in a log line").toBe(false);
    const database = Buffer.concat(stored.filter(([path]) => /paydesk\.db/.test(path)).map(([, bytes]) => bytes));
    expect(database.includes(tokens[0] ?? "-"), "the search finds what is there").toBe(true);
    expect(deployment.logged).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|eyJhbGciOi/);
  } finally {
    await deployment.close();
  }
});
