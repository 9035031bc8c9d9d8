import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { countAndRate, ProgressLine } from './progress.ts';

test('on a terminal one line is rewritten, at most ten times a second, and taken away', async () => {
  const terminal = captureTerminal({ width: 20 });
  const progress = new ProgressLine(terminal.err, terminal.clock);
  await progress.show('1 record');
  await progress.show('2 records');
  terminal.clock.advance(1500);
  await progress.show('a very long text of 3 records');
  await progress.clear();
  const clear = '\r\u001b[2K';
  assert.equal(terminal.written.err, `${clear}1 record · 0ms${clear}a very long text o…${clear}`);
});

test('elsewhere there is a plain line every ten seconds, and none for short work', async () => {
  const terminal = captureTerminal();
  const progress = new ProgressLine(terminal.err, terminal.clock);
  for (let second = 0; second < 25; second++) {
    await progress.show(`${second} s`);
    terminal.clock.advance(1000);
  }
  await progress.clear();
  assert.equal(terminal.written.err, '10 s · 10s\n20 s · 20s\n');
});

test('a count has its rate', () => {
  assert.equal(countAndRate(12_345, 3000), '12,345 records · 4,115/s');
  assert.equal(countAndRate(0, 0), '0 records');
});
