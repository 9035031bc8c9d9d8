/** What the prelude does to the globals of an isolate. Carried into the isolate as source: see `source-of.ts`. */

/**
 * Time stands still at that of the run, so that doing it again gives the same. What shares memory, makes machine code or
 * watches what is collected is taken away: it has no use here, and much against it.
 */
export function standStill(now: number): void {
  const global = globalThis as unknown as Record<string, unknown>;
  for (const name of ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'WeakRef', 'FinalizationRegistry'])
    delete global[name];
  const RealDate = Date;
  const { construct } = Reflect;
  const Fixed = function (...given: unknown[]): unknown {
    if (new.target === undefined) return new RealDate(now).toString();
    return construct(RealDate, given.length === 0 ? [now] : given, new.target);
  };
  Object.defineProperty(Fixed, 'name', { value: 'Date' });
  Object.defineProperty(Fixed, 'prototype', { value: RealDate.prototype, writable: false });
  Object.assign(Fixed, { now: () => now, parse: RealDate.parse, UTC: RealDate.UTC });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: Fixed, writable: true, configurable: true });
  global['Date'] = Fixed;
  const formats = Intl.DateTimeFormat.prototype;
  const { get } = Object.getOwnPropertyDescriptor(formats, 'format')!;
  const { formatToParts } = formats;
  Object.defineProperty(formats, 'format', {
    get(this: Intl.DateTimeFormat): unknown {
      const format = Reflect.apply(get!, this, []) as (date: Date | number) => string;
      return (date: Date | number = now) => format(date);
    },
  });
  formats.formatToParts = function (date = now) {
    return Reflect.apply(formatToParts, this, [date]);
  };
}

/** Chance that comes out the same when the run is done again (sfc32). */
export function seedRandom([first = 0, second = 0, third = 0, fourth = 0]: readonly number[]): void {
  let [a, b, c, d] = [first, second, third, fourth];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // The first numbers still look like what it started from.
  for (let round = 0; round < 12; round += 1) next();
  Math.random = next;
}
