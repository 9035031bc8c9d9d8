/** Kept answers after the rights changed: a table of changes, each asked again in every format with what was kept before. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readWorkbook } from '../acceptance/workbook.ts';
import { type Caller, person } from './callers.ts';
import { datasetFiles } from './dataset-workspace.ts';
import { serve, type Served } from './served.ts';

let served: Served;

/** What somebody sees: sku, warehouse, level and cost of each row, with a hole where a mask is; or the status of a refusal. */
type Seen = readonly string[] | number;

const formats = ['json', 'csv', 'ndjson', 'xlsx'] as const;
type Format = (typeof formats)[number];

/** The answer in a format, read as that format is read. */
async function ask(
  caller: Caller,
  format: Format,
  etag?: string,
): Promise<{ seen: Seen; etag: string; cache: string }> {
  const answer = await fetch(`${served.address}/api/v1/datasets/levels/query?format=${format}`, {
    headers: { ...caller, ...(etag === undefined ? {} : { 'if-none-match': etag }) },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const [tag, cache] = [answer.headers.get('etag') ?? '', answer.headers.get('x-millrace-cache') ?? ''];
  if (answer.status !== 200) return { seen: answer.status, etag: tag, cache };
  const rows = rowsOf(bytes, format);
  if (format !== 'json') assert.equal(answer.headers.get('x-millrace-total'), String(rows.length), format);
  return { seen: rows, etag: tag, cache };
}

const line = (row: object): string =>
  Object.values(row as Record<string, unknown>)
    .map((cell) => cell ?? '')
    .join(' ');

function rowsOf(bytes: Buffer, format: Format): readonly string[] {
  const text = bytes.toString('utf8').trimEnd();
  if (format === 'json') {
    const { records, total } = JSON.parse(text) as { records: object[]; total: number };
    assert.equal(total, records.length);
    return records.map(line);
  }
  if (format === 'ndjson') return text === '' ? [] : text.split('\n').map((row) => line(JSON.parse(row) as object));
  // A text that a spreadsheet would run has an apostrophe before it.
  if (format === 'csv')
    return text
      .split('\n')
      .slice(1)
      .map((row) => row.replace(/^'/, '').replaceAll(',', ' '));
  return readWorkbook(bytes)
    .rows.slice(1)
    .map((row) => [0, 1, 2, 3].map((at) => row[at] ?? '').join(' '));
}

/** As a format writes it: `1.50` is a number in a workbook. */
const trimmed = (seen: Seen): Seen =>
  typeof seen === 'number'
    ? seen
    : seen.map((row) =>
        row
          .trim()
          .replace(/(\.\d*?)0+$/, '$1')
          .replace(/\.$/, ''),
      );

const change = async (path: string, body: unknown): Promise<void> => {
  const { status } = await served.call(path, { method: 'PATCH', body });
  assert.equal(status, 200);
};
const user = (body: object) => (id: string) => change(`/api/v1/users/${id}`, body);
const policy = (from: string, to: string) => async (): Promise<void> => {
  const text = datasetFiles['all.yaml'];
  assert.ok(text.includes(from));
  await served.rewrite('all.yaml', text.replace(from, to));
};

interface Change {
  readonly what: string;
  readonly roles: readonly string[];
  readonly make: (id: string) => Promise<void>;
  readonly sees: Seen;
}

const sinMasked = ['+pot SIN 3', 'tea SIN 1'];
const sinWhole = ['+pot SIN 3 9.00', 'tea SIN 1 1.50'];
const rows = `"warehouse = @user.warehouse or 'administrator' in @user.roles"`;
const mask = `{ cost: "'keeper' in @user.roles or 'administrator' in @user.roles" }`;

/** Everybody begins in Singapore: an asker without costs, a keeper with them. */
const changes: readonly Change[] = [
  {
    what: 'the attribute is another',
    roles: ['asker'],
    make: user({ attributes: { warehouse: 'HKG' } }),
    sees: ['mug HKG 7'],
  },
  { what: 'the attribute is gone', roles: ['asker'], make: user({ attributes: {} }), sees: [] },
  {
    what: 'a role is added that lifts a mask',
    roles: ['asker'],
    make: user({ roles: ['asker', 'keeper'] }),
    sees: sinWhole,
  },
  {
    what: 'a role is taken that lifted a mask',
    roles: ['asker', 'keeper'],
    make: user({ roles: ['asker'] }),
    sees: sinMasked,
  },
  { what: 'the last role is taken', roles: ['keeper'], make: user({ roles: [] }), sees: 403 },
  { what: 'the user is disabled', roles: ['keeper'], make: user({ enabled: false }), sees: 401 },
  {
    what: 'the policy leaves more rows out',
    roles: ['keeper'],
    make: policy(rows, '"warehouse = @user.warehouse and level > 2"'),
    sees: ['+pot SIN 3 9.00'],
  },
  {
    what: 'the policy lets all rows in',
    roles: ['asker'],
    make: policy(rows, '"true"'),
    sees: ['+pot SIN 3', 'mug HKG 7', 'tea SIN 1'],
  },
  { what: 'the policy masks for all', roles: ['keeper'], make: policy(mask, '{ cost: "false" }'), sees: sinMasked },
  { what: 'the policy masks no more', roles: ['asker'], make: policy(`mask: ${mask}`, ''), sees: sinWhole },
  {
    what: 'the dataset is for others',
    roles: ['asker'],
    make: policy('roles: [asker, keeper]\nchain: stock.List', 'roles: [keeper]\nchain: stock.List'),
    sees: 404,
  },
];

describe('kept answers after the rights changed', () => {
  before(async () => {
    served = await serve(datasetFiles);
    assert.equal((await served.run('stock', 'Fill')).outcome, 'ok');
  });
  after(() => served.close());

  for (const [at, { what, roles, make, sees }] of changes.entries()) {
    test(`${what}: every format says so at once`, async (t) => {
      t.after(() => served.rewrite('all.yaml', datasetFiles['all.yaml']));
      const id = `person${at}`;
      const caller = await person(served, { id, roles, attributes: { warehouse: 'SIN' } });
      const etags = new Map<Format, string>();
      for (const format of formats) {
        const { seen, etag } = await ask(caller, format);
        assert.deepEqual(trimmed(seen), trimmed(roles.includes('keeper') ? sinWhole : sinMasked), format);
        etags.set(format, etag);
      }
      assert.equal((await ask(caller, 'json')).cache, 'hit', 'there is something kept');
      await make(id);
      for (const format of formats) {
        const { seen } = await ask(caller, format, etags.get(format));
        assert.deepEqual(trimmed(seen), trimmed(sees), format);
      }
    });
  }

  test('somebody else with the same rights has the kept answer, and one with others never', async () => {
    const [one, same, other] = await Promise.all([
      person(served, { id: 'one', roles: ['asker'], attributes: { warehouse: 'HKG' } }),
      person(served, { id: 'same', roles: ['asker'], attributes: { warehouse: 'HKG' } }),
      person(served, { id: 'other', roles: ['keeper'], attributes: { warehouse: 'HKG' } }),
    ]);
    assert.deepEqual((await ask(one, 'csv')).seen, ['mug HKG 7 ']);
    const [kept, own] = [await ask(same, 'csv'), await ask(other, 'csv')];
    assert.deepEqual([kept.seen, kept.cache], [['mug HKG 7 '], 'hit']);
    assert.deepEqual(own.seen, ['mug HKG 7 2.50']);
  });
});
