// A complete deployment for the tests: Paydesk, the demo mall and the sandbox
// networks, started from the release binary on free loopback ports with its own
// data folder. It can be killed and restarted on the same data.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface DemoJson {
  desk_url: string;
  mall_url: string;
  sandbox_url: string;
  mall_id: string;
  key_id: string;
  private_key_pem_path: string;
  merchants: { id: string; name: string; stores: { id: string; name: string }[] }[];
  people: { scope: string; role: string; account: string; password: string; authenticator: string }[];
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export function program(): string {
  const binary = process.env.PAYDESK_BIN;
  if (!binary) throw new Error("PAYDESK_BIN is not set: run the tests by `cargo xtask test`");
  return binary;
}

export class Deployment {
  private process: ChildProcess | undefined;
  private log = "";

  private constructor(
    readonly data: string,
    private readonly ports: { desk: number; mall: number; sandbox: number; ops: number },
  ) {}

  static async open(): Promise<Deployment> {
    const data = await mkdtemp(join(tmpdir(), "paydesk-"));
    const [desk, mall, sandbox, ops] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const deployment = new Deployment(data, { desk, mall, sandbox, ops });
    await deployment.start();
    return deployment;
  }

  get desk(): string {
    return `http://127.0.0.1:${this.ports.desk}`;
  }
  /** The consoles, by a name: passkeys need one. */
  get console(): string {
    return `http://localhost:${this.ports.desk}`;
  }
  get mall(): string {
    return `http://127.0.0.1:${this.ports.mall}`;
  }
  get sandbox(): string {
    return `http://127.0.0.1:${this.ports.sandbox}`;
  }
  /** The sandbox's bank pages, on a host of their own, as UnionPay's cashier is. */
  get cashier(): string {
    return `http://localhost:${this.ports.sandbox}`;
  }
  get ops(): string {
    return `http://127.0.0.1:${this.ports.ops}`;
  }

  /** All output of the process so far. */
  get logged(): string {
    return this.log;
  }

  async demo(): Promise<DemoJson> {
    return JSON.parse(await readFile(join(this.data, "demo.json"), "utf8")) as DemoJson;
  }

  async start(): Promise<void> {
    const at = (port: number) => `127.0.0.1:${port}`;
    const child = spawn(
      program(),
      [
        "demo",
        "--data", this.data,
        "--listen", at(this.ports.desk),
        "--mall-listen", at(this.ports.mall),
        "--sandbox-listen", at(this.ports.sandbox),
        "--ops-listen", at(this.ports.ops),
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => (this.log += text));
    }
    this.process = child;
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`paydesk ended at once:\n${this.log}`);
      const answer = await fetch(`${this.ops}/readyz`).catch(() => undefined);
      return answer?.ok === true;
    }, "the deployment to be ready");
  }

  /** Ends the process like a power cut: no signal handler runs and nothing is flushed. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /**
   * Restarts with the demo mall at another address. Paydesk still sends events
   * to the old address, where a test can then run its own endpoint.
   */
  async moveMall(): Promise<void> {
    await this.end("SIGTERM");
    this.ports.mall = await freePort();
    await this.start();
  }

  /** Stops the deployment, checks its books and deletes its data. */
  async close(): Promise<void> {
    await this.end("SIGTERM");
    await this.checkBooks();
    await rm(this.data, { recursive: true, force: true });
  }

  /** Runs `paydesk check-books`; the error contains every fault it found. */
  private async checkBooks(): Promise<void> {
    const check = spawn(program(), ["check-books", "--database", join(this.data, "paydesk.db")], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [check.stdout, check.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => (said += text));
    }
    const [code] = (await once(check, "close")) as [number | null];
    if (code !== 0) throw new Error(`the books of ${this.data} are wrong:\n${said}`);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

/** Checks a condition every 50 ms until it holds; throws after the deadline. */
export async function until(
  condition: () => Promise<boolean>,
  what: string,
  deadlineMs = 30_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms in vain for ${what}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}
