import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/** A new UUIDv7: unique, and sorted by the time it was made. */
export function newId(): string {
  return v7();
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
