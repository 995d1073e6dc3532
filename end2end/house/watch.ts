// A quiet witness of one browser: what its pages complained of, where their
// requests went, and which forms were sent.
import { expect, type BrowserContext, type Request } from "@playwright/test";
import type { House } from "./house.js";

export class Watch {
  private readonly complaints: string[] = [];
  private readonly posts: string[] = [];

  constructor(
    context: BrowserContext,
    private readonly house: House,
    scripts = true,
  ) {
    context.on("console", (message) => {
      // A browser with scripts off has no use for what is preloaded for one.
      if (!scripts && message.text().includes("was preloaded using link preload but not used")) return;
      if (["error", "warning"].includes(message.type())) this.complaints.push(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => this.complaints.push(`thrown: ${error.error().message}`));
    context.on("request", (request) => this.asked(request));
    context.on("requestfailed", (request) => {
      // Who leaves a page cuts off what it still reads: a picture, the stream
      // of events. A form or a page that is cut off is a fault.
      const cut = ["net::ERR_ABORTED", "net::ERR_INCOMPLETE_CHUNKED_ENCODING"].includes(request.failure()?.errorText ?? "");
      if (cut && request.method() === "GET" && !request.isNavigationRequest()) return;
      // A browser with scripts off refuses the preload of one by itself.
      if (!scripts && request.resourceType() === "script" && request.failure()?.errorText === "csp") return;
      this.complaints.push(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()}: ${response.url()}`);
    });
  }

  private asked(request: Request): void {
    const url = new URL(request.url());
    const ours = [this.house.desk, this.house.mall, this.house.sandbox, this.house.cashier];
    if (url.protocol !== "data:" && !ours.includes(url.origin)) this.complaints.push(`foreign: ${url.href}`);
    if (request.method() === "POST" && url.origin === this.house.desk) {
      this.posts.push(url.searchParams.get("do") ?? url.pathname.split("/")[1] ?? "");
    }
  }

  /** The forms sent to the desk since the last call, in their order. */
  sent(): string[] {
    return this.posts.splice(0);
  }

  /** Nothing went wrong and nothing went elsewhere. */
  quiet(): void {
    expect(this.complaints).toEqual([]);
  }
}
