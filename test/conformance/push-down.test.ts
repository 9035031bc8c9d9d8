/**
 * What is pushed down is a superset, whatever the documents hold: of documents with fields of any type, every one that the
 * whole condition keeps comes, and so does every one whose field alone decides and cannot be read as declared. The oracles are
 * the expression's closure and, for MongoDB's filters, mingo.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Query } from 'mingo';
import { Binary, Long, Timestamp } from 'mongodb';
import pg from 'pg';
import type { DocumentForm } from '../../src/connectors/documents/document-decoder.ts';
import { documentDecoder } from '../../src/connectors/documents/document-decoder.ts';
import { embeddedCondition } from '../../src/connectors/documents/embedded-condition.ts';
import { embeddedForm } from '../../src/connectors/documents/embedded-form.ts';
import { mongodbFilter } from '../../src/connectors/documents/mongodb-condition.ts';
import { mongodbForm } from '../../src/connectors/documents/mongodb-form.ts';
import { compileClosure, environment } from '../../src/expression/closure.ts';
import type { Typed } from '../../src/expression/typed.ts';
import { recordOf } from '../../src/model/value-type.ts';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { conditionFor, shapeOf, typedOver } from './document-actions.ts';

const shape = shapeOf({
  t: 'text',
  i: 'integer',
  n: 'number',
  d: 'decimal(6,2)',
  b: 'boolean',
  at: 'timestamp',
  day: 'date',
  r: 'record{t: text, i: integer}',
});

const texts = ['', 'a', 'b', 'ab', 'Z', 'ä', '\u{1F600}', '\uFF5A', '507f1f77bcf86cd799439011'];
const integers = [-2, -1, 0, 1, 2, 2147483648];
const decimals = ['-1.5', '0', '0.1', '0.10', '1', '2.25'];
const days = ['2026-03-01', '2026-03-02', '0001-01-01'];
const instants = [
  '2026-03-01T00:00:00Z',
  '2026-03-01T00:00:00.001Z',
  '2026-03-01T00:00:00.000500Z',
  '1969-12-31T23:59:59.999Z',
];

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const literals: Readonly<Record<string, readonly string[]>> = {
  t: texts.map(quoted),
  i: [...integers.map(String), '0.5'],
  n: ['-1.5', '0', '0.1', '1', '2.25'].map((text) => `${text}::number`),
  d: decimals,
  b: ['true', 'false'],
  at: instants.map((text) => `timestamp '${text}'`),
  day: days.map((text) => `date '${text}'`),
  'r.t': texts.map(quoted),
  'r.i': integers.map(String),
};

const field = fc.constantFrom(...Object.keys(literals));
const literalOf = (name: string): fc.Arbitrary<string> => fc.constantFrom(...(literals[name] ?? []));
const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');

/** A condition on one field. */
const leaf = field.chain((name) =>
  fc.oneof(
    fc.tuple(comparison, literalOf(name)).map(([operator, value]) => `${name} ${operator} ${value}`),
    fc.tuple(comparison, literalOf(name)).map(([operator, value]) => `${value} ${operator} ${name}`),
    fc.tuple(literalOf(name), literalOf(name)).map(([low, high]) => `${name} between ${low} and ${high}`),
    fc.array(literalOf(name), { minLength: 1, maxLength: 3 }).map((values) => `${name} in (${values.join(', ')})`),
    fc.constantFrom(`${name} is null`, `${name} is not null`),
  ),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie('condition').map((inner) => `not (${inner})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([a, operator, b]) => `(${a}) ${operator} (${b})`),
    fc
      .tuple(tie('condition'), tie('condition'), tie('condition'))
      .map(([a, b, c]) => `case when ${a} then ${b} else ${c} end`),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `coalesce(${a}, ${b})`),
  ),
}));

/** A value as a store would hold it; of the declared type, or of any other. */
type Stored = fc.Arbitrary<unknown>;

function documentsOf(
  scalars: Readonly<Record<string, Stored>>,
  own: Readonly<Record<string, Stored>> = {},
): fc.Arbitrary<Record<string, unknown>> {
  const any: Stored = fc.oneof(
    ...Object.values(scalars),
    fc.array(fc.oneof(...Object.values(scalars)), { maxLength: 2 }),
    fc.record({ t: fc.constant('a') }, { noNullPrototype: true }),
  );
  const some = (declared: Stored | undefined): Stored =>
    fc.oneof(
      { weight: 6, arbitrary: declared ?? any },
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: any },
    );
  const record = fc.record(
    { t: some(scalars['t']), i: some(scalars['i']) },
    { requiredKeys: [], noNullPrototype: true },
  );
  const fields = Object.fromEntries(
    shape.map(({ name }) => [name, some(name === 'r' ? record : (own[name] ?? scalars[name]))]),
  );
  return fc.record(fields, { requiredKeys: [], noNullPrototype: true });
}

interface Judged {
  /** True where the whole condition keeps the document. */
  readonly kept: boolean;
  /** The fields that cannot be read as declared. */
  readonly unfit: ReadonlySet<string>;
}

/** Each field that a condition can name, with the shape that reads it alone. */
const alone = Object.keys(literals).map((name) => {
  const [outer, inner] = name.split('.');
  const declared = shape.find((one) => one.name === outer)!;
  if (inner === undefined || declared.type.kind !== 'record') return { name, shape: [declared] };
  return {
    name,
    shape: [{ name: declared.name, type: recordOf(declared.type.fields.filter((one) => one.name === inner)) }],
  };
});

/** What the closure says of a document, and what of it cannot be read. */
function judge(stored: Record<string, unknown>, typed: Typed, form: DocumentForm): Judged {
  const unfit = alone.filter((one) => documentDecoder(one.shape, form)(stored, () => undefined) === undefined);
  const record = documentDecoder(shape, form)(stored, () => undefined);
  return {
    kept: record !== undefined && compileClosure(typed)(record, environment()) === true,
    unfit: new Set(unfit.map(({ name }) => name)),
  };
}

const onlyField = /^(?:not \()?(\w+(?:\.\w+)?) (?:=|<>|<|<=|>|>=|between|in) [^()]*$/;

/** Fails where a document had to come and did not. */
function assertSuperset(
  source: string,
  judged: Judged,
  { came, stored }: { came: boolean; stored: Record<string, unknown> },
): void {
  const shown = (): string => `${source} lost ${JSON.stringify(stored)}`;
  if (judged.kept) assert.ok(came, shown());
  const only = onlyField.exec(source)?.[1];
  if (only === undefined || !judged.unfit.has(only) || isNumber(stored, only)) return;
  assert.ok(came, `${shown()}, which cannot be judged`);
}

/** Numbers are compared as numbers, also where an integer is declared and a fraction is found. */
function isNumber(stored: Record<string, unknown>, name: string): boolean {
  const value = name
    .split('.')
    .reduce<unknown>(
      (part, key) => (typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined),
      stored,
    );
  return (
    typeof value === 'number' ||
    (typeof value === 'object' && value !== null && ('$decimal' in value || '$integer' in value))
  );
}

describe('push-down keeps what the expression keeps', () => {
  it('in filters of MongoDB, as mingo understands them', () => {
    const scalars = {
      // mingo compares texts by UTF-16.
      t: fc.constantFrom(...texts.filter((text) => !/[\uD800-\uFFFF]/.test(text))),
      i: fc.constantFrom(...integers),
      n: fc.constantFrom(-1.5, 0, 0.1, 1, 2.25),
      d: fc.constantFrom(-1.5, 0, 0.1, 1, 2.25),
      b: fc.boolean(),
      at: fc.constantFrom(...instants.map((text) => new Date(text))),
      day: fc.constantFrom(...days, new Date('2026-03-01T00:00:00Z'), 'monday'),
    };
    // Numbers that are none only where a number is declared: mingo knows no type of them.
    const withOdd = { n: fc.constantFrom(-1.5, 0, 0.1, 1, 2.25, Number.NaN, Infinity) };
    const property = fc.property(
      condition,
      fc.array(documentsOf(scalars, withOdd), { maxLength: 20 }),
      (source, documents) => {
        const typed = typedOver(shape, source);
        const filter = forMingo(mongodbFilter(conditionFor('mongodb', typed)));
        const query = new Query(filter as Record<string, never>);
        for (const stored of documents)
          assertSuperset(source, judge(stored, typed, mongodbForm), { came: query.test(stored), stored });
      },
    );
    fc.assert(property, { numRuns: 2000 });
  });

  it('in conditions of embedded collections, as PostgreSQL understands them', async (t) => {
    const { url, close } = await createTestDatabase();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    t.after(async () => {
      await client.end();
      await close();
    });
    await client.query('create table documents (number integer, doc_id text, body jsonb)');
    const scalars = {
      t: fc.constantFrom(...texts),
      i: fc.constantFrom<unknown>(...integers, { $integer: '9007199254740993' }),
      n: fc.constantFrom(-1.5, 0, 0.1, 1, 2.25),
      d: fc.constantFrom<unknown>(...decimals.map(($decimal) => ({ $decimal })), 1, 2.25),
      b: fc.boolean(),
      at: fc
        .constantFrom('2026-03-01T00:00:00.000000Z', '2026-03-01T00:00:00.000500Z', '1969-12-31T23:59:59.999000Z')
        .map(($timestamp) => ({ $timestamp })),
      day: fc.constantFrom(...days, 'monday'),
    };
    const documents = fc.sample(documentsOf(scalars), 400);
    await client.query(
      'insert into documents select ordinality, ordinality::text, value from jsonb_array_elements($1::jsonb) with ordinality',
      [JSON.stringify(documents)],
    );
    for (const source of fc.sample(condition, 400)) {
      const typed = typedOver(shape, source);
      const values: unknown[] = [];
      const sql = embeddedCondition(conditionFor('embedded', typed), (value) => `$${values.push(value)}`);
      const { rows } = await client.query<{ number: number }>(`select number from documents where ${sql}`, values);
      const came = new Set(rows.map(({ number }) => number - 1));
      documents.forEach((stored, at) =>
        assertSuperset(source, judge(stored, typed, embeddedForm), { came: came.has(at), stored }),
      );
    }
  });
});

/** mingo knows no Long, no binary data and no internal timestamps; no document here holds any of them. */
function forMingo(filter: unknown): unknown {
  if (filter instanceof Long) return filter.toNumber();
  if (Array.isArray(filter)) return filter.map(forMingo).filter((part) => part !== undefined);
  if (typeof filter !== 'object' || filter === null || Object.getPrototypeOf(filter) !== Object.prototype)
    return filter;
  const parts = Object.entries(filter);
  const isForeign = ([, value]: [string, unknown]): boolean => {
    const least = typeof value === 'object' && value !== null && '$gte' in value ? value.$gte : undefined;
    return least instanceof Binary || least instanceof Timestamp;
  };
  if (parts.some(isForeign)) return undefined;
  return Object.fromEntries(parts.map(([key, value]) => [key, forMingo(value)]));
}
