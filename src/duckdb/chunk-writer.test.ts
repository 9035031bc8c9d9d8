import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { integer } from '../model/integer.ts';
import {
  type DataRecord,
  DateValue,
  ExactDecimal,
  Interval,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type Value,
} from '../model/value.ts';
import { equalValues } from '../model/value-compare.ts';
import { parseType } from '../model/type-parser.ts';
import { chunkRows } from './chunk-rows.ts';
import { type DuckDb, openDuckDb } from './duckdb.ts';
import { chunkReader } from './from-duckdb.ts';
import { columnTypes } from './column-type.ts';
import { chunkWriter } from './to-duckdb.ts';

const bits = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
const decimals = (digits: number, scale: number): fc.Arbitrary<Value> =>
  fc
    .bigInt({ min: 1n - 10n ** BigInt(digits), max: 10n ** BigInt(digits) - 1n })
    .map((all) => new ExactDecimal(`${all}e-${scale}`));
const texts: fc.Arbitrary<Value> = fc.oneof(
  fc.string({ maxLength: 14 }),
  fc.string({ unit: 'binary', maxLength: 14 }).filter((text) => text.isWellFormed()),
  fc.constantFrom('', '\u0000', 'twelve chars', 'thirteen char', 'zwölf Zeichen', 'a\u0000b', 'x'.repeat(5000)),
);
const whole = fc.oneof(
  fc.integer(),
  bits.map(integer),
  fc.constantFrom(2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, 1 - 2 ** 53),
);

const columns: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  boolean: fc.boolean(),
  integer: whole,
  number: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  text: texts,
  date: fc.integer({ min: -700_000, max: 2_900_000 }).map((days) => new DateValue(days)),
  time: fc.integer({ min: 0, max: 86_399_999_999 }).map((time) => new TimeValue(time)),
  timestamp: micros.map((time) => new Timestamp(time)),
  datetime: micros.map((time) => new LocalDateTime(time)),
  interval: fc.tuple(fc.integer(), fc.integer(), bits).map(([months, days, time]) => new Interval(months, days, time)),
  binary: fc.uint8Array({ maxLength: 20 }),
  'decimal(4,1)': decimals(4, 1),
  'decimal(9,0)': decimals(9, 0),
  'decimal(14,7)': decimals(14, 7),
  'decimal(18,6)': decimals(18, 6),
  'decimal(38,10)': decimals(38, 10),
  'list(integer)': fc.array(fc.option(whole), { maxLength: 3 }) as fc.Arbitrary<Value>,
  'record{a: text, b: decimal(12,2)}': fc
    .tuple(fc.option(texts), fc.option(decimals(12, 2)))
    .map(([a, b]): DataRecord => ({ a, b })),
  any: fc.oneof(fc.string(), fc.integer(), fc.boolean()),
};

function typeOf(text: string) {
  const { type } = parseType(text);
  assert.ok(type, text);
  return type;
}

const shape = Object.keys(columns).map((text, at) => ({ name: `f${at}`, type: typeOf(text) }));
const record: fc.Arbitrary<DataRecord> = fc.record(
  Object.fromEntries(Object.values(columns).map((values, at) => [`f${at}`, fc.option(values, { freq: 4 })])),
);

/** Writes chunks one after the other with one writer, and reads all of them back. */
async function throughDuckDb(db: DuckDb, chunks: readonly (readonly DataRecord[])[]): Promise<DataRecord[]> {
  const write = chunkWriter(shape);
  assert.ok(write);
  const names = columnTypes(shape)?.map(({ chunk }, at) => `c${at} ${chunk}`);
  await db.run(`CREATE OR REPLACE TABLE t (${names?.join(', ')})`);
  const appender = await db.appender('t');
  for (const chunk of chunks) appender.appendDataChunk(write(chunk));
  appender.closeSync();
  const read = chunkReader(shape);
  const records: DataRecord[] = [];
  for await (const chunk of db.query('SELECT * FROM t')) records.push(...read(chunk));
  return records;
}

function assertSame(found: readonly DataRecord[], wanted: readonly DataRecord[]): void {
  assert.equal(found.length, wanted.length);
  for (const [at, given] of wanted.entries()) {
    for (const [column, { name, type }] of shape.entries()) {
      // Months, days and microseconds are kept apart, though 30 days compare like a month.
      if (type.kind === 'interval') assert.deepEqual(found[at]?.[name], given[name] ?? null);
      const same = equalValues(found[at]?.[name], given[name]);
      assert.ok(same, `${Object.keys(columns)[column]}: ${inspect(found[at]?.[name])} is not ${inspect(given[name])}`);
    }
  }
}

describe('records into chunks', () => {
  const open = () =>
    openDuckDb({ memory: 2 ** 28, scratch: tmpdir(), folders: [], signal: new AbortController().signal });

  it('come back as they were, whatever the chunk before held', async () => {
    using db = await open();
    const chunks = fc.array(fc.array(record, { minLength: 1, maxLength: 70 }), { minLength: 1, maxLength: 4 });
    const law = fc.asyncProperty(chunks, async (all) => assertSame(await throughDuckDb(db, all), all.flat()));
    await fc.assert(law, { numRuns: 40 });
  });

  it('fill a chunk to the last row', async () => {
    using db = await open();
    const [some] = fc.sample(fc.array(record, { minLength: 64, maxLength: 64 }), { numRuns: 1, seed: 7 });
    const full = Array.from({ length: chunkRows }, (_, at) => some![at % 64]!);
    const none = Array.from({ length: chunkRows }, () => ({}));
    assertSame(await throughDuckDb(db, [full, none, full]), [...full, ...none, ...full]);
  });

  it('refuse a decimal that is too long for its column', () => {
    const write = chunkWriter([{ name: 'd', type: typeOf('decimal(4,1)') }]);
    assert.throws(() => write?.([{ d: new ExactDecimal('1000') }]), { code: 'overflow', message: /1000 does not fit/ });
    assert.throws(() => write?.([{ d: new ExactDecimal('-123456789012345678901') }]), { code: 'overflow' });
    assert.ok(write?.([{ d: new ExactDecimal('-999.9') }]));
  });
});
