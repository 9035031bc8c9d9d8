import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainChain } from '../engine/explain.ts';
import { checkDefinitions } from '../main/check-definitions.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';

const columns = { id: 'integer', n: 'integer', word: 'text', price: 'decimal(8,2)', at: 'timestamp' };

/** What the source of a chain says that it hands over. */
function pushedBy(steps: readonly unknown[], settings: Readonly<Record<string, unknown>> = {}): string[] {
  const read = { uses: 'sql.read', with: { connection: 'erp', table: 't', columns, ...settings } };
  const definitions = [
    { kind: 'connection', name: 'erp', type: 'postgresql', url: 'embedded:erp' },
    { kind: 'chainset', name: 'c', chains: { C: { params: { zone: { type: 'text' } }, steps: [read, ...steps] } } },
  ];
  const text = definitions.map((one) => JSON.stringify(one)).join('\n---\n');
  const { chains, problems } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }], '/w'));
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  const plan = explainChain(chains.get('c.C')!.chain).split('\n');
  return plan.flatMap((line) => /^ +source: (.*)/.exec(line)?.[1] ?? []);
}

const filter = (where: string, more = {}) => ({ uses: 'filter', with: { where }, ...more });
const derive = (compute: Record<string, string>, more = {}) => ({ uses: 'derive', with: { compute }, ...more });
const sort = (...by: string[]) => ({ uses: 'sort', with: { by } });
const limit = (count: number, more = {}) => ({ uses: 'limit', with: { count, ...more } });
const count = { uses: 'aggregate', with: { by: ['word'], compute: { k: 'count()' } } };

interface Case {
  readonly name: string;
  readonly steps: readonly unknown[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly says: readonly RegExp[];
  readonly silent?: RegExp;
}

const cases: readonly Case[] = [
  {
    name: 'filters, sort and limit behind become its own',
    steps: [filter('n > 5'), filter("word = 'a'"), sort('at desc'), limit(3)],
    says: [/^where \(n > 5\) and \(word = 'a'\)$/, /^sort by at desc; reading stops after limit 3$/],
  },
  {
    name: 'names that steps gave are followed back',
    steps: [
      { uses: 'rename', with: { fields: { amount: 'price' } } },
      { uses: 'select', with: { fields: ['amount'] } },
      filter('amount > 1'),
      sort('amount'),
      limit(3),
    ],
    says: [/^columns price$/, /^where price > 1/, /^sort by price; reading stops after limit 3$/],
  },
  {
    name: 'a key that is computed stays here',
    steps: [derive({ twice: 'n * 2' }), sort('twice'), limit(3)],
    says: [/^not sort by .*, limit 3: .* is computed here$/],
  },
  {
    name: 'a filter that can fail is passed by nothing',
    steps: [filter('n * 2 > 5'), count],
    says: [/^not aggregate count\(\) by word: a filter can fail on a record, which then has to come$/],
  },
  {
    name: 'a constant that can fail is none of that',
    steps: [filter("at > start_of(date '2026-03-01', $zone)"), count],
    says: [/^aggregate count\(\) by word;/],
  },
  {
    name: 'a field that can fail is passed where it counts only if it is read',
    steps: [derive({ twice: 'n * 2' }), filter('n > 1'), count],
    says: [/^where n > 1$/, /^aggregate count\(\) by word;/],
  },
  {
    name: 'and not where it rejects its record',
    steps: [derive({ twice: 'n * 2' }, { onError: 'reject' }), filter('n > 1'), count],
    says: [/^not aggregate .*: a field, with onError: reject, can fail on a record/],
    silent: /^where/,
  },
  {
    name: 'nothing passes a limit',
    steps: [filter('n > 1'), count],
    settings: { limit: 5 },
    says: [/^not aggregate .*: a filter stands after a limit$/],
    silent: /^where/,
  },
  {
    name: 'nothing passes a window',
    steps: [derive({ share: 'n / sum(n) over ()' }), filter('n > 1'), count],
    says: [/^not aggregate .*: a window before it looks at other records$/],
    silent: /^where/,
  },
  {
    name: 'a total of doubles is computed here',
    steps: [{ uses: 'aggregate', with: { compute: { s: 'sum(n::number)' } } }],
    says: [/^not aggregate sum\(.*\) of all: .* is computed here$/],
  },
  {
    name: 'the first groups are said',
    steps: [
      count,
      { uses: 'rename', with: { fields: { many: 'k' } } },
      sort('many desc', 'word'),
      limit(3, { offset: 2 }),
    ],
    says: [/^aggregate count\(\) by word, of which the first 3 \+ 2 by many desc, word;/],
  },
  {
    name: 'expressions that double with each step end the search, and not the server',
    steps: [...Array.from({ length: 60 }, () => derive({ n: 'n + n' })), filter('n > 1'), count],
    says: [/^not aggregate .*: an expression before it is too large/],
  },
];

describe('a source that knows what stands behind it', () => {
  for (const { name, steps, settings, says, silent } of cases) {
    it(name, () => {
      const pushed = pushedBy(steps, settings);
      for (const pattern of says)
        assert.ok(
          pushed.some((line) => pattern.test(line)),
          `${pattern}: ${pushed.join('\n')}`,
        );
      if (silent !== undefined) assert.ok(!pushed.some((line) => silent.test(line)), pushed.join('\n'));
    });
  }
});
