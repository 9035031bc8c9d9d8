import type { Batch, Value } from '../../model/value.ts';

/** How many records of a batch stand for all of them. */
const sampled = 8;

/** About how many bytes a batch takes in memory, judged by a few of its records. */
export function approximateSize(batch: Batch): number {
  if (batch.length === 0) return 0;
  const stride = Math.max(1, Math.floor(batch.length / sampled));
  let bytes = 0;
  let seen = 0;
  for (let at = 0; at < batch.length; at += stride) {
    bytes += approximateValueSize(batch[at]);
    seen += 1;
  }
  return (bytes / seen) * batch.length;
}

/** What JavaScript's own objects take beside their contents. */
const overhead = { object: 56, slot: 8, number: 16 } as const;

/** About how many bytes a value takes in memory. */
export function approximateValueSize(value: Value | undefined): number {
  if (typeof value === 'string') return overhead.number + value.length;
  if (typeof value !== 'object' || value === null) return overhead.number;
  if (value instanceof Uint8Array) return overhead.object + value.length;
  let bytes: number = overhead.object;
  for (const part of Array.isArray(value) ? (value as readonly Value[]) : partsOf(value)) {
    bytes += overhead.slot + approximateValueSize(part as Value);
  }
  return bytes;
}

/** Without reading a field whose problem waits until somebody reads it. */
function partsOf(value: object): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(value)).map((field) => field.value as unknown);
}
