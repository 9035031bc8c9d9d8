import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { serveBoard, viewer } from '../dashboard/stock.fixture.ts';
import { DashboardViews } from './dashboard-views.ts';
import { EventStream } from './event-stream.ts';

const board = 'pages: [{ name: A, widgets: [{ type: table, dataset: stock, at: [0, 0, 4, 4] }] }]\n';
const order = { dashboard: 'board', parameters: {}, principal: viewer };

/** An open stream of a session, and what was sent on it. */
function openStream(stillMay: () => Promise<boolean> = async () => true) {
  const clock = new SimulatedClock(0);
  const stream = new EventStream(clock);
  const response = new PassThrough();
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  stream.add(response as unknown as ServerResponse, () => true, { identity: 'session', stillMay });
  const id = (): string => /"stream":"([^"]+)"/.exec(text)?.[1] ?? '';
  return { clock, stream, response, id, read: () => text };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function look() {
  const { boards, datasets } = serveBoard(board);
  const opened = openStream();
  const views = new DashboardViews(opened.stream, boards);
  return { ...opened, datasets, views };
}

test('a view ends with its stream, and with it the work for it', async () => {
  const { views, id, response, datasets } = look();
  await settled();
  views.open({ stream: id(), view: 'v', identity: 'session' }, order);
  assert.deepEqual([views.size, datasets.watchers.size], [1, 1]);
  response.destroy();
  await settled();
  assert.deepEqual([views.size, datasets.watchers.size], [0, 0]);
});

test('pictures are sent on the stream with the name of their view', async () => {
  const { views, id, read, datasets } = look();
  await settled();
  views.open({ stream: id(), view: 'v', identity: 'session' }, order);
  datasets.tell('stock', {}, datasets.answer([]));
  await settled();
  assert.match(
    read(),
    /event: picture\ndata: \{"view":"v","kind":"widget","index":0,"seq":2,"picture":\{"state":"empty"/,
  );
});

test('a view that takes the place of another shares its work and ends it', async () => {
  const { views, id, datasets } = look();
  await settled();
  const place = { stream: id(), identity: 'session' };
  views.open({ ...place, view: 'a' }, order);
  views.open({ ...place, view: 'b' }, { ...order, instead: 'a' });
  assert.deepEqual([views.size, datasets.watchers.get('stock {}')?.size], [1, 1]);
  views.close({ ...place, view: 'b' });
  assert.deepEqual([views.size, datasets.watchers.size], [0, 0]);
});

test('a stream takes views of its own session only', async () => {
  const { views, id } = look();
  await settled();
  assert.throws(
    () => views.open({ stream: id(), view: 'v', identity: 'another' }, order),
    (thrown) => thrown instanceof MillraceError && thrown.code === 'not_found',
  );
});

test('the stream of a session that ended ends at the next beat, and its views with it', async () => {
  const { boards, datasets } = serveBoard(board);
  let may = true;
  const { clock, stream, response, id } = openStream(async () => may);
  const views = new DashboardViews(stream, boards);
  await settled();
  views.open({ stream: id(), view: 'v', identity: 'session' }, order);
  clock.advance(20_000);
  await settled();
  assert.equal(views.size, 1);
  may = false;
  clock.advance(20_000);
  await settled();
  response.destroy();
  await settled();
  assert.ok(response.writableEnded);
  assert.deepEqual([views.size, datasets.watchers.size], [0, 0]);
});

test('definitions that were loaded anew end all views', async () => {
  const { views, id, datasets } = look();
  await settled();
  views.open({ stream: id(), view: 'v', identity: 'session' }, order);
  views.closeAll();
  assert.deepEqual([views.size, datasets.watchers.size], [0, 0]);
});
