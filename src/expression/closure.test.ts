import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { equalValues } from '../model/value-compare.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { createAccumulator, splitAggregates, splitAllAggregates } from './aggregates.ts';
import { checkExpression } from './checker.ts';
import { compileClosure, environment } from './closure.ts';
import { formatLiteral, formatTyped } from './format-typed.ts';
import { check, env, records, scope } from './records.fixture.ts';
import { canFail, contextUsed, fieldsUsed, isConstant, parametersUsed } from './typed-walk.ts';
import { computeWindows, splitWindows } from './windows.ts';

const [ordinary, odd, extreme, empty] = records as [DataRecord, DataRecord, DataRecord, DataRecord];

function evaluate(expression: string, record: DataRecord): Value {
  return compileClosure(check(expression))(record, env);
}

/** What an expression gives for a record, itself as an expression. */
const results: { expression: string; record: DataRecord; result: string }[] = [
  { expression: 'a + b', record: ordinary, result: '8' },
  { expression: 'a * 2', record: extreme, result: '18014398509481986' },
  { expression: 'a + 1', record: empty, result: 'null' },
  { expression: 'n / m', record: ordinary, result: 'null' },
  { expression: 'n * m', record: extreme, result: 'null' },
  { expression: 'price * 1.1', record: ordinary, result: '13.750' },
  { expression: 'price * 3 = 37.5', record: ordinary, result: 'true' },
  { expression: 'ok and a > 0', record: extreme, result: 'null' },
  { expression: 'ok and a < 0', record: extreme, result: 'false' },
  { expression: 'ok or a > 0', record: extreme, result: 'true' },
  { expression: 'not ok', record: extreme, result: 'null' },
  { expression: 'a in (5, null)', record: ordinary, result: 'true' },
  { expression: 'a in (6, null)', record: ordinary, result: 'null' },
  { expression: 'a not in (6, 7)', record: ordinary, result: 'true' },
  { expression: 'a in (5)', record: empty, result: 'null' },
  { expression: 'price in (12.5, 1)', record: ordinary, result: 'true' },
  { expression: 'items[1].quantity + items[2].quantity', record: ordinary, result: '9' },
  { expression: 'items[3].quantity', record: ordinary, result: 'null' },
  { expression: 'customer.city', record: empty, result: 'null' },
  { expression: 'body.a.b::integer + 1', record: ordinary, result: '2' },
  { expression: 'body.a', record: odd, result: 'null' },
  { expression: "name < '\uFFFF'", record: extreme, result: 'false' },
  { expression: 'list_filter(items, i -> i.quantity > b)[1].sku', record: ordinary, result: "'b'" },
  {
    expression: 'list_transform(items, i -> list_transform(tags, t -> i.sku || t))',
    record: ordinary,
    result: "[['ax', 'ay'], ['bx', 'by']]",
  },
  { expression: 'case when a > 100 then 1 when a > 1 then 2 else 3 end', record: ordinary, result: '2' },
  { expression: 'case a when 1 then 2 end', record: ordinary, result: 'null' },
  { expression: 'coalesce(name, $town)', record: empty, result: "'Rome'" },
  { expression: '{x: a, y: [b]}', record: ordinary, result: '{x: 5, y: [3]}' },
];

describe('closures give', () => {
  for (const { expression, record, result } of results) {
    it(`${expression} for ${String(record['id'])}`, () => {
      const value = evaluate(expression, record);
      const wanted = compileClosure(check(result))({}, env);
      assert.ok(equalValues(value, wanted), `${formatLiteral(value, check(expression).type)} is not ${result}`);
    });
  }
});

describe('what is not needed is not evaluated', () => {
  const fails = 'digits::integer > 0';
  const lazy: { expression: string; value: Value }[] = [
    { expression: `a > 0 and ${fails}`, value: false },
    { expression: `a < 0 or ${fails}`, value: true },
    { expression: `case when a < 0 then 1 when ${fails} then 2 end`, value: 1 },
    { expression: `if(a > 0, ${fails}, null)`, value: null },
    { expression: `coalesce(a, digits::integer)`, value: -7 },
    { expression: `when($nothing, ${fails})`, value: true },
  ];
  for (const { expression, value } of lazy) {
    it(expression, () => assert.equal(evaluate(expression, odd), value));
  }

  it('and what is needed fails', () => {
    assert.throws(
      () => evaluate(fails, odd),
      (error: unknown) => error instanceof MillraceError && error.code === 'cast_failed',
    );
    assert.throws(
      () => evaluate('b - 1', extreme),
      (error: unknown) => error instanceof MillraceError && error.code === 'overflow',
    );
  });
});

describe('no expression reaches JavaScript', () => {
  const names = ['constructor', '__proto__', 'toString', 'length', 'prototype', 'hasOwnProperty'];
  for (const name of names) {
    it(name, () => {
      for (const record of records) assert.equal(evaluate(`body."${name}"`, record), null);
      const shape = [{ name, type: { kind: 'text' } as const }];
      const { typed } = checkExpression(`"${name}"`, { ...scope, fields: shape });
      assert.ok(typed);
      assert.equal(compileClosure(typed)({}, environment()), null);
      assert.equal(compileClosure(typed)(Object.fromEntries([[name, 'own']]), environment()), 'own');
    });
  }

  it('a record keeps a field named __proto__ as a field', () => {
    const value = evaluate('{"__proto__": a}', ordinary) as DataRecord;
    assert.ok(Object.hasOwn(value, '__proto__'));
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
  });
});

describe('constants are computed once', () => {
  const folded: { expression: string; as: string }[] = [
    { expression: '1 + 2 * 3', as: '7' },
    { expression: "upper('a') || 'b'", as: "'Ab'" },
    { expression: 'a + (2 - 1)', as: '(a + 1)' },
    { expression: 'n + 1', as: '(n + 1e0)' },
    { expression: '9223372036854775807 + 1', as: '(9223372036854775807 + 1)' },
    { expression: "'5'::integer", as: '5' },
    { expression: '[1, 2, 1 + 2]', as: '[1, 2, 3]' },
  ];
  for (const { expression, as } of folded) {
    it(expression, () => assert.equal(formatTyped(check(expression)), as));
  }
});

function aggregate(expression: string): Value {
  const { aggregates, rest } = splitAggregates(check(expression, { aggregates: 'allowed' }));
  const running = aggregates.map(createAccumulator);
  for (const record of records) for (const each of running) each.add(record, env);
  return compileClosure(rest)({}, { ...env, slots: running.map((each) => each.result()) });
}

describe('aggregates', () => {
  const given: { expression: string; value: string }[] = [
    { expression: 'count()', value: '4' },
    { expression: 'count(a)', value: '3' },
    { expression: 'count(distinct m)', value: '2' },
    { expression: 'count() filter (where ok)', value: '1' },
    { expression: 'sum(price) + count()', value: '10000000016.44' },
    { expression: 'sum(n) filter (where id < 3)', value: '-1.0' },
    { expression: 'sum(n) filter (where id > 100)', value: 'null' },
    { expression: 'sum(n * 0) filter (where id = 4)', value: 'null' },
    { expression: 'min(name)', value: "'Tea'" },
  ];
  for (const { expression, value } of given) {
    it(expression, () =>
      assert.ok(
        equalValues(aggregate(expression), compileClosure(check(value))({}, env)),
        String(aggregate(expression)),
      ),
    );
  }

  it('equal ones are computed once, also across expressions', () => {
    const all = ['sum(n) / count()', 'count() + 1'].map((text) => check(text, { aggregates: 'allowed' }));
    const { aggregates, rests } = splitAllAggregates(all);
    assert.deepEqual(aggregates.map(formatTyped), ['sum(n)', 'count()']);
    assert.deepEqual(rests.map(formatTyped), ['(#0 / cast(#1 as number))', '(#1 + 1)']);
  });

  it('with an order see their records in it, nulls last, and each result stands for itself', () => {
    const { aggregates } = splitAggregates(check('list(id order by a desc)', { aggregates: 'allowed' }));
    const running = createAccumulator(aggregates[0]!);
    running.add(odd, env);
    running.add(empty, env);
    running.add(ordinary, env);
    assert.deepEqual(running.result(), [1, 2, 4]);
    running.add(extreme, env);
    assert.deepEqual(running.result(), [3, 1, 2, 4]);
  });
});

describe('windows', () => {
  const rows: DataRecord[] = [
    { name: 'x', a: 3, id: 1 },
    { name: 'y', a: 1, id: 2 },
    { name: 'x', a: 1, id: 3 },
    { name: 'x', a: null, id: 4 },
    { name: 'x', a: 1, id: 5 },
  ];
  const given: { expression: string; values: Value[] }[] = [
    { expression: 'count() over ()', values: [5, 5, 5, 5, 5] },
    { expression: 'count() over (partition by name)', values: [4, 1, 4, 4, 4] },
    { expression: 'sum(id) over (partition by name order by a)', values: [9, 2, 8, 13, 8] },
    { expression: 'sum(id) over (partition by name order by a desc)', values: [1, 2, 9, 13, 9] },
    { expression: 'sum(id) over (order by id) - id', values: [0, 1, 3, 6, 10] },
    { expression: 'sum(a) filter (where id > 2) over (order by id)', values: [null, null, 1, 1, 2] },
  ];
  for (const { expression, values } of given) {
    it(expression, () => {
      const { windows, rest } = splitWindows(check(expression));
      const computed = windows.map((window) => computeWindows(rows, window, env));
      const closure = compileClosure(rest);
      const found = rows.map((row, index) =>
        closure(row, { ...env, slots: computed.map((all) => all[index] ?? null) }),
      );
      assert.deepEqual(found, values);
    });
  }

  it('of no records is nothing', () => {
    const { windows } = splitWindows(check('count() over ()'));
    assert.deepEqual(computeWindows([], windows[0]!, env), []);
  });
});

describe('what can be told without running', () => {
  it('fields, a path covering all below it', () => {
    const typed = check('customer.city || name || customer."post code" || items[1].sku || body.a.b::text');
    assert.deepEqual(fieldsUsed(typed), [
      ['customer', 'city'],
      ['name'],
      ['customer', 'post code'],
      ['items'],
      ['body', 'a', 'b'],
    ]);
    assert.deepEqual(fieldsUsed(check("customer is null or customer.city = 'x'")), [['customer']]);
    assert.deepEqual(fieldsUsed(check('list_filter(items, i -> i.quantity > a)')), [['items'], ['a']]);
    assert.deepEqual(fieldsUsed(check('sum(a) filter (where ok) over (partition by name order by day)')), [
      ['a'],
      ['ok'],
      ['name'],
      ['day'],
    ]);
  });

  it('parameters and context', () => {
    assert.deepEqual(parametersUsed(check('$p + $p > 1 or $town is null')), ['p', 'town']);
    const user = { kind: 'record', fields: [{ name: 'id', type: { kind: 'text' } }] } as const;
    assert.deepEqual(contextUsed(check('@user.id = name', { context: [{ name: 'user', type: user }] })), [
      ['user', 'id'],
    ]);
  });

  it('what can fail and what is constant', () => {
    assert.equal(canFail(check('n + 1 > 2')), false);
    assert.equal(canFail(check('a + 1 > 2')), true);
    assert.equal(canFail(check('digits::date')), true);
    assert.equal(canFail(check('try_cast(digits as date)')), false);
    assert.equal(isConstant(check('$p + 1')), true);
    assert.equal(isConstant(check('a + 1')), false);
    assert.equal(isConstant(check('count() over ()')), false);
  });
});
