import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { boardFiles } from '../e2e/board-workspace.ts';
import { type Caller, person } from './callers.ts';
import { type EventReader, readEvents } from './event-reader.ts';
import { type Answer, ownRequest, serve, type Served } from './served.ts';

let served: Served;
let outsider: Caller;
const readers: EventReader[] = [];

async function openReader(headers: Caller = { cookie: served.cookie }): Promise<EventReader> {
  const reader = await readEvents(served.address, headers);
  readers.push(reader);
  return reader;
}

/** Opens a view of a page on a stream. */
async function openView(
  reader: EventReader,
  body: Record<string, unknown> = {},
): Promise<{ id: string; answer: Answer }> {
  const id = randomUUID();
  const call = { method: 'PUT', body: { stream: reader.stream, ...body } };
  return { id, answer: await served.call(`/api/v1/dashboards/inventory/views/${id}`, call) };
}

/** A view that is open on a stream. */
interface Open {
  readonly reader: EventReader;
  readonly view: string;
}

/** The picture of a number widget of a view that shows this value, there already or to come. */
const shows = ({ reader, view }: Open, index: number, value: unknown) =>
  reader.until(({ name, data }) => {
    if (name !== 'picture' || data.view !== view || data.kind !== 'widget' || data.index !== index) return false;
    return data.picture.content?.rows[0]?.[0] === value;
  });

const setLevel = (level: number): Promise<unknown> =>
  served.run('stock', 'SetLevel', { parameters: { product: 'Sencha', warehouse: 'SIN', level } });

const evaluations = async (): Promise<number> =>
  (await served.call('/api/v1/datasets/stock-levels')).body.figures.evaluations as number;

describe('dashboards over HTTP', () => {
  before(async () => {
    served = await serve(boardFiles);
    outsider = await person(served, { id: 'out', roles: [] });
  });
  after(async () => {
    for (const reader of readers) reader.close();
    await served.close();
  });

  test('a page can be looked at once, without a stream', async () => {
    const { status, body } = await served.call('/api/v1/dashboards/inventory/look', { method: 'POST', body: {} });
    assert.equal(status, 200);
    assert.equal(body.page, 'Levels');
    assert.deepEqual(
      body.parts.map(({ picture }: { picture: { state: string } }) => picture.state).sort(),
      Array(7).fill('rows'),
    );
    const low = body.parts.find(({ kind, index }: { kind: string; index: number }) => kind === 'widget' && index === 0);
    assert.deepEqual(low.picture.content.rows, [[5]]);
  });

  test('a write is pushed to everybody who looks, after one evaluation', async () => {
    const viewers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const reader = await openReader();
        return { reader, view: (await openView(reader)).id };
      }),
    );
    await Promise.all(viewers.map((viewer) => shows(viewer, 1, 276)));
    const before = await evaluations();
    await setLevel(24);
    const events = await Promise.all(viewers.map((viewer) => shows(viewer, 1, 300)));
    assert.equal((await evaluations()) - before, 1);
    for (const { data } of events) assert.ok(Date.parse(data.picture.at) > 0 && data.seq > 1);
    await setLevel(0);
    await Promise.all(viewers.map((viewer) => shows(viewer, 1, 276)));
  });

  test('a view takes the place of another, and hears no more of it', async () => {
    const reader = await openReader();
    const first = await openView(reader);
    const second = await openView(reader, { parameters: { warehouse: 'BER' }, instead: first.id });
    assert.deepEqual(second.answer.body.parameters, { warehouse: 'BER' });
    await shows({ reader, view: second.id }, 1, 141);
    const count = reader.events.filter(({ data }) => data.view === first.id).length;
    await setLevel(7);
    await setLevel(0);
    await served.call('/api/v1/dashboards/inventory/look', { method: 'POST', body: {} });
    assert.equal(reader.events.filter(({ data }) => data.view === first.id).length, count);
  });

  const refusals: readonly [string, string, Record<string, unknown>, number, RegExp][] = [
    ['a page that does not exist', 'inventory', { page: 'Level' }, 404, /Levels/],
    ['a parameter that does not exist', 'inventory', { parameters: { warehouze: 'SIN' } }, 422, /warehouse/],
    ['a dashboard that does not exist', 'inventry', {}, 404, /inventory/],
  ];
  for (const [name, dashboard, body, status, said] of refusals) {
    test(`${name} is ${status}`, async () => {
      const answer = await served.call(`/api/v1/dashboards/${dashboard}/look`, { method: 'POST', body });
      assert.equal(answer.status, status);
      assert.match(JSON.stringify(answer.body), said);
    });
  }

  test('nobody can have pictures sent on the stream of somebody else', async () => {
    const mine = await openReader();
    const theirs = await openReader(outsider);
    const stolen = await openView({ ...mine, stream: theirs.stream });
    assert.equal(stolen.answer.status, 404);
    const none = await openView({ ...mine, stream: randomUUID() });
    assert.equal(none.answer.status, 404);
  });

  test('who has no role sees no dashboard', async () => {
    const asked = (path: string): Promise<Answer> =>
      served.anonymously(path, { headers: { ...outsider, ...ownRequest } });
    assert.deepEqual((await asked('/api/v1/dashboards')).body, { dashboards: [] });
    assert.equal((await asked('/api/v1/dashboards/inventory')).status, 403);
  });

  test('a window may not hold any number of views', async () => {
    const reader = await openReader();
    const statuses: number[] = [];
    for (let at = 0; at < 9; at++) statuses.push((await openView(reader)).answer.status);
    assert.deepEqual(statuses, [...Array(8).fill(200), 429]);
  });
});
