// Proxies between the browser and Paydesk: nginx as Debian ships it, with a bare
// `proxy_pass`, and one of our own with faults in the event stream.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, until } from "./deployment.js";

/** nginx in front of an address, with its default settings. */
export class Nginx {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  static async before(desk: string): Promise<Nginx> {
    const program = process.env.NGINX;
    if (!program) throw new Error("NGINX is not set: run the tests by `cargo xtask test`");
    const folder = await mkdtemp(join(tmpdir(), "paydesk-nginx-"));
    const port = await freePort();
    const kept = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`);
    const root = process.getuid?.() === 0;
    await writeFile(
      join(folder, "nginx.conf"),
      `daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
       ${root ? "user root;" : ""}
       events {}
       http {
         access_log off; ${kept.join(" ")}
         server { listen 127.0.0.1:${port}; location / { proxy_pass ${desk}; } }
       }`,
    );
    const child = spawn(program, ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" });
    const url = `http://127.0.0.1:${port}`;
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended at once: ${child.exitCode}`);
      return (await fetch(url).catch(() => undefined)) !== undefined;
    }, "nginx to answer");
    return new Nginx(url, child, folder);
  }

  async close(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill("SIGTERM");
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * What a proxy does to the event stream: answers 502; forwards its first part
 * and then nothing; closes it after that part; forwards each part a minute late.
 */
export type StreamFault = "refused" | "mute" | "cut" | "slow";

/** How late the parts of a slow stream are. */
const SLOW_MS = 60_000;

/** A proxy with one fault in event streams, which forwards all other answers. */
export class StreamProxy {
  private readonly server: Server;
  private readonly late = new Set<NodeJS.Timeout>();

  private constructor(
    desk: string,
    private readonly fault: StreamFault,
  ) {
    this.server = createServer((asked, answer) => {
      const stream = asked.url?.endsWith("/events") === true;
      if (stream && this.fault === "refused") return bad(answer);
      const { host: _, ...headers } = asked.headers;
      const onward = request(new URL(asked.url ?? "/", desk), { method: asked.method, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        if (stream) this.forward(reply, answer);
        else reply.pipe(answer);
      });
      onward.on("error", () => bad(answer));
      answer.on("close", () => onward.destroy());
      asked.pipe(onward);
    });
  }

  static async before(desk: string, fault: StreamFault): Promise<StreamProxy> {
    const proxy = new StreamProxy(desk, fault);
    proxy.server.listen(0, "127.0.0.1");
    await once(proxy.server, "listening");
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private forward(stream: IncomingMessage, answer: ServerResponse): void {
    if (this.fault === "slow") {
      stream.on("data", (part: Buffer) => this.late.add(setTimeout(() => answer.write(part), SLOW_MS)));
      return;
    }
    stream.once("data", (first: Buffer) => {
      answer.write(first, () => {
        if (this.fault === "cut") answer.destroy();
      });
    });
  }

  async close(): Promise<void> {
    for (const timer of this.late) clearTimeout(timer);
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}

function bad(answer: ServerResponse): void {
  if (!answer.headersSent) answer.writeHead(502);
  answer.end();
}
