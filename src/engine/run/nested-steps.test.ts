import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { chainText, runText } from '../../main/run-text.fixture.ts';

/** A step as YAML would have it; JSON is YAML. */
type Step = Readonly<Record<string, unknown>>;

const source = (count: number): Step => ({
  uses: 'records',
  with: count === 0 ? { columns: { n: 'integer' }, records: [] } : { generate: count, compute: { n: 'index' } },
});
const onlyNumber: Step = { uses: 'select', with: { fields: ['n'] } };
const written = (steps: readonly Step[]): string =>
  chainText(steps.map((step) => `- ${JSON.stringify(step)}\n`).join(''));
const limited = { timeout: 20_000 };

/** Steps that give the records that they get, in any order. */
const { steps: keepingSteps } = fc.letrec<{ steps: Step[]; step: Step }>((tie) => {
  const inner = tie('steps');
  const division = fc.integer({ min: 2, max: 5 });
  const simple = fc.constantFrom<Step>(
    { uses: 'filter', with: { where: 'n >= 0' } },
    { uses: 'derive', with: { compute: { n: 'n + 0' } } },
    { uses: 'sort', with: { by: ['n desc'] } },
    { uses: 'distinct', with: {} },
    { uses: 'log', with: { first: 1 } },
    { uses: 'csv.write', with: { file: 'out.csv' } },
    { uses: 'join', with: { source: { steps: [source(9000), onlyNumber] }, on: ['n'], take: [] } },
    {
      uses: 'union',
      with: { sources: [{ steps: [source(5000), onlyNumber, { uses: 'filter', with: { where: 'n < 0' } }] }] },
    },
    { uses: 'csv.write', whenEmpty: 'skip', with: { file: 'other.csv' } },
  );
  const nested = fc.oneof(
    fc.tuple(division, inner, inner).map(([divisor, one, others]) => ({
      uses: 'branch',
      with: { cases: [{ when: `n % ${divisor} = 0`, steps: one }], else: others },
    })),
    inner.map((steps) => ({ uses: 'branch', with: { cases: [{ when: 'n > 100', steps }] } })),
    fc.tuple(division, inner, inner, fc.constantFrom('mixed', 'ways')).map(([divisor, one, others, order]) => ({
      uses: 'parallel',
      with: {
        order,
        ways: [
          { steps: [{ uses: 'filter', with: { where: `n % ${divisor} = 0` } }, ...one] },
          { steps: [{ uses: 'filter', with: { where: `n % ${divisor} <> 0` } }, ...others] },
          { steps: [{ uses: 'limit', with: { count: 0 } }] },
        ],
      },
    })),
    fc.tuple(inner, inner).map(([steps, rescue]) => ({
      uses: 'try',
      with: { steps, catch: [onlyNumber, ...rescue] },
    })),
    inner.map((rescue) => ({
      uses: 'try',
      with: {
        steps: [{ uses: 'validate', with: { rules: [{ check: 'n < 0', message: 'no' }] } }],
        catch: [onlyNumber, ...rescue],
      },
    })),
    inner.map((steps) => ({ uses: 'each', with: { steps } })),
  );
  return {
    step: fc.oneof({ depthSize: 'small', withCrossShrink: true }, simple, nested),
    steps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
  };
});

const holdsEach = (steps: readonly Step[]): boolean => JSON.stringify(steps).includes('"each"');
const numbers = (records: readonly unknown[]): number[] =>
  records.map((record) => (record as { n: number }).n).sort((a, b) => a - b);

describe('steps within steps', () => {
  test('give every record once, however they are nested', async (t) => {
    await fc.assert(
      fc.asyncProperty(keepingSteps, fc.integer({ min: 0, max: 9000 }), async (steps, size) => {
        const count = holdsEach(steps) ? size % 40 : size;
        const { end, records, left } = await runText(t, written([source(count), onlyNumber, ...steps]), limited);
        assert.equal(end.outcome, count === 0 ? 'empty' : 'ok', end.problem?.message);
        assert.deepEqual(
          numbers(records),
          Array.from({ length: count }, (_, at) => at + 1),
        );
        assert.deepEqual(
          left.filter((file) => /\.(draft|scratch)-/.test(file)),
          [],
        );
      }),
      { numRuns: 60 },
    );
  });

  test('end and leave nothing behind, whoever fails or has enough', async (t) => {
    const spoiler = fc.constantFrom<Step>(
      { uses: 'limit', with: { count: 0 } },
      { uses: 'limit', with: { count: 1 } },
      { uses: 'validate', with: { rules: [{ check: 'n < 3000', message: 'no' }] } },
      { uses: 'validate', onError: 'reject', with: { rules: [{ check: 'n < 3000', message: 'no' }] } },
    );
    const spoilt = fc.tuple(keepingSteps, spoiler, keepingSteps, fc.boolean()).map(([before, step, after, inWay]) => {
      const way = { uses: 'branch', with: { cases: [{ when: 'n % 2 = 0', steps: [...before, step, ...after] }] } };
      return inWay ? [...after, way] : [...before, step, ...after];
    });
    await fc.assert(
      fc.asyncProperty(spoilt, fc.integer({ min: 0, max: 9000 }), async (steps, size) => {
        const count = holdsEach(steps) ? size % 40 : size;
        const { end, left } = await runText(t, written([source(count), onlyNumber, ...steps]), limited);
        assert.ok(['ok', 'empty', 'invalid'].includes(end.outcome), `${end.outcome}: ${end.problem?.message}`);
        assert.deepEqual(
          left.filter((file) => /\.(draft|scratch)-/.test(file)),
          [],
        );
      }),
      { numRuns: 60 },
    );
  });

  test('end soon when the run is stopped', async (t) => {
    const endless = [{ uses: 'records', with: { generate: 1_000_000_000, compute: { n: 'index' } } }, onlyNumber];
    const quickSteps = keepingSteps.filter((steps) => !holdsEach(steps));
    await fc.assert(
      fc.asyncProperty(quickSteps, async (steps) => {
        const stop = new AbortController();
        const nobody = { uses: 'filter', with: { where: 'n < 0' } };
        const running = runText(t, written([...endless, ...steps, nobody]), { ...limited, signal: stop.signal });
        setImmediate(() => setImmediate(() => stop.abort()));
        const { end, left } = await running;
        assert.ok(['cancelled', 'failed'].includes(end.outcome), end.outcome);
        assert.ok(end.duration < 5000, `it took ${end.duration} ms`);
        assert.deepEqual(
          left.filter((file) => /\.(draft|scratch)-/.test(file)),
          [],
        );
      }),
      { numRuns: 15 },
    );
  });
});

describe('parallel', () => {
  const mark = (name: string): Step => ({ uses: 'derive', with: { compute: { way: `'${name}'` } } });

  test('gives the ways one after the other where that is said, whatever waits meanwhile', async (t) => {
    const ways = [
      { steps: [{ uses: 'filter', with: { where: 'n % 1000 = 0' } }, mark('a')] },
      { steps: [mark('b')] },
      { steps: [{ uses: 'sort', with: { by: ['n desc'] } }, { uses: 'limit', with: { count: 2 } }, mark('c')] },
    ];
    const step = { uses: 'parallel', with: { order: 'ways', ways } };
    const { end, records, left } = await runText(t, written([source(60_000), onlyNumber, step]), limited);
    assert.equal(end.problem, undefined);
    const found = records as { n: number; way: string }[];
    const ascending = (way: string): number[] => found.filter((record) => record.way === way).map(({ n }) => n);
    assert.deepEqual(
      found
        .map(({ way }) => way)
        .join('')
        .replaceAll(/(.)\1*/g, '$1'),
      'abc',
    );
    assert.deepEqual(
      ascending('a'),
      Array.from({ length: 60 }, (_, at) => (at + 1) * 1000),
    );
    assert.deepEqual(
      ascending('b'),
      Array.from({ length: 60_000 }, (_, at) => at + 1),
    );
    assert.deepEqual(ascending('c'), [60_000, 59_999]);
    assert.deepEqual(left, []);
  });

  test('ends all ways when one fails, and publishes nothing of the others', async (t) => {
    const failing = { uses: 'validate', with: { rules: [{ check: 'n < 5000', message: 'too large' }] } };
    const ways = [{ steps: [{ uses: 'csv.write', with: { file: 'data/all.csv' } }] }, { steps: [failing] }];
    const step = { uses: 'parallel', with: { ways } };
    const { end, left } = await runText(t, written([source(50_000), onlyNumber, step]), limited);
    assert.equal(end.outcome, 'invalid');
    assert.deepEqual(left, []);
  });
});

describe('sinks within steps', () => {
  const writing = (file: string): Step => ({ uses: 'csv.write', with: { file } });

  test('finish, whatever the steps behind want', async (t) => {
    const way = { uses: 'branch', with: { cases: [{ when: 'n % 2 = 0', steps: [writing('data/even.csv')] }] } };
    const { end, left } = await runText(
      t,
      written([source(50_000), onlyNumber, way, { uses: 'limit', with: { count: 1 } }]),
    );
    assert.equal(end.outcome, 'ok');
    assert.deepEqual(left, ['data/even.csv']);
  });

  test('finish also when nobody behind asks for a record', async (t) => {
    const nobody = { uses: 'limit', with: { count: 0 } };
    const sinks = [writing('data/one.csv'), { uses: 'filter', with: { where: 'n < 3' } }, writing('data/two.csv')];
    const { end, left, events } = await runText(t, written([source(5), onlyNumber, ...sinks, nobody]));
    assert.deepEqual([end.outcome, left], ['empty', ['data/one.csv', 'data/two.csv']]);
    const counts = events.flatMap((event) => (event.kind === 'effect' ? [event.effect.summary['records']] : []));
    assert.deepEqual(counts, [5, 2]);
  });

  test('publish nothing of their part when another way fails', async (t) => {
    const failing = { uses: 'validate', with: { rules: [{ check: 'n < 5000', message: 'too large' }] } };
    const way = {
      uses: 'branch',
      with: { cases: [{ when: 'n % 2 = 0', steps: [failing] }], else: [writing('data/odd.csv')] },
    };
    const { end, left } = await runText(t, written([source(50_000), onlyNumber, way]));
    assert.equal(end.outcome, 'invalid');
    assert.deepEqual(left, []);
  });
});

describe('too many rejects', () => {
  const rejecting = { uses: 'validate', onError: 'reject', with: { rules: [{ check: 'n < 0', message: 'no' }] } };
  const cases: { name: string; step: Step }[] = [
    { name: 'try', step: { uses: 'try', with: { steps: [rejecting], catch: [onlyNumber] } } },
    { name: 'each that skips', step: { uses: 'each', onError: 'skip', with: { steps: [rejecting] } } },
  ];
  for (const { name, step } of cases) {
    test(`end the run also within ${name}`, async (t) => {
      const steps = [source(30), onlyNumber, step].map((each) => `- ${JSON.stringify(each)}\n`).join('');
      const { end } = await runText(t, chainText(steps, 'rejects: { max: 3 }\n'));
      assert.equal(end.outcome, 'invalid');
      assert.equal(end.problem?.code, 'too_many_rejects');
    });
  }
});
