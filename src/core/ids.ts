import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { systemClock } from './clock.ts';

/** Random bytes for many ids: fetching them costs more than all the rest of an id, and little more for many at once. */
const pool = new Uint8Array(16 * 256);
let used = pool.length;

/** What the last id was made of: in one millisecond they are counted on, so that they stay in order. */
let instant = 0;
let sequence = 0;

/** A new UUIDv7: unique, and sorted by the time it was made. */
export function newId(): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + 16);
  used += 16;
  const now = systemClock.now();
  if (now > instant) {
    instant = now;
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x7fff_ffff;
  } else {
    sequence = (sequence + 1) | 0;
    if (sequence === 0) instant += 1;
  }
  return v7({ random, msecs: instant, seq: sequence });
}

/** True when `text` has the form of a UUID; guards look-ups against text that PostgreSQL would refuse. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** The UUID (version 8) that stands for a text: the same for the same text. */
export function idOfText(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const versioned = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${'89ab'[Number.parseInt(hex.charAt(16), 16) % 4]}${hex.slice(17)}`;
  return versioned.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
