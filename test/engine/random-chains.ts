/** Random chains of steps within steps, as YAML would have them. All records have one field, the integer `n`. */
import fc from 'fast-check';

/** How many records a batch has, and how many turns pass before it; both from the start again when they are through. */
export interface Rhythm {
  readonly sizes: readonly number[];
  readonly turns: readonly number[];
}

/** The numbers from 1 to `count`, and what is done with them. */
export interface RandomChain {
  readonly source: Rhythm & { readonly count: number };
  readonly steps: readonly RandomStep[];
}

/** A step of a random chain. */
export type RandomStep =
  | { readonly kind: 'pace'; readonly rhythm: Rhythm }
  | { readonly kind: 'filter'; readonly divisor: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'add'; readonly by: number }
  | { readonly kind: 'limit'; readonly count: number }
  | { readonly kind: 'sort' }
  | { readonly kind: 'distinct' }
  | { readonly kind: 'fail'; readonly at: number }
  | { readonly kind: 'write' }
  | { readonly kind: 'branch'; readonly divisor: number; readonly ways: readonly (readonly RandomStep[])[] }
  | {
      readonly kind: 'parallel';
      readonly order: 'mixed' | 'ways';
      readonly ways: readonly (readonly RandomStep[])[];
    }
  | { readonly kind: 'union'; readonly sources: readonly RandomChain[] }
  | { readonly kind: 'join'; readonly type: 'inner' | 'left' | 'semi' | 'anti'; readonly source: RandomChain }
  | { readonly kind: 'try'; readonly steps: readonly RandomStep[]; readonly rescue: readonly RandomStep[] }
  | { readonly kind: 'each'; readonly steps: readonly RandomStep[] };

const rhythm = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  turns: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }),
});

const simple: fc.Arbitrary<RandomStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pace' as const), rhythm }) },
  fc.record({ kind: fc.constant('filter' as const), divisor: fc.integer({ min: 2, max: 4 }) }),
  fc.record({ kind: fc.constant('add' as const), by: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('limit' as const), count: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ kind: fc.constant('fail' as const), at: fc.integer({ min: 1, max: 12 }) }),
  fc.constantFrom<RandomStep>({ kind: 'none' }, { kind: 'sort' }, { kind: 'distinct' }, { kind: 'write' }),
);

/** Chains; what stands within becomes rarer the deeper it is. */
export const { chain: randomChains } = fc.letrec<{ chain: RandomChain; steps: RandomStep[]; step: RandomStep }>(
  (tie) => {
    const inner = tie('steps');
    const waysOf = (min: number) => fc.array(inner, { minLength: min, maxLength: 3 });
    const nested: fc.Arbitrary<RandomStep> = fc.oneof(
      fc.record({
        kind: fc.constant('branch' as const),
        divisor: fc.integer({ min: 1, max: 4 }),
        ways: waysOf(2),
      }),
      fc.record({
        kind: fc.constant('parallel' as const),
        order: fc.constantFrom('mixed' as const, 'ways' as const),
        ways: waysOf(1),
      }),
      fc.record({
        kind: fc.constant('union' as const),
        sources: fc.array(tie('chain'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        kind: fc.constant('join' as const),
        type: fc.constantFrom('inner' as const, 'left' as const, 'semi' as const, 'anti' as const),
        source: tie('chain'),
      }),
      fc.record({ kind: fc.constant('try' as const), steps: inner, rescue: inner }),
      fc.record({ kind: fc.constant('each' as const), steps: inner }),
    );
    return {
      step: fc.oneof({ depthSize: 'small', withCrossShrink: true }, simple, nested),
      steps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
      chain: fc.record({
        source: rhythm.chain((given) => fc.integer({ min: 0, max: 14 }).map((count) => ({ ...given, count }))),
        steps: fc.array(tie('step'), { minLength: 0, maxLength: 4 }),
      }),
    };
  },
);

type Written = Readonly<Record<string, unknown>>;

const onlyNumber: Written = { uses: 'select', with: { fields: ['n'] } };

/** The steps of a chain as they would stand in YAML. */
export function writtenChain({ source, steps }: RandomChain): Written[] {
  return [{ uses: 'test.source', with: source }, ...writtenSteps(steps)];
}

function writtenSteps(steps: readonly RandomStep[]): Written[] {
  return steps.map(written);
}

function written(step: RandomStep): Written {
  switch (step.kind) {
    case 'pace':
      return { uses: 'test.pace', with: step.rhythm };
    case 'filter':
      return { uses: 'filter', with: { where: `n % ${step.divisor} <> 0` } };
    case 'none':
      return { uses: 'filter', with: { where: 'n < 0' } };
    case 'add':
      return { uses: 'derive', with: { compute: { n: `n + ${step.by}` } } };
    case 'limit':
      return { uses: 'limit', with: { count: step.count } };
    case 'sort':
      return { uses: 'sort', with: { by: ['n desc'] } };
    case 'distinct':
      return { uses: 'distinct', with: {} };
    case 'fail':
      return { uses: 'validate', with: { rules: [{ check: `n <> ${step.at}`, message: 'no' }] } };
    case 'write':
      return { uses: 'csv.write', with: { file: 'out.csv' } };
    default:
      return writtenNested(step);
  }
}

function writtenNested(
  step: Extract<RandomStep, { kind: 'branch' | 'parallel' | 'union' | 'join' | 'try' | 'each' }>,
): Written {
  switch (step.kind) {
    case 'branch': {
      const ways = step.ways.map(writtenSteps);
      const cases = ways.slice(1).map((steps, at) => ({ when: `n % ${step.divisor + at} = 0`, steps }));
      return { uses: 'branch', with: { cases, else: ways[0] } };
    }
    case 'parallel':
      return {
        uses: 'parallel',
        with: { order: step.order, ways: step.ways.map((way) => ({ steps: writtenSteps(way) })) },
      };
    case 'union':
      return { uses: 'union', with: { sources: step.sources.map((source) => ({ steps: writtenChain(source) })) } };
    case 'join':
      return {
        uses: 'join',
        with: {
          ...{ source: { steps: writtenChain(step.source) }, on: ['n'], type: step.type },
          ...(step.type === 'inner' || step.type === 'left' ? { take: [] } : {}),
        },
      };
    case 'try':
      return {
        uses: 'try',
        with: { steps: writtenSteps(step.steps), catch: [onlyNumber, ...writtenSteps(step.rescue)] },
      };
    case 'each':
      return { uses: 'each', with: { steps: writtenSteps(step.steps) } };
  }
}
