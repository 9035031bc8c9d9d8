/** The steps for documents in whole chains: checked, planned and run as the server does, over every document store. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { shapeOf, writeAll } from './document-actions.ts';
import { closeStands, type OpenStand, type Stand, stands } from './document-stands.ts';
import { checkSteps, runSteps, type StepsRun } from './run-steps.ts';

const columns = { _id: 'text', status: 'text', total: 'decimal(12,2)', orderedAt: 'timestamp' };

const orders = Array.from({ length: 60 }, (_, at) => ({
  _id: `o${String(at).padStart(2, '0')}`,
  status: at % 3 === 0 ? 'closed' : 'open',
  total: `${at}.50`,
  orderedAt: `2026-03-01T10:${String(at).padStart(2, '0')}:00Z`,
}));

const given = { uses: 'records', with: { columns, records: orders } };

/** Ways of running steps over one opened store. */
function runner({ connection, home }: OpenStand) {
  const common = { connections: [connection], ...(home ? { store: home } : {}) };
  const where = { connection: connection.name, collection: 'orders' };
  return {
    where,
    run: (steps: readonly unknown[], more: Partial<Parameters<typeof runSteps>[0]> = {}): Promise<StepsRun> =>
      runSteps({ steps, ...common, ...more }),
    check: (steps: readonly unknown[], more: Partial<Parameters<typeof runSteps>[0]> = {}) =>
      checkSteps({ steps, ...common, ...more }),
  };
}

async function filled(stand: Stand, t: Parameters<Stand['open']>[0]) {
  const way = runner(await stand.open(t));
  const { end, records, effects } = await way.run([
    given,
    { uses: 'documents.write', with: { ...way.where, mode: 'insert' } },
  ]);
  assert.equal(end.problem, undefined);
  assert.equal(records.length, 60);
  const [effect] = effects;
  assert.deepEqual(effect, {
    connection: way.where.connection,
    collection: 'orders',
    mode: 'insert',
    records: 60,
    inserted: 60,
    updated: 0,
    deleted: 0,
  });
  return way;
}

const ids = (run: StepsRun): unknown[] => run.records.map((record) => (record as { _id: unknown })._id);

function cases(stand: Stand): void {
  it('writes, reads with parameters, sorts, limits and selects', async (t) => {
    const { run, check, where } = await filled(stand, t);
    const read = {
      ...where,
      columns,
      where: 'status = $status and when($from, orderedAt >= $from)',
      select: ['_id', 'total'],
      sort: ['orderedAt desc'],
      limit: 3,
    };
    const parameters = {
      status: { type: 'text', value: 'open' },
      from: { type: 'timestamp', value: '2026-03-01T10:30:00Z' },
    };
    const found = await run([{ uses: 'documents.read', with: read }], { parameters });
    assert.equal(found.end.outcome, 'ok');
    assert.deepEqual(found.records, [
      { _id: 'o59', total: '59.50' },
      { _id: 'o58', total: '58.50' },
      { _id: 'o56', total: '56.50' },
    ]);
    const all = await run([{ uses: 'documents.read', with: { ...read, limit: 100 } }], {
      parameters: { ...parameters, from: { type: 'timestamp', value: null } },
    });
    assert.equal(all.records.length, 40);
    const { pushed, problems } = check([{ uses: 'documents.read', with: read }], { parameters });
    assert.deepEqual(problems, []);
    assert.deepEqual(pushed.slice(0, 1), ['all columns']);
    assert.match(pushed.join('\n'), /where \(status = \$status\) and case when/);
    assert.match(pushed.join('\n'), /^sort by orderedAt desc; reading stops after limit 3$/m);
  });

  it('applies again what it could not hand over', async (t) => {
    const { run, check, where } = await filled(stand, t);
    const read = {
      ...where,
      columns,
      where: "upper(status) = 'CLOSED' and total > 30",
      sort: ['total desc'],
      limit: 2,
    };
    assert.deepEqual(ids(await run([{ uses: 'documents.read', with: read }])), ['o57', 'o54']);
    assert.match(
      check([{ uses: 'documents.read', with: read }]).pushed.join('\n'),
      /^not where upper\(status\) = 'CLOSED': it is computed here$/m,
    );
  });

  it('stops reading at a limit', async (t) => {
    const { run, where } = await filled(stand, t);
    const found = await run([
      { uses: 'documents.read', with: { ...where, columns, where: "status = 'open'", limit: '=5 + 2' } },
    ]);
    assert.equal(found.records.length, 7);
  });

  it('leaves out or rejects documents that do not fit, as onError says', async (t) => {
    const opened = await stand.open(t);
    const { run, where } = runner(opened);
    await writeAll(opened.store, {
      collection: 'orders',
      shape: shapeOf({ _id: 'text', total: 'any' }),
      records: [
        { _id: 'a', total: 1 },
        { _id: 'b', total: 'many' },
        { _id: 'c', total: 3 },
      ],
    });
    const read = {
      uses: 'documents.read',
      with: { ...where, columns: { _id: 'text', total: 'integer' }, sort: ['_id'] },
    };
    const failed = await run([read]);
    assert.equal(failed.end.outcome, 'invalid');
    assert.equal(failed.end.problem?.code, 'cast_failed');
    assert.match(
      failed.end.problem?.message ?? '',
      /_id "b" of orders has text "many" in total, which is declared integer/,
    );
    assert.deepEqual(ids(await run([{ ...read, onError: 'skip' }])), ['a', 'c']);
    const rejecting = await run([{ ...read, onError: 'reject' }]);
    assert.deepEqual(ids(rejecting), ['a', 'c']);
    assert.equal(rejecting.rejects.length, 1);
  });

  it('shows in a dry run what it would do, and does nothing', async (t) => {
    const { run, where } = await filled(stand, t);
    const more = [
      { uses: 'records', with: { columns: { _id: 'text' }, records: [{ _id: 'x' }, { _id: 'y' }] } },
      { uses: 'documents.write', with: { ...where, mode: 'upsert' } },
    ];
    assert.deepEqual((await run(more, { dryRun: true })).effects, [{ ...where, mode: 'upsert', records: 2 }]);
    const remove = [
      { uses: 'documents.delete', with: { ...where, columns, where: "status = 'closed' and lower(_id) > 'o30'" } },
    ];
    assert.deepEqual((await run(remove, { dryRun: true })).effects, [{ ...where, deletes: 9 }]);
    assert.equal((await run([{ uses: 'documents.read', with: { ...where, columns } }])).records.length, 60);
  });

  it('deletes what the condition is true of, never more than atMost', async (t) => {
    const { run, where } = await filled(stand, t);
    const remove = (atMost: number) =>
      run([
        {
          uses: 'documents.delete',
          with: { ...where, columns: { status: 'text' }, where: "status = 'closed'", batch: 6, atMost },
        },
      ]);
    const refused = await remove(19);
    assert.equal(refused.end.problem?.code, 'at_most');
    assert.equal(refused.end.outcome, 'failed');
    const done = await remove(20);
    assert.equal(done.end.problem, undefined);
    assert.deepEqual(done.effects, [{ ...where, deleted: 20 }]);
    assert.equal((await run([{ uses: 'documents.read', with: { ...where, columns } }])).records.length, 40);
  });

  it('does a run that is done again with the same result', async (t) => {
    const { run, where } = runner(await stand.open(t));
    const lines = {
      uses: 'records',
      with: {
        columns: { sku: 'text', n: 'integer' },
        records: [
          { sku: 'tea', n: 1 },
          { sku: 'tea', n: 1 },
          { sku: 'mug', n: 2 },
        ],
      },
    };
    const steps = [lines, { uses: 'documents.write', with: { ...where, mode: 'insert' } }];
    for (const effectId of ['a', 'a', 'b']) assert.equal((await run(steps, { effectId })).end.problem, undefined);
    assert.equal(
      (await run([{ uses: 'documents.read', with: { ...where, columns: { sku: 'text' } } }])).records.length,
      6,
    );
  });

  it('says before running what is wrong', async (t) => {
    const { check, where } = runner(await stand.open(t));
    const problems = (uses: string, more: Record<string, unknown>, first: readonly unknown[] = []): string =>
      check([...first, { uses, with: { ...where, ...more } }]).problems.join('\n');
    assert.match(
      problems('documents.read', {}),
      /missing_key: Nothing says which columns to read.*millrace shape CHAIN/,
    );
    assert.match(
      problems('documents.read', { columns, select: ['totl'] }),
      /unknown_field: There is no column 'totl'\. Did you mean .?total/,
    );
    assert.match(problems('documents.read', { columns, where: 'total' }), /type_mismatch/);
    assert.match(problems('documents.write', { mode: 'mirror' }, [given]), /missing_key: A mirror deletes/);
    assert.match(
      problems('documents.write', { mode: 'insert', key: ['_id'] }, [given]),
      /no_effect: Key has no effect with mode: insert/,
    );
    assert.match(
      problems('documents.write', { mode: 'upsert', key: ['total'] }, [given]),
      /type_mismatch: The field 'total' is decimal\(12,2\), which cannot be a key/,
    );
    assert.match(
      problems('documents.write', { mode: 'upsert', key: ['sku'] }, [given]),
      /unknown_field: The records have no field 'sku'/,
    );
  });
}

describe('chains with documents', () => {
  after(closeStands);
  for (const stand of stands) describe(`over ${stand.title}`, () => cases(stand));
});
