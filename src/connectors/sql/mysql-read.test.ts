/** Reading over a real MariaDB. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { conditionOf, shapeOf, typedOver } from '../../../test/conformance/document-actions.ts';
import { openContext } from '../../../test/conformance/document-stands.ts';
import { startMariadb } from '../../../test/conformance/real-mariadb.ts';
import { never, readAll, shown } from '../../../test/conformance/real-postgresql.ts';
import { closeSqlStands, sqlStands, type OpenSql } from '../../../test/conformance/sql-stands.ts';
import { MillraceError } from '../../core/errors.ts';
import { compileClosure, environment } from '../../expression/closure.ts';
import { formatShape } from '../../model/value-type.ts';
import { mariadbConnector } from './mysql.ts';
import { isSqlAskable } from './sql-condition.ts';
import type { DataRecord } from '../../model/value.ts';

const stand = sqlStands.find(({ type }) => type === 'mariadb')!;

const everything = [
  `create table everything (
    id integer primary key, flag tinyint(1), tiny tinyint, small smallint unsigned, big bigint, huge bigint unsigned, price decimal(12,2), wide decimal(65,30),
    ratio double, short float, one bit(1), bits bit(20), made year, name varchar(100), latin varchar(100) character set latin1, padded char(4), body longtext,
    state enum('sad', 'happy'), labels set('a', 'b', 'c'), day date, clock time(6), local datetime(6), instant timestamp(6) null, bytes blob, fixed binary(3), doc json, uid uuid
  )`,
  `insert into everything values
    (1, 1, -128, 65535, 9223372036854775807, 18446744073709551615, 1234567890.10, 12345678901234567890.123456789012345678,
     0.1, 1.5, b'1', b'11111111111111111111', 2026, 'ä "x"', 'ä', 'ab', 'long 😀',
     'happy', 'a,c', '2026-03-01', '23:59:59.999999', '2026-03-01 08:30:00.123456', '2026-03-01 00:30:00.123456', x'00ff', x'0001ff', '{"a": [1, null, "x"]}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
    (2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
    (3, 0, 0, 0, -9223372036854775808, 0, -0.01, 0, -1.7976931348623157e308, 0, b'0', b'0', 1901, '', '', '', '', 'sad', '', '0001-01-01', '00:00:00', '0001-01-01 00:00:00', '2038-01-19 03:14:07.999999', '', x'000000', 'null', null)`,
];

const shape = shapeOf({
  id: 'integer',
  flag: 'boolean',
  tiny: 'integer',
  small: 'integer',
  big: 'integer',
  huge: 'decimal(20,0)',
  price: 'decimal(12,2)',
  wide: 'decimal',
  ratio: 'number',
  short: 'number',
  one: 'boolean',
  bits: 'integer',
  made: 'integer',
  name: 'text',
  latin: 'text',
  padded: 'text',
  body: 'text',
  state: 'text',
  labels: 'text',
  day: 'date',
  clock: 'time',
  local: 'datetime',
  instant: 'timestamp',
  bytes: 'binary',
  fixed: 'binary',
  doc: 'any',
  uid: 'text',
});

async function idsOf({ database }: OpenSql, source: string): Promise<string> {
  const typed = typedOver(shape, source);
  const keep = compileClosure(typed);
  const found = await readAll(database, 'everything', { shape, condition: conditionOf(typed, isSqlAskable) });
  const kept = found.filter((record) => keep(record, environment()) === true);
  return kept
    .map(({ id }) => String(id))
    .sort()
    .join('');
}

after(closeSqlStands);

describe('reading from MariaDB', { skip: stand.skip }, () => {
  it('keeps every type', async (t) => {
    const { database } = await stand.open(t, everything);
    const [first, second, third] = shown(await readAll(database, 'everything', { shape }), shape) as DataRecord[];
    assert.deepEqual(first, {
      id: 1,
      flag: true,
      tiny: -128,
      small: 65535,
      big: '9223372036854775807',
      huge: '18446744073709551615',
      price: '1234567890.10',
      wide: '12345678901234567890.123456789012345678',
      ratio: 0.1,
      short: 1.5,
      one: true,
      bits: 1048575,
      made: 2026,
      name: 'ä "x"',
      latin: 'ä',
      padded: 'ab',
      body: 'long 😀',
      state: 'happy',
      labels: 'a,c',
      day: '2026-03-01',
      clock: '23:59:59.999999',
      local: '2026-03-01T08:30:00.123456',
      instant: '2026-03-01T00:30:00.123456Z',
      bytes: 'AP8=',
      fixed: 'AAH/',
      doc: { a: [1, null, 'x'] },
      uid: 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    });
    assert.deepEqual(
      Object.values(second!).filter((value) => value !== null),
      [2],
    );
    const { ratio, big, day, local, instant, doc, bytes } = third!;
    assert.deepEqual(
      [ratio, big, day, local, instant, doc, bytes],
      [
        -1.7976931348623157e308,
        '-9223372036854775808',
        '0001-01-01',
        '0001-01-01T00:00:00',
        '2038-01-19T03:14:07.999999Z',
        null,
        '',
      ],
    );
  });

  it('says what the columns of a table are', async (t) => {
    const { database } = await stand.open(t, everything);
    assert.equal(
      formatShape(await database.shapeOf({ table: 'everything' }, never)),
      'id: integer, flag: boolean, tiny: integer, small: integer, big: integer, huge: decimal(20,0), price: decimal(12,2), wide: decimal, ratio: number, short: number, one: boolean, bits: integer, made: integer, name: text, latin: text, padded: text, body: text, state: text, labels: text, day: date, clock: time, local: datetime, instant: timestamp, bytes: binary, fixed: binary, doc: any, uid: text',
    );
  });

  it('names what cannot be read as declared', async (t) => {
    const { database } = await stand.open(t, [
      'create table odd (flag tinyint(1), clock time, day date, huge bigint unsigned, wide decimal(65,30), body text, f float)',
      "set sql_mode = ''",
      "insert into odd values (2, '100:00:00', '0000-00-00', 18446744073709551615, 12345678901234567890123456789012345.5, 'no json', 0.1)",
    ]);
    const cases: Readonly<Record<string, readonly [Record<string, string>, RegExp]>> = {
      'a flag of 2': [{ flag: 'boolean' }, /^cast_failed: A row of odd has 2 in flag, which is declared boolean/],
      'more than a day': [{ clock: 'time' }, /^cast_failed: .* 100:00:00 in clock/],
      'the zero date': [{ day: 'date' }, /^cast_failed: .* 0000-00-00 in day/],
      'beyond 64 bits with a sign': [{ huge: 'integer' }, /^cast_failed: .* 18446744073709551615 in huge/],
      'too many places': [{ wide: 'decimal(30,2)' }, /^cast_failed: .* in wide/],
      'text that is no JSON': [{ body: 'record{a: integer}' }, /^cast_failed: .* no json in body/],
      'another type': [
        { day: 'timestamp' },
        /^type_mismatch: The column day of odd is date, not timestamp\. Declare it as date/,
      ],
      'no such column': [{ dya: 'date' }, /^unknown_field: There is no column dya in odd\. Did you mean .?day/],
    };
    for (const [name, [fields, expected]] of Object.entries(cases)) {
      await assert.rejects(readAll(database, 'odd', { shape: shapeOf(fields) }), (error) => {
        assert.ok(error instanceof MillraceError, name);
        assert.match(`${error.code}: ${error.message} ${error.hint}`, expected, name);
        return true;
      });
    }
    const [row] = await readAll(database, 'odd', { shape: shapeOf({ f: 'number', flag: 'integer' }) });
    assert.deepEqual(row, { f: Math.fround(0.1), flag: 2 });
    await assert.rejects(readAll(database, 'od', { shape }), { code: 'upstream_refused' });
  });

  it('keeps what a condition keeps, whatever the collation says', async (t) => {
    const opened = await stand.open(t, everything);
    const cases: Readonly<Record<string, string>> = {
      'id > 1': '23',
      'big = 9223372036854775807': '1',
      'big < 0': '3',
      'huge = 18446744073709551615::decimal(20,0)': '1',
      'tiny in (0, -128)': '13',
      'price >= 1234567890.10': '1',
      'price < 0': '3',
      'wide > 12345678901234567890.123456788': '1',
      'ratio = 0.1': '1',
      'ratio < 0': '3',
      'ratio is null': '2',
      "name = ''": '3',
      'name = \'Ä "X"\'': '',
      'name <> \'Ä "X"\'': '13',
      "latin = 'ä'": '1',
      "latin = '😀'": '',
      "latin in ('ä', '😀')": '1',
      "padded = 'ab'": '1',
      "padded = 'ab '": '',
      "padded <> 'ab '": '13',
      "body > 'lonf'": '1',
      "state = 'happy'": '1',
      "state > 'n'": '3',
      "labels = 'a,c'": '1',
      "uid = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'": '1',
      "day < date '1000-01-01'": '3',
      "clock > time '12:00:00'": '1',
      "local = datetime '2026-03-01T08:30:00.123456'": '1',
      "instant > timestamp '2026-03-01T00:30:00.123455Z'": '13',
      flag: '1',
      'not flag': '3',
      'flag is null': '2',
      'flag <> true': '3',
      "name = '' or id = 2": '23',
      'not (id = 1 or flag is null)': '3',
    };
    for (const [source, expected] of Object.entries(cases)) assert.equal(await idsOf(opened, source), expected, source);
  });

  it('sorts as we do, or says that it did not', async (t) => {
    const { database } = await stand.open(t, [
      'create table words (id integer, word varchar(20), body longtext) character set utf8mb4',
      "insert into words values (1, 'b', 'x'), (2, 'Z', 'x'), (3, null, 'x'), (4, 'a', 'x'), (5, '\u{1F600}', 'x'), (6, 'ｚ', 'x')",
    ]);
    const order = async (column: string, descending: boolean): Promise<string> => {
      const reading = await database.read({
        source: { table: 'words' },
        shape: shapeOf({ id: 'integer', word: 'text', body: 'text' }),
        sort: [{ column, descending }],
        batch: 2,
        signal: never,
        failed: () => undefined,
      });
      if (!reading.sorted) return 'unsorted';
      const ids: unknown[] = [];
      for await (const batch of reading.records) ids.push(...batch.map(({ id }) => id));
      return ids.join('');
    };
    assert.equal(await order('word', false), '241653');
    assert.equal(await order('word', true), '561423');
    assert.equal(await order('body', true), 'unsorted');
  });

  it('binds the values of a query, whatever is in them', async (t) => {
    const { database } = await stand.open(t, [
      'create table t (a varchar(50), n integer, at timestamp(6))',
      `insert into t values ('it''s \\\\ "x"; drop table t; -- :no', 1, '2026-03-01'), ('b', 2, '2026-03-02')`,
    ]);
    const query = `select a, n, ':x' as x, "it\\":y" as y from t where (a = :a or n in (:ns) or n in (:none)) and at >= :since and :a is not null order by n # :end`;
    const [since] = await readAll(
      database,
      { query: 'select min(at) as at from t', parameters: [] },
      { shape: shapeOf({ at: 'timestamp' }) },
    );
    const list = shapeOf({ ns: 'list(integer)' })[0]!.type;
    const parameters = [
      { name: 'a', value: 'it\'s \\ "x"; drop table t; -- :no', type: { kind: 'text' } as const },
      { name: 'ns', value: [2, 3], type: list },
      { name: 'none', value: [], type: list },
      { name: 'since', value: since!['at'] ?? null, type: { kind: 'timestamp' } as const },
    ];
    const found = await readAll(
      database,
      { query, parameters },
      { shape: shapeOf({ n: 'integer', x: 'text', y: 'text' }) },
    );
    assert.deepEqual(found, [
      { n: 1, x: ':x', y: 'it":y' },
      { n: 2, x: ':x', y: 'it":y' },
    ]);
  });

  it('waits for a slow reader, and stops when the reader stops', async (t) => {
    const { database, query } = await stand.open(t, [
      "create table many as select seq as n, repeat('x', 1000) as text from seq_1_to_20000",
    ]);
    const many = shapeOf({ n: 'integer', text: 'text' });
    const { records } = await database.read({
      source: { table: 'many' },
      shape: many,
      batch: 100,
      signal: never,
      failed: () => undefined,
    });
    let taken = 0;
    for await (const batch of records) {
      taken += batch.length;
      if (taken >= 1000) break;
    }
    assert.ok(taken < 2000);
    assert.equal((await readAll(database, 'many', { shape: many })).length, 20000);
    const [running] = await query(
      "select count(*) from information_schema.processlist where info like '%from `many`%' and id <> connection_id()",
    );
    assert.equal(running?.[0], '0');
  });

  it('kills the query when it is aborted, and says so when the server goes away', async (t) => {
    const { database, query } = await stand.open(t, ['create table t (n integer)']);
    const isRunning = async (): Promise<string | undefined> => {
      const [row] = await query(
        "select id from information_schema.processlist where info like 'select%sleep(60)%' and id <> connection_id()",
      );
      return row?.[0] ?? undefined;
    };
    const sleeping = (signal: AbortSignal): Promise<unknown> =>
      readAll(
        database,
        {
          query: 'select sleep(60) as n',
          parameters: [],
        },
        { shape: shapeOf({ n: 'integer' }), signal },
      );
    const untilRunning = async (): Promise<string> => {
      for (;;) {
        const id = await isRunning();
        if (id !== undefined) return id;
      }
    };
    const abort = new AbortController();
    const stopped = assert.rejects(sleeping(abort.signal), { code: 'timeout' });
    await untilRunning();
    abort.abort(new MillraceError('timeout', 'too slow'));
    await stopped;
    while ((await isRunning()) !== undefined);
    const lost = assert.rejects(sleeping(never), { code: 'connection_failed' });
    await query(`kill ${await untilRunning()}`);
    await lost;
    assert.deepEqual(await readAll(database, 't', { shape: shapeOf({ n: 'integer' }) }), []);
  });

  it('says what answers, also over TLS, and what is wrong with a certificate', async (t) => {
    const folder = new URL('../../../test/acceptance/certificate/', import.meta.url);
    const file = (name: string): string => fileURLToPath(new URL(name, folder));
    const server = await startMariadb([
      `--ssl-cert=${file('localhost.pem')}`,
      `--ssl-key=${file('localhost.key.pem')}`,
    ]);
    t.after(() => server.close());
    const { url } = await server.database();
    const check = (more: string, ca?: string) =>
      mariadbConnector.check(
        { url: url.replace('127.0.0.1', 'localhost') + more, ...(ca === undefined ? {} : { ca }) },
        openContext([]),
      );
    assert.match(await check(''), /^MariaDB 1\d\..*, database test_/);
    assert.match(await check('?tls=no-verify'), /^MariaDB/);
    assert.match(await check('?tls=true', await readFile(file('localhost.pem'), 'utf8')), /^MariaDB/);
    await assert.rejects(check('?tls=true'), { code: 'connection_failed' });
    await assert.rejects(check('none'), { code: 'connection_failed', message: /MySQL of the connection shop/ });
  });
});
