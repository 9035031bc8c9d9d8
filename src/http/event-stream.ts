/**
 * Server-sent events: changes of runs, to everybody who looks. Invariants: a reader who does not keep up loses counters and
 * log lines, never a change of state, and is told to look again; the streams end with the server.
 */
import type { ServerResponse } from 'node:http';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { RunChange } from '../runs/run-service.ts';
import { toInstant } from './views/instant.ts';

/** What is told one by one. */
export type StreamedChange = Exclude<RunChange, { kind: 'archived' }>;

/** Proxies close what is silent for a minute. */
const HEARTBEAT = 20_000;

/** Bytes that wait for a slow reader before it loses what can be looked up. */
const BACKLOG = 256 * 1024;

/** Bytes that wait before a reader is given up; its browser connects anew and looks everything up. */
const LIMIT = 4 * 1024 * 1024;

/** Whose a stream is. */
export interface StreamOwner {
  /** The id of the session or key: only by it can others have something sent on the stream. */
  readonly identity: string;
  /** Asked at every beat; a stream of somebody who may not look any more ends. */
  stillMay(): Promise<boolean>;
}

/** One reader's stream, for what is for nobody else. */
export interface StreamLink {
  /** Sends an event; of a reader who does not keep up it is dropped, and it is told to look again. */
  send(name: string, data: unknown): void;
  /** Calls `listener` once, when the stream has ended. */
  ended(listener: () => void): void;
}

interface Reader {
  readonly id: string;
  readonly owner: StreamOwner | undefined;
  readonly response: ServerResponse;
  wants(change: StreamedChange): boolean;
  /** True while it has missed something and was not told yet. */
  missed: boolean;
}

/** Text of one event; data is one line of JSON. */
function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function changeText(change: StreamedChange): string {
  if (change.kind !== 'log') return eventText(change.kind, change);
  return eventText('log', { ...change, lines: change.lines.map((line) => ({ ...line, at: toInstant(line.at) })) });
}

/** All open streams. */
export class EventStream {
  readonly #readers = new Set<Reader>();
  readonly #clock: Clock;
  #cancelHeartbeat: (() => void) | undefined;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many look. */
  get size(): number {
    return this.#readers.size;
  }

  /** Takes over a response whose headers were sent. `wants` says which changes its reader may see. With an owner, it begins
   * with `hello` and the id by which things can be sent on this stream alone. */
  add(response: ServerResponse, wants: (change: StreamedChange) => boolean, owner?: StreamOwner): void {
    if (this.#closed) {
      response.end();
      return;
    }
    const reader: Reader = { id: newId(), owner, response, wants, missed: false };
    this.#readers.add(reader);
    response.on('close', () => this.#readers.delete(reader));
    // How long a browser waits before it connects anew.
    response.write('retry: 2000\n\n');
    if (owner !== undefined) response.write(eventText('hello', { stream: reader.id }));
    this.#cancelHeartbeat ??= this.#clock.after(HEARTBEAT, () => this.#beat());
  }

  /** The open stream of this id, if it belongs to this session or key. */
  link(id: string, identity: string): StreamLink | undefined {
    const reader = [...this.#readers].find((one) => one.id === id && one.owner?.identity === identity);
    if (reader === undefined) return undefined;
    return {
      send: (name, data) => this.#sendTo(reader, name, data),
      ended: (listener) => reader.response.once('close', listener),
    };
  }

  #sendTo(reader: Reader, name: string, data: unknown): void {
    if (reader.response.writableLength > BACKLOG) reader.missed = true;
    else this.#write(reader, eventText(name, data));
  }

  /** Tells a change to everybody who may see it. */
  send(change: StreamedChange): void {
    let text: string | undefined;
    for (const reader of this.#readers) {
      if (!reader.wants(change)) continue;
      if (change.kind !== 'state' && reader.response.writableLength > BACKLOG) {
        reader.missed = true;
        continue;
      }
      text ??= changeText(change);
      this.#write(reader, text);
    }
  }

  /** Tells everybody that the definitions were loaded anew. */
  sendReload(): void {
    for (const reader of this.#readers) this.#write(reader, eventText('reload', {}));
  }

  /** Tells everybody that something moved in a workflow: what, they ask, and get what they may see. */
  sendWorkflows(): void {
    for (const reader of this.#readers) this.#write(reader, eventText('workflows', {}));
  }

  /** Tells everybody that endpoints were called: which, they ask, and get what they may see. */
  sendDeliveries(): void {
    for (const reader of this.#readers) this.#write(reader, eventText('deliveries', {}));
  }

  #write(reader: Reader, text: string): void {
    if (reader.response.writableLength > LIMIT) {
      reader.response.destroy();
      return;
    }
    if (reader.missed && reader.response.writableLength === 0) {
      reader.missed = false;
      reader.response.write(eventText('missed', {}));
    }
    reader.response.write(text);
  }

  #beat(): void {
    for (const reader of this.#readers) {
      this.#write(reader, ': still here\n\n');
      const end = (): void => void reader.response.end();
      reader.owner?.stillMay().then((may) => (may ? undefined : end()), end);
    }
    this.#cancelHeartbeat = this.#readers.size === 0 ? undefined : this.#clock.after(HEARTBEAT, () => this.#beat());
  }

  /** Ends all streams, and those that come later. */
  close(): void {
    this.#closed = true;
    this.#cancelHeartbeat?.();
    for (const reader of this.#readers) reader.response.end();
    this.#readers.clear();
  }
}
