// A merchant's logo is seen on every page, whatever its colour and form.
import { expect, test } from "../harness/fixtures.js";

/** A logo of bars, four times as wide as it is high. */
const logo = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 144 36"><path fill="${colour}" d="M4 6h24v24H4zM40 10h40v6H40zM40 20h64v8H40z"/></svg>`;

for (const [colour, scheme] of [["#fff", "light"], ["#000", "dark"], ["#0b6e3f", "light"]] as const) {
  test(`a wide logo in ${colour} on the ${scheme} scheme`, async ({ page, context, mall }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.route("**/brand/img_*", (route) => route.fulfill({ contentType: "image/svg+xml", body: logo(colour) }));
    const order = await mall.order("5.00");
    await page.goto(order.pay_url);
    const image = page.locator(".bar__logo");
    const size = () => image.evaluate((e) => [e.clientWidth, e.clientHeight]);
    await expect.poll(size, "keeps its form").toEqual([144, 36]);
    const picture = (await image.screenshot()).toString("base64");
    const blank = await context.newPage();
    // How many pixels have a contrast of 3:1 to the header (WCAG 1.4.11).
    const seen = await blank.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext("2d")!;
      context.drawImage(image, 0, 0);
      const { data: parts } = context.getImageData(0, 0, canvas.width, canvas.height);
      const linear = (c: number) => (c <= 10 ? c / 3294 : ((c / 255 + 0.055) / 1.055) ** 2.4);
      const luminance = (at: number) =>
        0.2126 * linear(parts[at]!) + 0.7152 * linear(parts[at + 1]!) + 0.0722 * linear(parts[at + 2]!) + 0.05;
      const ground = luminance(0);
      const all = Array.from({ length: parts.length / 4 }, (_, i) => luminance(4 * i));
      return all.filter((one) => Math.max(one, ground) / Math.min(one, ground) >= 3).length;
    }, picture);
    expect(seen, "pixels that stand out").toBeGreaterThan(200);
  });
}

test("the bar has the same order on every page, wide and narrow", async ({ page, mall }) => {
  const order = await mall.order("5.00", { locale: "en" });
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const [address, parts] of [
      [order.pay_url, [".bar__home", ".bar__name", ".bar__language"]],
      [`${mall.desk}/receipt/none?lang=en`, [".bar__name", ".bar__language"]],
      [`${mall.desk}/pay/none?lang=en`, [".bar__name", ".bar__language"]],
    ] as const) {
      await page.goto(address);
      const boxes = await Promise.all(parts.map((part) => page.locator(part).boundingBox()));
      const lefts = boxes.map((box) => box!.x);
      expect(lefts, `${address} at ${width} px`).toEqual(lefts.toSorted((a, b) => a - b));
    }
  }
});
