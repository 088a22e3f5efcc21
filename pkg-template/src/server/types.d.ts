import type { Person, Queue, QueueEntry } from "../../server.js";

/** What the scripts give the module: the network and the shop's functions. */
export interface Ports {
  fetch: typeof fetch;
  queue?: Queue;
  personOfOrder?: (orderId: string) => Person | null | undefined | Promise<Person | null | undefined>;
  /** Sends what waits; it does not reject. */
  flush(): Promise<"empty" | "waiting" | "failed">;
  tellNotices(): void;
  report(code: string, message: string): void;
}

/** The end of a job. */
export interface Answer {
  kind: "done";
  status: number;
  outcome: "delivered" | "queued" | "refused" | "unavailable" | "nothing" | "unsigned" | "unreadable";
  messageIds: string[];
  refusedIds: string[];
  problems: string[];
  rows: import("../../server.js").RowProblem[];
}

/** What is to do next: `Task` in src/server/job.rs. */
export type Task =
  | Answer
  | { kind: "send"; url: string; headers: Record<string, string>; body: string; timeoutMs: number }
  | { kind: "wait"; ms: number }
  | { kind: "flush"; timeoutMs: number }
  | { kind: "keep"; entries: QueueEntry[]; timeoutMs: number }
  | { kind: "askPerson"; orderId: string; timeoutMs: number };

/** What this package uses of node's request. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  method?: string;
  headers: Record<string, string | string[] | undefined>;
  rawBody?: unknown;
  body?: unknown;
  readableEnded?: boolean;
  complete?: boolean;
}

/** What this package uses of node's response. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(text?: string): unknown;
}
