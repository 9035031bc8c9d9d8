import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { MillraceError } from '../../core/errors.ts';
import { parseType } from '../../model/type-parser.ts';
import type { DataRecord } from '../../model/value.ts';
import { toJson } from '../../model/value-codec.ts';
import { type JsonLayout, readJsonItems } from './json-items.ts';
import { type JsonFormat, readJson } from './json-reader.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'json-'));
});
after(() => rm(folder, { recursive: true }));

async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

interface Reading {
  readonly path?: string;
  readonly layout?: JsonLayout;
  readonly maxRecord?: number;
  readonly skip?: boolean;
}

async function read(
  text: string | Buffer,
  fields: Record<string, string>,
  how: Reading = {},
): Promise<{ records: unknown[]; failed: string[] }> {
  const path = join(folder, 'data.json');
  await writeFile(path, text);
  const columns = Object.entries(fields).map(([name, type]) => ({ name, type: parseType(type).type! }));
  const { layout = 'auto', maxRecord = 1 << 24, skip = false } = how;
  const format: JsonFormat = { layout, path: how.path?.split('.') ?? [], columns, maxRecord };
  const failed: string[] = [];
  const faults = {
    fail(record: DataRecord, error: unknown): void {
      if (!skip) throw error;
      failed.push(`${JSON.stringify(toJson(record))} ${(error as Error).message}`);
    },
    reject: () => assert.fail(),
  };
  const records: unknown[] = [];
  const file = { path, name: 'data/x.json', encoding: 'utf-8', signal: new AbortController().signal };
  for await (const batch of readJson(file, format, faults)) {
    for (const record of batch) records.push(toJson(record, { kind: 'record', fields: columns }));
  }
  return { records, failed };
}

const a = { a: 'integer' };

describe('what is read', () => {
  const cases: readonly (readonly [name: string, text: string, path: string | undefined, expected: unknown])[] = [
    ['a list', '[{"a":1},{"a":2}]', undefined, [{ a: 1 }, { a: 2 }]],
    ['an empty list', ' [ ] ', undefined, []],
    ['one per line', '{"a":1}\n{"a":2}\n', undefined, [{ a: 1 }, { a: 2 }]],
    ['one per line, blank lines, CRLF, no end', '{"a":1}\r\n\r\n{"a":2}', undefined, [{ a: 1 }, { a: 2 }]],
    ['one object over several lines', '{\n "a": 1\n}', undefined, [{ a: 1 }]],
    ['several objects over several lines', '{\n "a": 1\n}\n{\n "a": 2}', undefined, [{ a: 1 }, { a: 2 }]],
    ['an empty file', '', undefined, []],
    [
      'a list in a document',
      '{"meta":{"items":[9],"n":[[]]},"data":{"x":"]}","items":[{"a":1},{"a":2}],"y":1},"z":[1]}',
      'data.items',
      [{ a: 1 }, { a: 2 }],
    ],
    ['an object in a document', '{"data":{"a":1}}', 'data', [{ a: 1 }]],
    ['null in a document', '{"data":null,"x":1}', 'data', []],
    ['escaped keys', '{"d\\u0061ta":[{"a":1}]}', 'data', [{ a: 1 }]],
    ['missing and further fields', '[{},{"b":1,"a":null}]', undefined, [{ a: null }, { a: null }]],
    ['a byte order mark', '\ufeff[{"a":1}]', undefined, [{ a: 1 }]],
  ];
  for (const [name, text, path, expected] of cases) {
    it(name, async () => assert.deepEqual((await read(text, a, path === undefined ? {} : { path })).records, expected));
  }
  it('every digit', async () => {
    const text = '[{"i":9223372036854775807,"d":1234567890.12345678901234567890,"n":1e400,"s":0.1}]';
    const fields = { i: 'integer', d: 'decimal(38,20)', n: 'any', s: 'decimal(5,3)' };
    const [record] = (await read(text, fields)).records as { n: unknown }[];
    assert.equal(record!.n, `1${'0'.repeat(400)}`);
    assert.deepEqual(
      { ...record, n: 0 },
      { i: '9223372036854775807', d: '1234567890.12345678901234567890', n: 0, s: '0.100' },
    );
  });
  it('nested types', async () => {
    const fields = { l: 'list(record{sku: text, price: decimal(8,2)})', t: 'timestamp', x: 'any' };
    const text = '{"l":[{"sku":"01","price":"4.5"},null],"t":"2026-03-01T08:00:00+08:00","x":{"deep":[1,"{"]}}';
    assert.deepEqual((await read(text, fields)).records, [
      { l: [{ sku: '01', price: '4.50' }, null], t: '2026-03-01T00:00:00Z', x: { deep: [1, '{'] } },
    ]);
  });
});

describe('bad input', () => {
  const cases: readonly (readonly [name: string, text: string, how: Reading, message: RegExp])[] = [
    ['a list that is cut off', '[{"a":1},{"a"', {}, /^file_malformed data\/x\.json:1: the file is cut off/],
    ['a list without its end', '[{"a":1}\n', {}, /^file_malformed data\/x\.json:2: the file is cut off/],
    ['a document cut off behind the list', '{"d":[{"a":1}],"x":', { path: 'd' }, /^file_malformed/],
    ['a missing comma', '[{"a":1}\n{"a":2}]', {}, /^file_malformed data\/x\.json:2: a comma or closing bracket/],
    ['a comma too many', '[{"a":1},]', {}, /^file_malformed .*a comma stands before/],
    ['something behind the end', '[{"a":1}] x', {}, /^file_malformed .*behind the end/],
    ['an item that is no object', '[{"a":1},\n7]', {}, /^file_malformed data\/x\.json:2: a number stands/],
    ['an item that is not valid', '[{"a":1},\n{"a":tru}]', {}, /^file_malformed data\/x\.json:2: .*token/],
    [
      'a wrong type, with line and field',
      '[{"a":1},\n\n{"a":"x"}]',
      {},
      /^invalid_input data\/x\.json:3: a: Expected a whole number/,
    ],
    ['a path that is not there', '{"data":[]}', { path: 'items' }, /^file_malformed data\/x\.json: items is not there/],
    ['a path that leads to a number', '{"data":7}', { path: 'data' }, /^file_malformed data\/x\.json: data is no list/],
    [
      'a path through a number',
      '{"data":7}',
      { path: 'data.items' },
      /^file_malformed data\/x\.json: data is no object/,
    ],
    ['text', 'id;name\n1;tea\n', {}, /^file_malformed/],
    [
      'a line that is too long',
      `{"a":1}\n{"a":2,"t":"${'x'.repeat(2000)}"}`,
      { maxRecord: 1000 },
      /^limit data\/x\.json:2: a line/,
    ],
  ];
  for (const [name, text, how, message] of cases) {
    it(name, async () => {
      const outcome = await read(text, a, how).then(
        () => 'ok',
        (error: unknown) => (error instanceof MillraceError ? `${error.code} ${error.message}` : String(error)),
      );
      assert.match(outcome, message);
    });
  }
  it('bad lines are left out, the others read', async () => {
    const { records, failed } = await read('{"a":1}\n{"a":\n{"a":"x"}\n{"a":4}\n', a, { layout: 'lines', skip: true });
    assert.deepEqual(records, [{ a: 1 }, { a: 4 }]);
    assert.match(failed[0]!, /^\{"line":"\{\\"a\\":"\} data\/x\.json:2/);
    assert.match(failed[1]!, /^\{"a":"x"\} data\/x\.json:3: a: Expected/);
  });
  it('a list of 100 MB without its end does not fill the memory', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('[{"a":"');
      for (let at = 0; at < 100; at += 1) yield Buffer.alloc(1 << 20, 0x78);
    }
    const reading = gather(readJsonItems(endless(), { name: 'x', path: [], maxRecord: 1 << 22 }, 'auto'));
    await assert.rejects(reading, (error) => error instanceof MillraceError && error.code === 'limit');
  });
});

it('items are the same however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.dictionary(
          fc.string({ unit: 'binary' }),
          fc.json().map((text) => JSON.parse(text) as unknown),
        ),
      ),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (items, size, pretty) => {
        const place = { name: 'x', path: ['p', 'q'], maxRecord: 1 << 20 };
        const text = JSON.stringify({ 'o"ther': items, p: { x: 'q', q: items, y: [] } }, null, pretty ? 2 : 0);
        const bytes = Buffer.from(text);
        async function* cut(): AsyncGenerator<Buffer> {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const found = (await gather(readJsonItems(cut(), place, 'auto')))
          .flat()
          .map((item) => JSON.parse(item.text) as unknown);
        assert.deepEqual(JSON.stringify(found), JSON.stringify(items));
      },
    ),
    { numRuns: 200 },
  );
});
