/** `millrace test`: everything that a test may give and expect, where it holds and where it does not. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Test, testBeside } from './chain-tests.fixture.ts';

const order = (id: number, sku = 'tea', more: object = {}): object => ({ id, sku, qty: 1, ...more });
const rate = (text: string): object => ({ body: { rate: text } });

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
    const { exit, out, err } = await testBeside({ orders: holding, who });
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
      const { exit, out } = await testBeside({ orders: [{ name, now: '2026-03-02T01:00:00Z', given, ...test }] });
      assert.equal(exit, 1, out);
      assert.match(out, says);
    });
  }
});
