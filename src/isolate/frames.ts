/**
 * Messages over a pipe: a kind of one letter and a text, with their length before them. Nothing else crosses between us
 * and a guest, no objects and no handles, so that what an attacker could send is text alone.
 */
import type { Readable, Writable } from 'node:stream';

/** One message. */
export interface GuestFrame {
  /** A letter. */
  readonly kind: string;
  readonly text: string;
}

/** Writes a message. Carried to guests as source. */
export function writeFrame(to: Writable, { kind, text }: GuestFrame): void {
  const body = Buffer.from(text, 'utf8');
  const header = Buffer.alloc(5);
  header.writeUInt32LE(body.length, 0);
  header.write(kind, 4, 'latin1');
  to.write(header);
  to.write(body);
}

/** What takes the messages of a pipe. */
export interface FrameListener {
  frame(frame: GuestFrame): void;
  /** The other side does not keep to the form; what comes after is not read. */
  broken(): void;
}

/** Reads messages until the pipe ends or breaks. Carried to guests as source, so its limits stand in it. */
export function readFrames(from: Readable, listener: FrameListener): void {
  const headerSize = 5;
  const largestFrame = 64 * 1024 * 1024;
  let chunks: Buffer[] = [];
  let held = 0;
  let broken = false;
  /** Gathered only when a whole message is there: joining at every chunk would take quadratic time. */
  let wanted = headerSize;
  from.on('data', (chunk: Buffer) => {
    if (broken) return;
    chunks.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      const size = all.readUInt32LE(0);
      if (size > largestFrame) {
        broken = true;
        chunks = [];
        listener.broken();
        return;
      }
      wanted = headerSize + size;
      chunks = [all];
      if (held < wanted) return;
      listener.frame({ kind: all.toString('latin1', 4, 5), text: all.toString('utf8', headerSize, wanted) });
      const rest = all.subarray(wanted);
      chunks = rest.length === 0 ? [] : [rest];
      held = rest.length;
      wanted = headerSize;
    }
  });
}
