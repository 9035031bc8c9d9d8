/** Who may share an evaluation: those for whom everything that can decide its records is equal. */
import { createHash } from 'node:crypto';
import { localFromInstant } from '../model/zone.ts';

/** Everything that can decide the records of an evaluation. */
export interface KeyParts {
  readonly dataset: string;
  /** Of the person: what of them decides which records they see. */
  readonly fingerprint: string;
  /** The hash of every definition used with its kind and name, as one text. */
  readonly definitions: string;
  /** All parameters as JSON, defaults worked out. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly zone: string;
  /** The date of `@today`, where the definitions name it. */
  readonly today: string | undefined;
  readonly limit: number;
}

/** SHA-256 over the parts; equal exactly for equal parts, whatever the order of the parameters. */
export function cacheKey(parts: KeyParts): string {
  const { dataset, fingerprint, definitions, parameters, zone, today = null, limit } = parts;
  const text = JSON.stringify([dataset, fingerprint, definitions, canonical(parameters), zone, today, limit]);
  return createHash('sha256').update(text).digest('base64url');
}

/** One text for one JSON value: keys sorted, so that the order in which parameters were given does not matter. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(',')}}`;
}

const dayMicros = 86_400_000_000n;

/** The day of an instant (milliseconds since 1970) in a zone, counted from 1970. */
export function dayIn(now: number, zone: string): string {
  return String(localFromInstant(BigInt(Math.round(now)) * 1000n, zone) / dayMicros);
}
