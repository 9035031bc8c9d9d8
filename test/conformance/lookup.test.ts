/** `lookup` over tables and documents of real servers: asked for keys, and never read as a whole. */
import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { closeStands, stands } from './document-stands.ts';
import { open } from './real-postgresql.ts';
import { checkSteps, runSteps, type StepsToRun } from './run-steps.ts';

/** Keys that come in: found, found twice, not there, null, and found again. */
const wanted = ['p1', 'p3', 'p2', 'none', null, 'p1', 'p4', 'p5', 'p5'];
const incoming = {
  uses: 'records',
  with: {
    columns: { sku: 'text', line: 'integer' },
    records: wanted.map((sku, line) => ({ sku, line })),
  },
};
const columns = { sku: 'text', label: 'text', since: 'timestamp' };

const expected = wanted.map((sku, line) => ({ sku, line, label: sku?.startsWith('p') ? `label of ${sku}` : null }));

/** Where to look, and with what around it. */
interface Place {
  readonly source: { readonly uses: string; readonly with: Readonly<Record<string, unknown>> };
  readonly common: Pick<StepsToRun, 'connections' | 'store'>;
}

function cases(open: (t: TestContext) => Promise<Place>): void {
  const lookup = ({ source }: Place, more: Record<string, unknown> = {}, further: readonly unknown[] = []) => ({
    uses: 'lookup',
    with: { source: { steps: [source, ...further] }, on: ['sku'], take: ['label'], batch: 2, cache: 3, ...more },
  });

  it('finds what belongs to the keys, and reads nothing else', async (t) => {
    const place = await open(t);
    const steps = [incoming, lookup(place)];
    const { end, records } = await runSteps({ steps, ...place.common });
    assert.equal(end.problem, undefined);
    assert.deepEqual(records, expected);
    const { plan, problems } = checkSteps({ steps, ...place.common });
    assert.deepEqual(problems, []);
    assert.match(plan, /is asked for 2 keys at a time/);
    assert.match(plan, /source: where \(\$lookup_keys is null\) or \(sku in \$lookup_keys\)/);
  });

  it('reads a source of several steps as a whole', async (t) => {
    const place = await open(t);
    const steps = [incoming, lookup(place, {}, [{ uses: 'derive', with: { compute: { upper: 'upper(label)' } } }])];
    const { end } = await runSteps({ steps, ...place.common });
    assert.equal(end.problem?.code, 'cast_failed');
    assert.match(checkSteps({ steps, ...place.common }).plan, /is read as a whole/);
  });

  it('keeps to a where of its own', async (t) => {
    const place = await open(t);
    const source = {
      ...place.source,
      with: { ...place.source.with, where: "label <> 'label of p3' and label <> 'x'" },
    };
    const { end, records } = await runSteps({ steps: [incoming, lookup({ ...place, source })], ...place.common });
    assert.equal(end.problem, undefined);
    assert.deepEqual(
      records,
      expected.map((record) => (record.sku === 'p3' ? { ...record, label: null } : record)),
    );
  });

  it('sees through policies: what is hidden is not there, and a masked key is not found', async (t) => {
    const place = await open(t);
    const { columns: _, ...on } = place.source.with;
    const run = async (policy: Readonly<Record<string, unknown>>) => {
      const definitions = [{ kind: 'policy', name: 'some', on, ...policy }];
      const principal = { kind: 'user', id: 'u1', name: 'Ada', roles: [], attributes: {} } as const;
      const { end, records } = await runSteps({
        steps: [incoming, lookup(place)],
        ...place.common,
        definitions,
        principal,
      });
      assert.equal(end.problem, undefined);
      return records;
    };
    assert.deepEqual(
      await run({ rows: "sku <> 'p1' and sku <> 'poison'" }),
      expected.map((record) => (record.sku === 'p1' ? { ...record, label: null } : record)),
    );
    assert.deepEqual(
      await run({ rows: "sku <> 'poison'", mask: { sku: "'boss' in @user.roles" } }),
      expected.map((record) => ({ ...record, label: null })),
    );
  });

  it('fails, drops or fills in where nothing is found, and where too much is', async (t) => {
    const place = await open(t);
    const run = (more: Record<string, unknown>, step: Record<string, unknown> = {}) =>
      runSteps({ steps: [incoming, { ...lookup(place, more), ...step }], ...place.common });
    assert.equal((await run({ missing: 'problem' })).end.problem?.code, 'validation_failed');
    const rejecting = await run({ missing: 'problem' }, { onError: 'reject' });
    assert.equal(rejecting.rejects.length, 2);
    assert.equal((await run({ missing: 'drop' })).records.length, wanted.length - 2);
    const filled = await run({ default: { label: "coalesce(sku, 'nothing')" } });
    assert.deepEqual(
      filled.records.slice(3, 5).map((record) => (record as { label: unknown }).label),
      ['none', 'nothing'],
    );
  });
}

const since = '2026-03-01T00:00:00Z';

describe('lookup in a table', () => {
  const setup = `create table products (sku text, label text, since timestamptz);
    insert into products select 'p' || n, 'label of p' || n, '${since}' from generate_series(1, 50) as n;
    insert into products values ('poison', 'x', 'infinity')`;
  cases(async (t) => {
    const { url } = await open(t, setup);
    const source = { uses: 'sql.read', with: { connection: 'erp', table: 'products', columns } };
    return { source, common: { connections: [{ name: 'erp', type: 'postgresql', url }] } };
  });
});

after(closeStands);

for (const stand of stands) {
  describe(`lookup in documents: ${stand.title}`, () => {
    cases(async (t) => {
      const { connection, home } = await stand.open(t);
      const common = { connections: [connection], ...(home ? { store: home } : {}) };
      const where = { connection: connection.name, collection: 'products' };
      const good = Array.from({ length: 50 }, (_, at) => `p${at + 1}`).map((sku) => ({
        sku,
        label: `label of ${sku}`,
        since,
      }));
      const poison = { sku: 'poison', label: 'x', since: 'never' };
      for (const [shape, records] of [
        [columns, good],
        [{ ...columns, since: 'text' }, [poison]],
      ] as const) {
        const steps = [
          { uses: 'records', with: { columns: shape, records } },
          { uses: 'documents.write', with: { ...where, mode: 'insert' } },
        ];
        const { end } = await runSteps({ steps, ...common });
        assert.equal(end.problem, undefined);
      }
      return { source: { uses: 'documents.read', with: { ...where, columns } }, common };
    });
  });
}
