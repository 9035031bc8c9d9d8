import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from './clock.ts';
import { createLogger } from './logger.ts';
import { Redactor } from './redactor.ts';
import { createTracer } from './tracer.ts';

test('each line says the run that it is about and the trace that it belongs to, and no secret', () => {
  const lines: string[] = [];
  const known = new Redactor();
  known.hide('sesame-open');
  const sink = { take: () => undefined, samples: () => true, close: async () => undefined };
  const tracer = createTracer(sink, systemClock);
  const always = () => ({ trace: tracer.current()?.traceId });
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ level: 'info', destination, known, always });
  const span = tracer.start({ name: 'run a.B', kind: 'consumer' });
  tracer.within(span, () => logger.warn({ run: 'r1', password: 'p' }, 'sesame-open does not open'));
  span.end();
  logger.info('nothing goes on');
  const [inside, outside] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual([inside?.['run'], inside?.['trace']], ['r1', span.traceparent?.slice(3, 35)]);
  assert.deepEqual([inside?.['password'], String(inside?.['msg']).includes('sesame')], ['[hidden]', false]);
  assert.equal(outside?.['trace'], undefined);
});
