import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MillraceError } from '../../core/errors.ts';
import { parseType } from '../../model/type-parser.ts';
import type { DataRecord } from '../../model/value.ts';
import { toJson } from '../../model/value-codec.ts';
import type { Shape } from '../../model/value-type.ts';
import { guessDelimiter } from './csv-dialect.ts';
import { type CsvFormat, readCsv } from './csv-reader.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'));
});
after(() => rm(folder, { recursive: true }));

function shapeOf(fields: Record<string, string>): Shape {
  return Object.entries(fields).map(([name, type]) => ({ name, type: parseType(type).type! }));
}

async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

interface Reading extends Partial<CsvFormat> {
  readonly encoding?: string;
  readonly signal?: AbortSignal;
  readonly skip?: boolean;
}

interface Read {
  readonly records: unknown[];
  readonly rejected: string[];
  readonly failed: string[];
}

const dialect = { delimiter: undefined, quote: '"', maxRecord: 16 * 1024 * 1024 };

async function read(text: string | Buffer, fields: Record<string, string>, how: Reading = {}): Promise<Read> {
  const path = join(folder, 'data.csv');
  await writeFile(path, text);
  const { encoding = 'utf-8', signal = new AbortController().signal, skip = false, ...more } = how;
  const columns = shapeOf(fields);
  const format: CsvFormat = { dialect, header: true, columns, nulls: [''], ragged: 'fail', ...more };
  const result: Read = { records: [], rejected: [], failed: [] };
  const faults = {
    fail(record: DataRecord, error: unknown): void {
      if (!skip) throw error;
      result.failed.push(`${JSON.stringify(toJson(record))} ${(error as Error).message}`);
    },
    reject: (record: DataRecord, code: string, reason: string) => {
      result.rejected.push(`${JSON.stringify(toJson(record))} ${code} ${reason}`);
    },
  };
  for await (const batch of readCsv({ path, name: 'data/orders.csv', encoding, signal }, format, faults)) {
    for (const record of batch) result.records.push(toJson(record, { kind: 'record', fields: columns }));
  }
  return result;
}

async function records(text: string | Buffer, fields: Record<string, string>, how?: Reading): Promise<unknown[]> {
  return (await read(text, fields, how)).records;
}

async function fails(text: string | Buffer, fields: Record<string, string>, how?: Reading): Promise<string> {
  const error = await read(text, fields, how).then(
    () => assert.fail('no problem'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof MillraceError, String(error));
  return `${error.code}: ${error.message}`;
}

const ab = { a: 'text', b: 'text' };

describe('what is read', () => {
  const cases: readonly (readonly [name: string, text: string, expected: unknown])[] = [
    ['plain', 'a,b\n1,2\n', [{ a: '1', b: '2' }]],
    ['no line break at the end', 'a,b\n1,2', [{ a: '1', b: '2' }]],
    ['CRLF', 'a,b\r\n1,2\r\n', [{ a: '1', b: '2' }]],
    ['CR alone', 'a,b\r1,2\r', [{ a: '1', b: '2' }]],
    [
      'mixed line ends',
      'a,b\r\n1,2\n3,4\r\n',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    ['blank lines', 'a,b\n\n1,2\n\n\n', [{ a: '1', b: '2' }]],
    [
      'quotes, delimiters and line breaks in fields',
      'a,b\n"x, y","say ""hi""\nthere"\n',
      [{ a: 'x, y', b: 'say "hi"\nthere' }],
    ],
    ['other columns and another order', 'z,b,a\n9,2,1\n', [{ a: '1', b: '2' }]],
    ['empty is null', 'a,b\n,""\n', [{ a: null, b: null }]],
    ['spaces of text are kept', 'a,b\n x ,\ty\n', [{ a: ' x ', b: '\ty' }]],
    ['a header with spaces', ' a , b \n1,2\n', [{ a: '1', b: '2' }]],
    ['only a header', 'a,b\n', []],
    ['a byte order mark', '\ufeffa,b\n1,2\n', [{ a: '1', b: '2' }]],
    ['semicolons', 'a;b\n1,5;2\n', [{ a: '1,5', b: '2' }]],
    ['tabs', 'a\tb\n1\t2\n', [{ a: '1', b: '2' }]],
    ['bars', 'a|b\n1|2\n', [{ a: '1', b: '2' }]],
    ['characters beyond the basic plane', 'a,b\n🚀,東京\n', [{ a: '🚀', b: '東京' }]],
  ];
  for (const [name, text, expected] of cases) it(name, async () => assert.deepEqual(await records(text, ab), expected));

  it('types', async () => {
    const fields = {
      i: 'integer',
      n: 'number',
      d: 'decimal(12,2)',
      t: 'date',
      ts: 'timestamp',
      b: 'boolean',
      l: 'list(integer)',
    };
    const text =
      'i,n,d,t,ts,b,l\n 9007199254740993 ,1e3,4.5,2026-03-01,2026-03-01T08:30:00+08:00,yes,"[1,2]"\n,,,,,,\n';
    assert.deepEqual(await records(text, fields), [
      { i: '9007199254740993', n: 1000, d: '4.50', t: '2026-03-01', ts: '2026-03-01T00:30:00Z', b: true, l: [1, 2] },
      { i: null, n: null, d: null, t: null, ts: null, b: null, l: null },
    ]);
  });
  it('a single column: a blank line is no record, an empty field is', async () => {
    assert.deepEqual(await records('a\n\n""\n\nx\n', { a: 'text' }), [{ a: null }, { a: 'x' }]);
  });
  it('other nulls', async () => {
    const found = await records('a,b\nNULL,\nn/a,7\n', { a: 'text', b: 'integer' }, { nulls: ['NULL', 'n/a', ''] });
    assert.deepEqual(found, [
      { a: null, b: null },
      { a: null, b: 7 },
    ]);
  });
  it('empty text where empty is no null', async () => {
    assert.deepEqual(await records('a,b\n,x\n', ab, { nulls: [] }), [{ a: '', b: 'x' }]);
  });
  it('no header', async () =>
    assert.deepEqual(await records('1,2\n3,4\n', ab, { header: false }), [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]));
  it('no quotes', async () => {
    assert.deepEqual(await records('a,b\n5",x"y\n', ab, { dialect: { ...dialect, quote: '' } }), [
      { a: '5"', b: 'x"y' },
    ]);
  });
  it('more than one chunk, with characters across the borders', async () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => `${n},ü東🚀${'x'.repeat(n % 7)}`);
    const found = await records(`a,b\n${lines.join('\n')}\n`, ab);
    assert.equal(found.length, 60_000);
    assert.deepEqual(
      found.map((record) => Object.values(record as object).join(',')),
      lines,
    );
  });
});

describe('encodings', () => {
  const cases: readonly (readonly [name: string, bytes: Buffer, encoding: string])[] = [
    ['windows-1252', Buffer.from([97, 44, 98, 10, 0xe9, 44, 0x80, 10]), 'windows-1252'],
    ['UTF-16 with a mark', Buffer.from('\ufeffa,b\né,€\n', 'utf16le'), 'utf-8'],
    ['UTF-16 without', Buffer.from('a,b\né,€\n', 'utf16le'), 'utf-16le'],
    ['UTF-16, big end first', Buffer.from('\ufeffa,b\né,€\n', 'utf16le').swap16(), 'utf-8'],
  ];
  for (const [name, bytes, encoding] of cases) {
    it(name, async () => assert.deepEqual(await records(bytes, ab, { encoding }), [{ a: 'é', b: '€' }]));
  }
});

describe('bad input', () => {
  it('more fields than the header', async () => {
    const lines = Array.from({ length: 1040 }, () => '1,2');
    const text = `a,b\n${lines.join('\n')}\n1,2,3,4\n`;
    assert.equal(await fails(text, ab), 'file_malformed: data/orders.csv:1042: 4 fields where the header has 2.');
  });
  it('fewer', async () =>
    assert.equal(await fails('a,b\n1\n', ab), 'file_malformed: data/orders.csv:2: 1 field where the header has 2.'));
  it('the line is counted through quoted line breaks', async () => {
    assert.match(await fails('a,b\n"x\r\ny\nz",2\n\n1,2,3\n', ab), /data\/orders\.csv:6: 3 fields/);
  });
  it('the line is counted over blank lines of all kinds', async () => {
    assert.match(await fails('a,b\r\n\r\n"x\r\n\r\ny",2\r\n\r\n\r\n1,2,3\r\n', ab), /data\/orders\.csv:8: 3 fields/);
  });
  it('ragged: reject', async () => {
    const { records: found, rejected } = await read('a,b\n1\n1,2\n1,2,3\n', ab, { ragged: 'reject' });
    assert.deepEqual(found, [{ a: '1', b: '2' }]);
    assert.deepEqual(rejected, [
      '{"a":"1"} file_malformed data/orders.csv:2: 1 field where the header has 2.',
      '{"a":"1","b":"2","field 3":"3"} file_malformed data/orders.csv:4: 3 fields where the header has 2.',
    ]);
  });
  it('ragged: pad', async () => {
    assert.deepEqual(await records('a,b\n1\n', ab, { ragged: 'pad' }), [{ a: '1', b: null }]);
    assert.match(await fails('a,b\n1,2,3\n', ab, { ragged: 'pad' }), /3 fields/);
  });
  it('a value of another type', async () => {
    const message = await fails('a,b\n1,2\n1,twelve\n', { a: 'text', b: 'integer' });
    assert.equal(message, 'cast_failed: data/orders.csv:3: "twelve" in column b is not integer.');
  });
  it('a value of another type, left out', async () => {
    const { records: found, failed } = await read('a,b\n1,x\n1,2\n', { a: 'text', b: 'integer' }, { skip: true });
    assert.deepEqual(found, [{ a: '1', b: 2 }]);
    assert.match(failed[0]!, /^\{"a":"1","b":"x"\} data\/orders\.csv:2/);
  });
  it('a missing column', async () =>
    assert.match(
      await fails('a,bb\n1,2\n', ab),
      /^file_malformed: data\/orders\.csv has no column "b"; its header is: a, bb\./,
    ));
  it('a column that is there twice', async () =>
    assert.match(await fails('a,b,b\n1,2,3\n', ab), /has the column "b" twice/));
  it('an empty file', async () => assert.match(await fails('', ab), /^file_malformed: data\/orders\.csv is empty/));
  it('a quote that is never closed', async () =>
    assert.match(await fails('a,b\n1,"2\n', ab), /^file_malformed: data\/orders\.csv:\d+: a quote is opened/));
  it('a quote inside of a field', async () => {
    assert.match(await fails('a,b\n1,x"y\n', ab), /^file_malformed: data\/orders\.csv:2: a quote stands inside/);
    assert.match(await fails('a,b\n1,"x"y\n', ab), /^file_malformed: data\/orders\.csv:2: a quote stands inside/);
  });
  it('a byte that is not UTF-8, with line and offset', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n1,ü\n'), Buffer.from([49, 44, 0xe9, 10])]);
    assert.equal(await fails(bytes, ab), 'file_malformed: data/orders.csv:3: the byte 0xE9 at offset 11 is not UTF-8.');
  });
  it('mixed encodings far into the file', async () => {
    const good = Buffer.from(`a,b\n${'é,€\n'.repeat(100_000)}`);
    const message = await fails(Buffer.concat([good, Buffer.from([0xe9, 44, 0x80, 10])]), ab);
    assert.equal(
      message,
      `file_malformed: data/orders.csv:100002: the byte 0xE9 at offset ${good.length} is not UTF-8.`,
    );
  });
  it('a character that is cut off at the end', async () => {
    assert.match(
      await fails(Buffer.from([97, 44, 98, 10, 49, 44, 0xe2, 0x82]), ab),
      /data\/orders\.csv:2: the byte 0xE2 at offset 6/,
    );
  });
  it('bytes that are not of another encoding', async () => {
    const odd = Buffer.concat([Buffer.from('a,b\n1,2\n', 'utf16le'), Buffer.from([0x00, 0xd8, 0x41, 0x00])]);
    assert.match(await fails(odd, ab, { encoding: 'utf-16le' }), /^file_malformed: .*the file is not utf-16le/);
  });
});

it('a field of 50 MB ends in a limit, long before it is in memory', async () => {
  const path = join(folder, 'big.csv');
  const file = await open(path, 'w');
  await file.write('a,b\n1,"');
  const block = Buffer.alloc(1 << 20, 0x78);
  for (let written = 0; written < 50; written += 1) await file.write(block);
  await file.close();
  const format: CsvFormat = { dialect, header: true, columns: shapeOf(ab), nulls: [''], ragged: 'fail' };
  let bytes = 0;
  const source = {
    path,
    name: 'big.csv',
    encoding: 'utf-8',
    signal: new AbortController().signal,
    onBytes: (count: number) => (bytes += count),
  };
  const faults = { fail: () => assert.fail(), reject: () => assert.fail() };
  const reading = gather(readCsv(source, format, faults));
  await assert.rejects(
    reading,
    (error) => error instanceof MillraceError && error.code === 'limit' && /16\.0 MB/.test(error.message),
  );
  assert.ok(bytes < 20 * 1024 * 1024, `${bytes} bytes were read`);
});

it('stops when the run is stopped', async () => {
  const controller = new AbortController();
  const reason = new MillraceError('cancelled', 'stop');
  controller.abort(reason);
  await assert.rejects(read('a,b\n1,2\n', ab, { signal: controller.signal }), (error) => error === reason);
});

describe('the delimiter is found out', () => {
  const cases: readonly (readonly [sample: string, delimiter: string])[] = [
    ['a,b\n1,2', ','],
    ['name;note\nx;"a,b,c"\ny;d,e', ';'],
    ['one column\nx\n', ','],
    ['a\tb,c\n1\t2,3\n4\t5\n', '\t'],
    ['a|b|c\n1|2|3,4\n', '|'],
    ['"a;b",c\n"1;2",3\n', ','],
  ];
  for (const [sample, delimiter] of cases)
    it(JSON.stringify(sample), () => assert.equal(guessDelimiter(sample, '"'), delimiter));
});
