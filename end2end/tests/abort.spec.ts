// A browser may abort a request half way. An aborted request must not affect the
// following ones.
import { expect, test } from "../harness/fixtures.js";

test("requests that are given up half way leave the desk whole", async ({ deployment, mall }) => {
  const { pay_url } = await mall.order("10.00");
  const left = Array.from({ length: 200 }, async (_, n) => {
    const leave = new AbortController();
    setTimeout(() => leave.abort(), n % 4);
    // Usually aborted; an answer that arrives first is accepted too.
    await fetch(pay_url, { signal: leave.signal }).catch(() => undefined);
  });
  await Promise.all(left);
  expect((await fetch(`${deployment.ops}/readyz`)).status).toBe(200);
  const pages = await Promise.all(Array.from({ length: 12 }, () => fetch(pay_url)));
  expect(pages.map((page) => page.status)).toEqual(Array.from({ length: 12 }, () => 200));
});
