import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { EventStream, type StreamedChange } from './event-stream.ts';

/** A response whose reader reads when it is asked to. */
function openReader() {
  const response = new PassThrough({ highWaterMark: 1 });
  const read = (): string => {
    let text = '';
    for (let chunk = response.read(); chunk !== null; chunk = response.read()) text += chunk;
    return text;
  };
  return { response: response as unknown as ServerResponse, read, stream: response };
}

const all = () => true;
const state = (run: string, to: 'running' | 'ended'): StreamedChange => ({
  kind: 'state',
  run,
  chain: 'a.A',
  state: to,
});
const progress: StreamedChange = { kind: 'progress', run: 'r', steps: [] };
const log = (message: string): StreamedChange => ({
  kind: 'log',
  run: 'r',
  lines: [{ seq: 1, at: 0, level: 'info', message }],
});

test('an event is a name and a line of JSON, and times are ISO text', async () => {
  const stream = new EventStream(new SimulatedClock(0));
  const { response, stream: read } = openReader();
  stream.add(response, all);
  stream.send(log('two\nlines'));
  stream.close();
  const text = (await read.setEncoding('utf8').toArray()).join('');
  const data =
    '{"kind":"log","run":"r","lines":[{"seq":1,"at":"1970-01-01T00:00:00.000Z","level":"info","message":"two\\nlines"}]}';
  assert.equal(text, `retry: 2000\n\nevent: log\ndata: ${data}\n\n`);
});

test('a reader hears only what it may', async () => {
  const stream = new EventStream(new SimulatedClock(0));
  const { response, stream: read } = openReader();
  stream.add(response, (change) => change.run === 'mine');
  stream.send(state('other', 'ended'));
  stream.send(state('mine', 'running'));
  stream.close();
  const text = (await read.setEncoding('utf8').toArray()).join('');
  assert.ok(text.includes('mine') && !text.includes('other'));
});

test('a slow reader loses counters and lines, is told so, and loses no change of state', async () => {
  const stream = new EventStream(new SimulatedClock(0));
  const { response, stream: read } = openReader();
  stream.add(response, all);
  const long = log('x'.repeat(100_000));
  for (let at = 0; at < 10; at++) stream.send(long);
  stream.send(progress);
  stream.send(state('r', 'ended'));
  const chunks: string[] = [];
  read.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  await new Promise((resolve) => setImmediate(resolve));
  stream.send(state('s', 'running'));
  await new Promise((resolve) => setImmediate(resolve));
  const text = chunks.join('');
  const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
  assert.ok(names.filter((name) => name === 'log').length < 10, 'lines were left out');
  assert.ok(!names.includes('progress'));
  assert.deepEqual(names.slice(-3), ['state', 'missed', 'state']);
  stream.close();
});

test('a reader that reads nothing at all is given up, and keeps no memory', () => {
  const stream = new EventStream(new SimulatedClock(0));
  const { response, stream: read } = openReader();
  stream.add(response, all);
  const name = 'x'.repeat(100_000);
  for (let at = 0; at < 100; at++) stream.send(state(name, 'ended'));
  assert.ok(read.destroyed);
});

test('silent streams are kept open by a beat, and nothing beats when nobody looks', () => {
  const clock = new SimulatedClock(0);
  const stream = new EventStream(clock);
  const { response, read, stream: connection } = openReader();
  stream.add(response, all);
  read();
  clock.advance(20_000);
  assert.match(read(), /^: still here/);
  connection.destroy();
  return new Promise<void>((resolve) => {
    connection.on('close', () => {
      assert.equal(stream.size, 0);
      clock.advance(20_000);
      stream.close();
      resolve();
    });
  });
});

const owners: readonly [name: string, stillMay: () => Promise<boolean>, ends: boolean][] = [
  ['may still look', () => Promise.resolve(true), false],
  ['may not look any more', () => Promise.resolve(false), true],
  ['nobody can tell about', () => Promise.reject(new MillraceError('internal', 'The database is away.')), true],
];
for (const [name, stillMay, ends] of owners) {
  test(`the stream of somebody who ${name} ${ends ? 'ends' : 'goes on'} at the next beat, with what is for them alone`, async () => {
    const clock = new SimulatedClock(0);
    const stream = new EventStream(clock);
    const { response, read, stream: connection } = openReader();
    stream.add(response, all, { identity: 'a', stillMay });
    const { stream: id } = JSON.parse(/hello\ndata: (.*)/.exec(read())?.[1] ?? '') as { stream: string };
    let gone = false;
    stream.link(id, 'a')?.ended(() => (gone = true));
    assert.equal(stream.link(id, 'b'), undefined);
    clock.advance(20_000);
    read();
    for (let turn = 0; turn < 10; turn += 1) await new Promise((next) => setImmediate(next, read()));
    assert.deepEqual([connection.writableEnded, gone, stream.link(id, 'a') === undefined], [ends, ends, ends]);
    stream.close();
  });
}

test('after the end nobody is kept waiting', () => {
  const stream = new EventStream(new SimulatedClock(0));
  stream.close();
  const { response, stream: read } = openReader();
  stream.add(response, all);
  assert.ok(read.writableEnded);
});
