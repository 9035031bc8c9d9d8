/** `millrace test`: everything that a test may give and expect, where it holds and where it does not. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

const definitions = `kind: workspace
name: w
zone: Asia/Singapore
---
kind: connection
name: api
type: http
url: https://rates.invalid/v1
---
kind: connection
name: store
type: embedded
---
kind: role
name: auditor
privileges: []
---
kind: service
name: nightly
roles: [auditor]
---
kind: chainset
name: c
chains:
  Orders:
    params: { least: { type: integer, default: 0 } }
    steps:
      - id: orders
        uses: documents.read
        retry: { attempts: 3, wait: 1h }
        with: { connection: store, collection: orders, columns: { id: integer, sku: text, qty: integer, at: timestamp } }
      - uses: filter
        with: { where: qty >= $least }
      - id: rates
        uses: http.request
        onError: reject
        with: { connection: api, url: "rates/\${sku}", map: { rate: "body.rate::decimal(8,2)" } }
      - uses: select
        with: { fields: [id, sku, rate] }
      - uses: sort
        with: { by: [sku, id desc] }
      - id: book
        uses: excel.write
        with: { file: "book-\${@today}.xlsx", table: true }
      - id: list
        uses: csv.write
        with: { file: data/list.csv }
      - id: tell
        uses: http.send
        with: { connection: api, url: told, each: once }
    tests:
TESTS
  Who:
    steps:
      - uses: records
        with: { generate: 1, compute: { id: "@user.id", roles: "list_join(@user.roles, ',')", now: "@now", today: "@today" } }
    tests:
WHO
  Caller:
    steps:
      - id: called
        uses: chain.call
        with: { chain: Who }
    tests:
      - name: what a called chain gives
        given: { called: [{ id: ann, roles: b }] }
        expect: { records: [{ id: ann, roles: b, now: null }], order: [id] }
  Takes:
    input: { n: integer }
    steps: [{ uses: derive, with: { compute: { m: n * 2 } } }]
    tests:
      - name: made input
        input: { generate: 2500, compute: { n: index } }
        expect: { count: 2500, order: [m] }
`;

interface Test {
  readonly [key: string]: unknown;
}

const order = (id: number, sku = 'tea', more: object = {}): object => ({ id, sku, qty: 1, ...more });
const rate = (text: string): object => ({ body: { rate: text } });

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-chain-tests-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function millrace(
  tests: { orders?: readonly Test[]; who?: readonly Test[] },
  typed: readonly string[] = ['test'],
) {
  const listed = (all: readonly Test[] = []): string =>
    all.length === 0 ? '      []' : all.map((test) => `      - ${JSON.stringify(test)}`).join('\n');
  const text = definitions.replace('TESTS', () => listed(tests.orders)).replace('WHO', () => listed(tests.who));
  await writeFile(join(folder, 'workspace.yaml'), text);
  const terminal = captureTerminal({ folder });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

const given = { orders: [order(1), order(2, 'mug')], rates: { answers: [rate('1.50')] } };
const first = { id: 1, sku: 'tea', rate: 1.5 };
const second = { id: 2, sku: 'mug', rate: 1.5 };

const holding: readonly Test[] = [
  {
    name: 'a server answers, and everything that would be written is seen',
    now: '2026-03-01T20:00:00Z',
    given,
    expect: {
      outcome: 'ok',
      records: [second, first],
      ordered: true,
      order: ['sku', 'id desc'],
      rejects: 'none',
      effects: {
        book: [{ file: 'book-2026-03-02.xlsx' }],
        list: { exact: [{ file: 'data/list.csv', records: 2 }] },
        tell: 1,
        '*': 'none',
      },
      files: {
        'book-2026-03-02.xlsx': {
          rows: [{ sku: 'mug' }, { sku: 'tea', rate: 1.5 }],
          ordered: true,
          columns: ['id', 'sku', 'rate'],
        },
        'data/list.csv': [
          { id: 1, rate: '1.50' },
          { id: 2, rate: 1.5 },
        ],
        'other.csv': 'none',
      },
    },
  },
  {
    name: 'what a server refuses is put aside with its reason',
    given: { ...given, rates: { answers: [{ status: 404, body: 'no such rate' }, rate('2')] } },
    expect: {
      records: [{ ...second, rate: 2 }],
      rejected: 1,
      rejects: [
        {
          step: 'rates',
          code: 'upstream_refused',
          reason: 'answered with 404: no such rate',
          record: { id: 1, sku: 'tea' },
        },
      ],
    },
  },
  {
    name: 'some records fail, a while',
    given: {
      orders: [order(1), order(2, 'mug'), order(3)],
      rates: {
        fails: 'upstream_refused',
        message: 'Tea is out.',
        where: "sku = 'tea'",
        times: 1,
        generate: 1,
        compute: { id: '9', sku: "'x'" },
      },
    },
    expect: { records: [{ id: 9, rate: null }], rejects: [{ reason: 'Tea is out.', record: { id: 1 } }] },
  },
  {
    name: 'a server that is busy ends the run',
    given: { ...given, rates: { answers: [rate('1'), { status: 503 }] } },
    expect: {
      outcome: 'busy',
      problem: { code: 'busy', step: 'rates', message: 'answered with 503' },
      files: 'none',
      effects: 'none',
    },
  },
  {
    name: 'a source that comes back is read, without waiting an hour',
    given: { ...given, orders: { fails: 'connection_failed', times: 2, records: [order(7)] } },
    expect: { records: [{ id: 7, rate: 1.5 }] },
  },
  {
    name: 'a source that stays away fails the run',
    given: { orders: { fails: 'connection_failed', message: 'Down.' } },
    expect: { outcome: 'upstream', problem: { step: 'orders', message: 'Down.' } },
  },
  {
    name: 'a sink fails',
    given: { ...given, tell: { answers: [{ status: 500 }] } },
    expect: { outcome: 'upstream', problem: { code: 'upstream_refused', step: 'tell' } },
  },
  {
    name: 'nobody answers a sink',
    given: { ...given, tell: { fails: 'connection_failed' } },
    expect: { outcome: 'upstream', problem: { code: 'connection_failed', step: 'tell' } },
  },
  {
    name: 'many are made, the same in every run',
    params: { least: 5 },
    given: {
      ...given,
      orders: {
        generate: 3000,
        seed: 3,
        compute: { id: 'index', sku: "'s' || (index % 7)", qty: 'floor(random * 10)::integer', at: '@now' },
      },
    },
    expect: { count: 1500, order: ['sku', 'id desc'], files: { 'data/list.csv': { count: 1500 } } },
  },
];

const who: readonly Test[] = [
  { name: 'the local administrator', expect: { records: [{ id: 'local', roles: 'administrator' }] } },
  { name: 'a role', as: 'auditor', expect: { records: [{ id: 'test', roles: 'auditor' }] } },
  { name: 'a service', as: { service: 'nightly' }, expect: { records: [{ id: 'service:nightly', roles: 'auditor' }] } },
  { name: 'a user', as: { id: 'ada', roles: ['a', 'b'] }, expect: { records: [{ id: 'ada', roles: 'a,b' }] } },
  { name: 'a user by the first name of it', user: { id: 'ada' }, expect: { records: [{ id: 'ada', roles: '' }] } },
  {
    name: 'the clock stands, and the day is that of the zone',
    now: '2026-03-01T20:00:00Z',
    zone: 'America/New_York',
    expect: { records: [{ now: '2026-03-01T20:00:00Z', today: '2026-03-01' }] },
  },
  {
    name: 'a time without a zone is one of the zone',
    now: '2026-03-01T20:00',
    expect: { records: [{ now: '2026-03-01T12:00:00Z', today: '2026-03-01' }] },
  },
];

describe('tests that hold', () => {
  it('all of them', async () => {
    const { exit, out, err } = await millrace({ orders: holding, who });
    assert.deepEqual([exit, err], [0, ''], out);
    assert.match(out, new RegExp(`^${holding.length + who.length + 2} tests passed\\.$`, 'm'));
  });
});

/** What a test that does not hold says; each is the first one with something changed. */
const failing: readonly (readonly [name: string, test: Test, says: RegExp])[] = [
  ['another outcome', { expect: { outcome: 'empty' } }, /outcome: expected empty, got ok/],
  ['another order', { expect: { order: ['id'] } }, /order: by id, records\[1\] \{"id":1,.*\} belongs before \{"id":2,/],
  [
    'a problem that does not come',
    { expect: { problem: { step: 'rates', message: 'x' } } },
    /problem\.step: expected rates, got none/,
  ],
  [
    'rejects that do not come',
    { expect: { rejects: [{ step: 'rates' }] } },
    /rejects: expected \{"step":"rates"\}, which was not put aside/,
  ],
  ['an effect too many', { expect: { effects: 'none' } }, /effects: expected none, got 3: \[\{"step":"book"/],
  ['effects of other steps', { expect: { effects: { book: 1, '*': 'none' } } }, /effects\.\*: expected none, got 2/],
  [
    'an effect with more',
    { expect: { effects: { list: { exact: [{ records: 2 }] } } } },
    /effects\.list\[0\]\.file: got "data\/list\.csv", which was not expected/,
  ],
  ['another number of effects', { expect: { effects: { tell: 2 } } }, /effects\.tell: expected 2, got 1/],
  [
    'another row',
    {
      expect: {
        files: {
          'data/list.csv': [
            { id: 1, rate: 1.5 },
            { id: 2, rate: 2 },
          ],
        },
      },
    },
    /data\/list\.csv: expected the row \{"id":2,"rate":2\}, which is not there/,
  ],
  [
    'rows in another order',
    { expect: { files: { 'data/list.csv': { rows: [{ id: 1 }, { id: 2 }], ordered: true } } } },
    /expected the row \{"id":1\} at 0, got \{"id":"2"/,
  ],
  [
    'other columns',
    { expect: { files: { 'data/list.csv': { columns: ['id'] } } } },
    /expected the columns id, got id, sku, rate/,
  ],
  [
    'a column that is not there',
    { expect: { files: { 'data/list.csv': [{ ids: 1 }] } } },
    /it has no column 'ids', but id, sku, rate/,
  ],
  [
    'a file that is not there',
    { expect: { files: { 'list.csv': { count: 2 } } } },
    /files\.list\.csv: it was not written; files: .*data\/list\.csv/,
  ],
  ['a file too many', { expect: { files: 'none' } }, /files: expected none, got .*data\/list\.csv/],
  [
    'a sheet that is not there',
    { expect: { files: { 'book-2026-03-02.xlsx': { sheet: 'Sales', count: 2 } } } },
    /has no sheet "Sales"/,
  ],
];

describe('tests that do not hold say what came', () => {
  for (const [name, test, says] of failing) {
    it(name, async () => {
      const { exit, out } = await millrace({ orders: [{ name, now: '2026-03-02T01:00:00Z', given, ...test }] });
      assert.equal(exit, 1, out);
      assert.match(out, says);
    });
  }
});

/** Tests that are wrong themselves: what `validate` says, with the place. */
const wrong: readonly (readonly [name: string, test: Test, says: RegExp])[] = [
  [
    'a step that is not there',
    { given: { order: [] } },
    /:\d+:\d+ error there is no such step\. .*Did you mean 'orders'/is,
  ],
  [
    'a field that is not read',
    { given: { orders: [{ skuu: 'x' }] } },
    /error the source reads no such field\..*Did you mean 'sku'/is,
  ],
  [
    'a value of another type',
    { given: { orders: [{ id: 'x' }] } },
    /error expected a whole number of 64 bits, but got "x"\..*given\.orders\[0\]\.id/is,
  ],
  [
    'a made field of another type',
    { given: { orders: { generate: 1, compute: { id: "'a' || 'b'" } } } },
    /error .*integer/i,
  ],
  [
    'a made field that is not there',
    { given: { orders: { generate: 1, compute: { ids: 'index' } } } },
    /error there is no such field\./i,
  ],
  ['something given to a filter', { given: { 'filter#2': [] } }, /'filter' asks nothing of the outside world/i],
  ['records given to a sink', { given: { tell: [] } }, /'http\.send' gives on what it gets/i],
  [
    'answers of what asks nobody',
    { given: { orders: { answers: [{ status: 200 }] } } },
    /makes no requests that could be answered/i,
  ],
  ['where of what takes nothing', { given: { orders: { fails: 'busy', where: 'true' } } }, /takes no records here/i],
  ['a failure that is none', { given: { orders: { fails: 'upstrem' } } }, /'fails' is 'upstrem'/i],
  ['times without a failure', { given: { orders: { records: [], times: 2 } } }, /say more about `fails`/i],
  ['nothing given', { given: { orders: {} } }, /Say what it gives/i],
  [
    'a service that is not there',
    { as: { service: 'nightli' } },
    /there is no service 'nightli'.*Did you mean 'nightly'/is,
  ],
  ['two users', { as: 'auditor', user: { id: 'x' } }, /Give either `as` or `user`/i],
  ['a zone that is none', { zone: 'Asia/Singapur' }, /the name of a time zone/i],
  ['input of a chain that takes none', { input: [{ n: 1 }] }, /takes no records\./i],
  [
    'an expected field that is not given',
    { expect: { records: [{ skuu: 'x' }] } },
    /the chain gives no such field.*Did you mean 'sku'/is,
  ],
  ['an order by what is not there', { expect: { order: ['ids desc'] } }, /the chain gives no field 'ids'/i],
  ['an effect of what is not there', { expect: { effects: { 'email.send': [] } } }, /there is no step 'email\.send'/i],
  [
    'a reject of what is not there',
    { expect: { rejects: [{ step: 'rate' }] } },
    /there is no step 'rate'.*Did you mean 'rates'/is,
  ],
];

describe('tests that are wrong themselves', () => {
  for (const [name, test, says] of wrong) {
    it(name, async () => {
      const tests = { orders: [{ name, expect: {}, ...test }] };
      const { exit, out } = await millrace(tests, ['validate']);
      assert.equal(exit, 2, out);
      assert.match(out, says);
      assert.match(out, /^workspace\.yaml:(?!1:1)\d+:\d+ error/m);
    });
  }

  it('fail, and the chain itself still runs', async () => {
    const tests = { orders: [{ name: 'wrong', given: { order: [] }, expect: {} }] };
    const { exit, out, err } = await millrace(tests);
    assert.deepEqual([exit, err], [1, '']);
    assert.match(
      out,
      /FAIL wrong.*\n +given\.order: there is no such step\. Did you mean 'orders'\? \[unknown_reference\]/,
    );
  });
});
