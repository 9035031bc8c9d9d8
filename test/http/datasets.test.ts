import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readWorkbook } from '../acceptance/workbook.ts';
import { type Caller, keyFor, person } from './callers.ts';
import { datasetFiles } from './dataset-workspace.ts';
import { type Answer, type Call, ownRequest, serve, type Served } from './served.ts';

let served: Served;
let singapore: Caller;
let keeper: Caller;
let outsider: Caller;

const query = (path: string, caller?: Caller, call: Call = {}): Promise<Answer> =>
  caller === undefined
    ? served.call(`/api/v1/datasets/${path}`, call)
    : served.anonymously(`/api/v1/datasets/${path}`, { ...call, headers: { ...caller, ...call.headers } });

const skus = ({ body }: Answer): string => body.records.map(({ sku }: { sku: string }) => sku).join();

describe('datasets over HTTP', () => {
  before(async () => {
    served = await serve(datasetFiles);
    singapore = await person(served, { id: 'sin', roles: ['asker'], attributes: { warehouse: 'SIN' } });
    keeper = await person(served, { id: 'hkg', roles: ['keeper'], attributes: { warehouse: 'HKG' } });
    outsider = await person(served, { id: 'out', roles: [] });
    assert.equal((await served.run('stock', 'Fill')).outcome, 'ok');
  });
  after(() => served.close());

  test('each sees their own, whatever others asked before', async () => {
    const all = await query('levels/query');
    assert.deepEqual([all.status, skus(all), all.body.total, all.body.outcome], [200, '+pot,mug,tea', 3, 'ok']);
    const own = await query('levels/query', singapore);
    assert.equal(skus(own), '+pot,tea');
    assert.deepEqual(own.body.records[0], { sku: '+pot', warehouse: 'SIN', level: 3, cost: null });
    const kept = await query('levels/query', keeper);
    assert.deepEqual(kept.body.records, [{ sku: 'mug', warehouse: 'HKG', level: 7, cost: '2.50' }]);
    const probing = await query('levels/query?filter=cost%20%3E%205', singapore);
    assert.deepEqual([probing.status, probing.body.outcome, probing.body.records], [200, 'empty', []]);
    const sorted = await query('levels/query?sort=cost%20desc&limit=1', singapore);
    assert.deepEqual([skus(sorted), sorted.body.total], ['+pot', 2]);
  });

  test('parameters, filter, order and page by address and by body are the same question', async () => {
    const byAddress = await query('levels/query?param.least=2&sort=level%20desc&offset=1&limit=1');
    const body = { parameters: { least: 2 }, sort: ['level desc'], offset: 1, limit: 1 };
    const byBody = await query('levels/query', undefined, { method: 'POST', body });
    assert.deepEqual([byAddress.status, skus(byAddress), byAddress.body.total], [200, '+pot', 2]);
    assert.deepEqual(byBody.body, byAddress.body);
    assert.equal(byBody.headers.get('x-millrace-cache'), 'hit');
  });

  const texts = [
    ['csv', 'text/csv'],
    ['ndjson', 'application/x-ndjson'],
  ] as const;
  test('the same rows in other formats, by name or by Accept, and nothing that a spreadsheet runs', async () => {
    for (const [format, type] of texts) {
      const named = await query(`levels/query?format=${format}`, singapore);
      const accepted = await query('levels/query', singapore, { headers: { accept: `${type}, */*;q=0.1` } });
      assert.equal(named.status, 200);
      assert.match(named.headers.get('content-type') ?? '', new RegExp(`^${type}`));
      assert.deepEqual(accepted.body, named.body);
      assert.equal(named.headers.get('x-millrace-total'), '2');
    }
    const csv = await query('levels/query?format=csv', singapore);
    assert.equal(csv.body, "sku,warehouse,level,cost\n'+pot,SIN,3,\ntea,SIN,1,\n");
    assert.match(csv.headers.get('content-disposition') ?? '', /filename="levels.csv"/);
    const book = await fetch(`${served.address}/api/v1/datasets/levels/query?format=xlsx`, { headers: singapore });
    const bytes = Buffer.from(await book.arrayBuffer());
    assert.equal(book.status, 200);
    const { name, rows, cells } = readWorkbook(bytes);
    assert.deepEqual([name, rows.length, cells.get('A2')?.kind], ['levels', 3, 'text']);
    assert.deepEqual(rows[2]?.slice(0, 3), ['tea', 'SIN', '1']);
    for (const call of ['levels/query?format=parquet', 'levels/query?format=pdf'])
      assert.equal((await query(call)).status, 415);
    assert.equal((await query('levels/query', undefined, { headers: { accept: 'image/png' } })).status, 415);
  });

  test('what one has is not sent again, until it changes; then it is, at once', async () => {
    const first = await query('levels/query', keeper);
    assert.equal(first.headers.get('cache-control'), 'private, no-cache', 'kept answers are asked for again');
    const etag = first.headers.get('etag') ?? '';
    const again = await query('levels/query', keeper, { headers: { 'if-none-match': `"x", ${etag}` } });
    assert.deepEqual([again.status, again.body, again.headers.get('etag')], [304, '', etag]);
    const asCsv = await query('levels/query?format=csv', keeper, { headers: { 'if-none-match': etag } });
    assert.equal(asCsv.status, 200);
    assert.equal((await served.run('stock', 'Fill', { parameters: { more: 10 } })).outcome, 'ok');
    const changed = await query('levels/query', keeper, { headers: { 'if-none-match': etag } });
    assert.deepEqual([changed.status, changed.body.records[0].level], [200, 17]);
  });

  test('a limit that cuts is said aloud', async () => {
    const cut = await query('first-one/query');
    assert.deepEqual(
      [cut.status, cut.body.outcome, cut.body.truncated, cut.body.records.length],
      [200, 'truncated', true, 1],
    );
    const asCsv = await query('first-one/query?format=csv');
    assert.equal(asCsv.headers.get('x-millrace-truncated'), 'true');
  });

  test('answers too large to be held in memory are complete all the same', async () => {
    for (const format of ['json', 'ndjson', 'csv']) {
      const answer = await query(`many/query?format=${format}`);
      assert.equal(answer.status, 200);
      assert.ok(Number(answer.headers.get('content-length')) > 8 * 1024 * 1024);
      const rows = format === 'json' ? answer.body.records.length : answer.body.trimEnd().split('\n').length;
      assert.equal(rows, format === 'csv' ? 60_001 : 60_000);
    }
  });

  test('an evaluation that failed has its status, its run, and no records', async () => {
    const { status, body, headers } = await query('far/query');
    assert.deepEqual([status, body.outcome, headers.get('etag')], [502, 'upstream', null]);
    assert.match(body.run, /^[0-9a-f-]{36}$/);
    await pause(300);
    const run = await served.call(`/api/v1/runs/${body.run}`);
    assert.deepEqual([run.status, run.body.trigger?.kind], [200, 'dataset']);
  });

  test('who may not know of it finds nothing, who lacks the privilege is told', async () => {
    assert.equal((await query('levels', outsider)).status, 404);
    assert.equal((await query('levels/query', outsider)).status, 403);
    assert.equal((await query('first-one/query', singapore)).status, 404);
    assert.equal((await query('levels/query', await keyFor(served, 'chain:run'))).status, 403);
    assert.equal((await query('levels/query', await keyFor(served, 'dataset:query'))).status, 200);
    assert.equal((await query('levels/query', {})).status, 401);
    assert.equal((await query('levels/query?fresh=true', singapore)).status, 403);
    const listed = await served.anonymously('/api/v1/datasets', { headers: singapore });
    assert.deepEqual(
      listed.body.datasets.map(({ name }: { name: string }) => name),
      ['levels', 'places'],
    );
  });

  const refused = [
    ['an unknown dataset', 'nothing/query', 404, 'not_found'],
    ['an unknown parameter', 'levels/query?param.lest=1', 422, 'invalid_input'],
    ['a parameter of another type', 'levels/query?param.least=many', 422, 'invalid_input'],
    ['a key that is none', 'levels/query?least=1', 422, 'invalid_input'],
    ['a filter over what is not there', 'levels/query?filter=levl%20%3E%201', 422, 'invalid_input'],
    ['a page before the first', 'levels/query?offset=-1', 422, 'invalid_input'],
  ] as const;
  for (const [name, path, status, code] of refused) {
    test(`${name}: ${status}`, async () => {
      const answer = await query(path);
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
    });
  }

  test('a dataset tells its parameters, shape and figures', async () => {
    const { status, body } = await query('levels', singapore);
    assert.equal(status, 200, JSON.stringify(body));
    const [least] = body.parameters;
    assert.deepEqual([least.name, least.label, least.choices, least.defaultNow], ['least', 'At least', true, 0]);
    assert.deepEqual(
      body.shape.map(({ name, type }: Record<string, string>) => `${name} ${type}`),
      ['sku text', 'warehouse text', 'level integer', 'cost decimal(12,2)'],
    );
    assert.ok(body.figures.hits > 0 && body.figures.evaluations > 0 && body.figures.p99 > 0);
    const choices = await query('levels/parameters/least/choices?search=three', singapore);
    assert.deepEqual(choices.body, { choices: [{ value: 3, label: 'Three or more' }], truncated: false });
    assert.equal((await query('levels/parameters/other/choices', singapore)).status, 404);
  });

  test('reading anew and ending answers take their privilege; a tag is as visible as its datasets', async () => {
    const refresh = (caller: Caller) => query('levels/refresh', caller, { method: 'POST', body: {} });
    assert.equal((await refresh(singapore)).status, 403);
    const fresh = await refresh(keeper);
    assert.deepEqual([fresh.status, fresh.body.total, fresh.body.records], [200, 1, undefined]);
    const invalidate = (caller: Caller, tags: string[]) =>
      query('invalidate', caller, { method: 'POST', body: { tags } });
    assert.equal((await invalidate(singapore, ['stock'])).status, 403);
    assert.equal((await invalidate(keeper, ['prices'])).status, 404);
    assert.equal((await query('levels/query', keeper)).headers.get('x-millrace-cache'), 'hit');
    assert.equal((await invalidate(keeper, ['stock'])).status, 204);
    assert.equal((await query('levels/query', keeper)).headers.get('x-millrace-cache'), 'miss');
  });

  test('answers and evaluations are in the metrics', async () => {
    const { body } = await served.call('/metrics', { headers: ownRequest });
    assert.match(body, /millrace_dataset_answers_total\{dataset="levels",cache="hit"\} [1-9]/);
    assert.match(body, /millrace_dataset_evaluations_total\{dataset="far",outcome="upstream"\} 1/);
  });
});
