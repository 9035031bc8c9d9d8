import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { newId } from './ids.ts';
import { formatTraceparent, newSpanId, newTraceId, parseTraceparent, traceIdsOf } from './trace-context.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

describe('traceparent', () => {
  test('what is written is read as it was', () => {
    fc.assert(
      fc.property(fc.boolean(), (sampled) => {
        const context = { traceId: newTraceId(), spanId: newSpanId(), sampled };
        assert.deepEqual(parseTraceparent(formatTraceparent(context)), context);
      }),
    );
  });

  const cases: readonly (readonly [string, string | undefined, boolean | undefined])[] = [
    ['recorded', `00-${trace}-${span}-01`, true],
    ['recorded, with flags that are not known', `00-${trace}-${span}-ff`, true],
    ['not recorded', `00-${trace}-${span}-00`, false],
    ['of a later version, with more behind', `cc-${trace}-${span}-01-what-comes`, true],
    ['missing', undefined, undefined],
    ['with more behind, in the first version', `00-${trace}-${span}-01-more`, undefined],
    ['of a version that cannot be', `ff-${trace}-${span}-01`, undefined],
    ['without a trace', `00-${'0'.repeat(32)}-${span}-01`, undefined],
    ['without a span', `00-${trace}-${'0'.repeat(16)}-01`, undefined],
    ['in capitals', `00-${trace.toUpperCase()}-${span}-01`, undefined],
    ['cut off', `00-${trace}-${span}`, undefined],
    ['two of them', `00-${trace}-${span}-01, 00-${trace}-${span}-01`, undefined],
  ];
  for (const [name, text, sampled] of cases) {
    test(`one that is ${name} is ${sampled === undefined ? 'ignored' : `read: ${sampled}`}`, () => {
      const expected = sampled === undefined ? undefined : { traceId: trace, spanId: span, sampled };
      assert.deepEqual(parseTraceparent(text), expected);
    });
  }

  test('what has an id has the ids of a trace, the same everywhere, and others than anything else', () => {
    const [one, other] = [newId(), newId()].map(traceIdsOf);
    assert.match(one!.traceId, /^[\da-f]{32}$/);
    assert.match(one!.spanId, /^[\da-f]{16}$/);
    assert.notEqual(one!.spanId, other!.spanId);
  });
});
