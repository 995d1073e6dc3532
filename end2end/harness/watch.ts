// Records one browser's console errors, failed requests, requests to other hosts,
// and the forms it submitted.
import { expect, type BrowserContext, type Request } from "@playwright/test";
import type { Deployment } from "./deployment.js";

export class Watch {
  private readonly complaints: string[] = [];
  private readonly posts: string[] = [];

  constructor(
    context: BrowserContext,
    private readonly deployment: Deployment,
    scripts = true,
  ) {
    context.on("console", (message) => {
      // With scripts off, Chromium warns that preloaded scripts were not used.
      if (!scripts && message.text().includes("was preloaded using link preload but not used")) return;
      if (["error", "warning"].includes(message.type())) this.complaints.push(`console: ${message.text()}`);
    });
    context.on("weberror", (error) => this.complaints.push(`thrown: ${error.error().message}`));
    context.on("request", (request) => this.asked(request));
    context.on("requestfailed", (request) => {
      // Leaving a page aborts its pictures and its event stream, which is expected.
      // An aborted form or page load is a fault.
      const cut = ["net::ERR_ABORTED", "net::ERR_INCOMPLETE_CHUNKED_ENCODING"].includes(request.failure()?.errorText ?? "");
      if (cut && request.method() === "GET" && !request.isNavigationRequest()) return;
      // With scripts off, Chromium itself blocks the preload of scripts.
      if (!scripts && request.resourceType() === "script" && request.failure()?.errorText === "csp") return;
      this.complaints.push(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
    });
    context.on("response", (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()}: ${response.url()}`);
    });
  }

  private asked(request: Request): void {
    const url = new URL(request.url());
    const ours = [this.deployment.desk, this.deployment.mall, this.deployment.sandbox, this.deployment.cashier];
    if (url.protocol !== "data:" && !ours.includes(url.origin)) this.complaints.push(`foreign: ${url.href}`);
    if (request.method() === "POST" && url.origin === this.deployment.desk) {
      this.posts.push(url.searchParams.get("do") ?? url.pathname.split("/")[1] ?? "");
    }
  }

  /** The forms submitted to Paydesk since the last call, in order. */
  sent(): string[] {
    return this.posts.splice(0);
  }

  /** Expects that this address refused a form (422), which is no fault. */
  refused(url: string): void {
    const console = "console: Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)";
    for (const complaint of [`422: ${url}`, console]) {
      expect(this.complaints).toContain(complaint);
      this.complaints.splice(this.complaints.indexOf(complaint), 1);
    }
  }

  /** Expects no errors and no requests to other hosts. */
  quiet(): void {
    expect(this.complaints).toEqual([]);
  }
}
