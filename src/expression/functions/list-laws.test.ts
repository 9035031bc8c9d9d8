/** Random lists, searched, grouped and compared in both engines. */
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { listOf, types } from '../../model/value-type.ts';
import { assertAgree, type Law } from './differential.fixture.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';

const small = fc.option(fc.integer({ min: -3, max: 4 }), { freq: 5 });
const whole = fc.array(small, { maxLength: 8 });
const texts = fc.array(fc.option(fc.constantFrom('', 'a', 'b', 'ab', 'é', '🍎'), { freq: 5 }), { maxLength: 6 });
const reals = fc.array(fc.option(fc.constantFrom(0, 0.5, -1.5, 1e10, 2), { freq: 5 }), { maxLength: 6 });
const nested = fc.array(fc.option(whole, { freq: 5 }), { maxLength: 4 });

const [l, m] = [
  [listOf(types.integer), whole],
  [listOf(types.integer), whole],
] as const;
const [t, r, n] = [
  [listOf(types.text), texts],
  [listOf(types.number), reals],
  [listOf(listOf(types.integer)), nested],
] as const;
const i = [types.integer, fc.integer({ min: -1, max: 5 })] as const;

const laws: readonly Law[] = [
  ...['list_find', 'list_find_position', 'list_count'].flatMap((name): Law[] => [
    { expression: `${name}(l, x -> x > i)`, fields: { l, i } },
    { expression: `${name}(t, (x, p) -> x is null or p = i)`, fields: { t, i } },
  ]),
  ...['list_min_by', 'list_max_by'].flatMap((name): Law[] => [
    { expression: `${name}(l, x -> x % 3)`, fields: { l } },
    { expression: `${name}(t, x -> length(x))`, fields: { t } },
    { expression: `${name}(l, x -> list_min_by(m, y -> y * x))`, fields: { l, m } },
  ]),
  { expression: 'list_group(l, x -> x % 3)', fields: { l } },
  { expression: 'list_group(t, x -> left(x, 1))', fields: { t } },
  { expression: 'list_map(list_group(l, x -> x), g -> g.key + length(g.items))', fields: { l } },
  { expression: 'list_sort_by(l, x -> x % 3)', fields: { l } },
  { expression: 'list_sort_by(t, (x, p) -> length(x) - p)', fields: { t } },
  { expression: 'list_sort_by(n, x -> list_sum(x))', fields: { n } },
  { expression: 'list_zip(l, t)', fields: { l, t } },
  { expression: 'list_enumerate(t)', fields: { t } },
  { expression: 'flatten_deep(n)', fields: { n } },
  { expression: 'list_chunk(l, i)', fields: { l, i } },
  { expression: 'list_repeat(l, i)', fields: { l, i } },
  { expression: 'list_append(l, i)', fields: { l, i } },
  { expression: 'list_prepend(l, i)', fields: { l, i } },
  { expression: 'list_remove(l, i)', fields: { l, i } },
  { expression: 'list_compact(t)', fields: { t } },
  ...['list_intersect', 'list_except', 'list_has_any', 'list_has_all'].map((name) => ({
    expression: `${name}(l, m)`,
    fields: { l, m },
  })),
  { expression: 'list_map(n, x -> list_intersect(x, l))', fields: { n, l } },
  ...['list_median', 'list_stddev', 'list_mode'].map((name) => ({ expression: `${name}(r)`, fields: { r } })),
  { expression: 'list_mode(t)', fields: { t } },
];

describe('lists in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  for (const law of laws) it(law.expression, () => assertAgree(duck, law));
});
