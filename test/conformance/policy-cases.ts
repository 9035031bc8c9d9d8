/** Random policies, people and conditions over one small table, and the naive reference of what they leave of it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contextShape } from '../../src/engine/check/context-shape.ts';
import { userValue } from '../../src/engine/run/user-value.ts';
import { checkExpression } from '../../src/expression/checker.ts';
import { compileClosure, environment } from '../../src/expression/closure.ts';
import { functionRegistry } from '../../src/expression/functions/registry.ts';
import type { Principal } from '../../src/model/principal.ts';
import { fromJson } from '../../src/model/value-codec.ts';
import { compareValues } from '../../src/model/value-compare.ts';
import type { DataRecord, Value } from '../../src/model/value.ts';
import { recordOf, type Shape, types } from '../../src/model/value-type.ts';
import { shapeOf } from './document-actions.ts';

/** The columns as steps declare them. */
export const declared = { _id: 'text', w: 'text', o: 'text', n: 'integer', c: 'decimal(6,2)', b: 'boolean' };
/** The columns. */
export const shape = shapeOf(declared);
/** What is known of people. */
export const attributeTypes = { ws: 'list(text)', lvl: 'integer', own: 'text' };
const attributes = Object.entries(attributeTypes).map(([name, type]) => ({
  name,
  type: shapeOf({ [name]: type })[0]!.type,
  optional: true,
}));

/** Forty records that hold nulls and values that come again. */
export const stored = Array.from({ length: 40 }, (_, at) => ({
  _id: `r${String(at).padStart(2, '0')}`,
  w: ['x', 'y', 'z', null][at % 4] ?? null,
  o: ['u1', 'u2', null][at % 3] ?? null,
  n: at % 7 === 0 ? null : (at * 5) % 11,
  c: at % 5 === 0 ? null : `${at % 6}.50`,
  b: at % 6 === 0 ? null : at % 2 === 0,
}));

const literal: Readonly<Record<string, readonly string[]>> = {
  w: ["'x'", "'y'", '@user.own'],
  o: ["'u1'", '@user.id', '@user.own'],
  n: ['3', '7', '@user.lvl'],
  c: ['2.50', '4', '@user.lvl'],
};
const column = fc.constantFrom('w', 'o', 'n', 'c');
const ofColumn = (name: string): fc.Arbitrary<string> => fc.constantFrom(...literal[name]!);

/** A condition over columns; with `user`, also over `@user`. */
export function conditions(user: boolean): fc.Arbitrary<string> {
  const plain = (text: string): boolean => user || !text.includes('@user');
  const leaf = column.chain((name) =>
    fc.oneof(
      fc
        .tuple(fc.constantFrom('=', '<>', '<', '>='), ofColumn(name))
        .map(([operator, value]) => `${name} ${operator} ${value}`),
      fc.constantFrom(`${name} is null`, `${name} is not null`, 'b', 'not b', `coalesce(${name}::text, '') <> ''`),
    ),
  );
  const ofUser = fc.constantFrom(
    'w in @user.ws',
    'not (w in @user.ws)',
    "'auditor' in @user.roles",
    'coalesce(@user.lvl, 0) > 3',
    '@user.own is null',
  );
  const { condition } = fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      { weight: 3, arbitrary: user ? fc.oneof(leaf, ofUser) : leaf },
      { weight: 1, arbitrary: tie('condition').map((inner) => `not (${inner})`) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
          .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
      },
    ),
  }));
  return condition.filter(plain);
}

/** What a policy says. */
export interface Rule {
  readonly rows?: string;
  readonly mask: Readonly<Record<string, string>>;
}

/** A policy. */
export const rule: fc.Arbitrary<Rule> = fc
  .record({
    rows: fc.option(conditions(true), { nil: undefined }),
    mask: fc.dictionary(fc.constantFrom('w', 'o', 'n', 'c', 'b'), conditions(true), { maxKeys: 2 }),
  })
  .filter(({ rows, mask }) => rows !== undefined || Object.keys(mask).length > 0)
  .map(({ rows, mask }) => ({ mask: { ...mask }, ...(rows === undefined ? {} : { rows }) }));

/** Somebody; `department` is nothing that any expression names. */
export const user: fc.Arbitrary<Principal> = fc
  .record({
    id: fc.constantFrom('u1', 'u2', 'u3'),
    roles: fc.subarray(['auditor', 'finance']),
    ws: fc.option(fc.subarray(['x', 'y', 'z']), { nil: undefined }),
    lvl: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    own: fc.option(fc.constantFrom('x', 'u1', 'u2'), { nil: undefined }),
    department: fc.constantFrom('a', 'b'),
  })
  .map(({ id, roles, ...rest }) => {
    const given = Object.entries(rest).filter(([, value]) => value !== undefined);
    return { kind: 'user', id, name: `User ${id}`, roles, attributes: Object.fromEntries(given) };
  });

/** An expression over the columns and `@user`. */
export function judge(source: string): (record: DataRecord, principal: Principal) => Value {
  const scope = {
    fields: shape,
    parameters: [],
    context: contextShape({ attributes }),
    aggregates: 'none',
    windows: false,
    functions: functionRegistry(),
  } as const;
  const { typed } = checkExpression(source, scope, { expects: types.boolean });
  assert.ok(typed, source);
  const closure = compileClosure(typed);
  return (record, principal) => closure(record, environment({ context: { user: userValue(principal, attributes) } }));
}

/** JSON records as values. */
export const valuesOf = (json: readonly unknown[]): DataRecord[] =>
  json.map((record) => fromJson(record, recordOf(shape), []) as DataRecord);

/** What somebody may see of some records. */
export function visible(records: readonly DataRecord[], rules: readonly Rule[], principal: Principal): DataRecord[] {
  const rows = rules.flatMap((one) => (one.rows === undefined ? [] : [judge(one.rows)]));
  const masks = rules.flatMap(({ mask }) => Object.entries(mask).map(([name, when]) => [name, judge(when)] as const));
  return records
    .filter((record) => rows.every((keep) => keep(record, principal) === true))
    .map((record) => {
      const hidden = masks.filter(([, when]) => when(record, principal) !== true);
      return { ...record, ...Object.fromEntries(hidden.map(([name]) => [name, null])) };
    });
}

/** The order that keys such as `n desc` ask for; nulls last. */
export function compareBy(keys: readonly string[]): (a: DataRecord, b: DataRecord) => number {
  return (a, b) => {
    for (const key of keys) {
      const [name = '', direction] = key.split(' ');
      const [left, right] = [a[name] ?? null, b[name] ?? null];
      if (left === null || right === null) {
        if (left !== right) return left === null ? 1 : -1;
        continue;
      }
      const order = compareValues(left, right, shape.find((field) => field.name === name)!.type);
      if (order !== 0) return direction === 'desc' ? -order : order;
    }
    return 0;
  };
}

/** The fields of an output alone. */
export const pick = (record: DataRecord, output: Shape): DataRecord =>
  Object.fromEntries(output.map(({ name }) => [name, record[name] ?? null]));
