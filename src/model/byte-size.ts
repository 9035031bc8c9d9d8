/** Sizes of memory and files as they are written in definitions and shown to people: `64mb`, `1gb`. */

/** How a size is written; the first group is the amount, the second the unit. */
export const byteSizePattern = /^(\d+(?:\.\d+)?)(b|kb|mb|gb|tb)$/i;

const units: readonly string[] = ['b', 'kb', 'mb', 'gb', 'tb'];

/** A written size in bytes (1 kb is 1,024 bytes); undefined if it is not one. */
export function parseByteSize(text: string): number | undefined {
  const [, amount, unit = ''] = byteSizePattern.exec(text) ?? [];
  const power = units.indexOf(unit.toLowerCase());
  return amount === undefined || power < 0 ? undefined : Math.round(Number(amount) * 1024 ** power);
}

/** Bytes for people: `0 B`, `812 B`, `1.4 MB`. */
export function formatByteSize(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  const digits = power === 0 || amount >= 100 ? 0 : 1;
  return `${amount.toFixed(digits)} ${units[power]!.toUpperCase()}`;
}
