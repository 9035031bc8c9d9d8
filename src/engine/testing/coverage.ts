/**
 * What of a chain its tests reached. Glossary. *Point*: something that a run may do or not do: a step has records, a
 * condition lets a record go or keeps it, a way is taken, a record is put aside. Pure: read from the counters of runs.
 */
import type { StepCounters } from '../../model/run.ts';
import type { Pipeline, PlannedStep } from '../planned.ts';

/** The counters of a run by the index of the step. */
export type Counted = ReadonlyMap<number, StepCounters>;

/** Something that a run of a chain may do. */
export interface CoveragePoint {
  /** The chain that it stands in, which may be one that is called. */
  readonly chain: string;
  /** The step, with those that it stands in: `branch#2 cases.0.steps filter#1`. */
  readonly step: string;
  /** What was not seen where it is not reached: `never had records`. */
  readonly missing: string;
  /** True if a run did it. */
  isReached(counted: Counted): boolean;
}

/** All points of a chain, with those of the chains that it calls. */
function coveragePoints({ name, pipeline }: { name: string; pipeline: Pipeline }): readonly CoveragePoint[] {
  return pointsOf(pipeline, { chain: name, within: '' });
}

interface Home {
  readonly chain: string;
  /** The steps around, each with a space behind it. */
  readonly within: string;
}

function pointsOf(pipeline: Pipeline, home: Home): CoveragePoint[] {
  return pipeline.steps.filter(({ enabled }) => enabled).flatMap((step) => pointsOfStep(step, home));
}

function pointsOfStep(step: PlannedStep, home: Home): CoveragePoint[] {
  const { origin, declaration, onError, nested } = step;
  const { index } = origin;
  const place = { chain: home.chain, step: `${home.within}${origin.name}` };
  const point = (missing: string, test: (counters: StepCounters) => boolean): CoveragePoint => ({
    ...place,
    missing,
    isReached: (counted) => {
      const counters = counted.get(index);
      return counters !== undefined && (counters.uncounted === true || test(counters));
    },
  });
  return [
    point('never had records', hasRecords),
    ...(declaration.shape === 'filter'
      ? [
          point('never let a record through', ({ recordsOut }) => recordsOut > 0),
          point('never kept a record back', isHolding),
        ]
      : []),
    ...(onError === 'fail' ? [] : [point(`never came to onError: ${onError}`, ({ rejected }) => rejected > 0)]),
    ...waysOf(step).map((way) => ({ ...place, ...way })),
    ...nested.flatMap((inner) => pointsOf(inner, homeOf(inner, { ...home, within: `${place.step} ${inner.label} ` }))),
  ];
}

/** The steps of a called chain are its own, wherever it is called. */
function homeOf({ call }: Pipeline, home: Home): Home {
  return call === undefined ? home : { chain: call.chain, within: '' };
}

function hasRecords({ recordsIn, recordsOut }: StepCounters): boolean {
  return recordsIn > 0 || recordsOut > 0;
}

/** A record that does not come out, or one that ended the run. */
function isHolding({ recordsIn, recordsOut, state }: StepCounters): boolean {
  return recordsIn > recordsOut || state === 'failed';
}

type Way = Pick<CoveragePoint, 'missing' | 'isReached'>;

/** The ways on which a step may send records: each is to be taken, also that of records for which there is none. */
function waysOf({ nested, origin }: PlannedStep): readonly Way[] {
  const ways = nested.filter(({ input, call }) => input !== undefined && call === undefined);
  const [full, empty] = [ways.filter(hasSteps), ways.filter((way) => !hasSteps(way))];
  const named = full.map(
    (way): Way => ({
      missing: `never took the way ${way.label}`,
      isReached: (counted) => recordsOf(way, counted) > 0,
    }),
  );
  const isSplit = ways.some(({ label }) => label.startsWith('cases.'));
  // Records of a way without steps are not counted there: they are what is left, if there is one such way.
  const hasRest = isSplit && empty.every(isElse) && !full.some(isElse);
  if (!hasRest) return named;
  const rest = (counted: Counted): number =>
    full.reduce((left, way) => left - recordsOf(way, counted), counted.get(origin.index)?.recordsIn ?? 0);
  return [...named, { missing: 'never had a record that no case takes', isReached: (counted) => rest(counted) > 0 }];
}

function isElse({ label }: Pipeline): boolean {
  return label === 'else';
}

function hasSteps({ steps }: Pipeline): boolean {
  return steps.some(({ enabled }) => enabled);
}

/** How many records went a way. */
function recordsOf({ steps }: Pipeline, counted: Counted): number {
  const first = steps.find(({ enabled }) => enabled);
  return (first && counted.get(first.origin.index)?.recordsIn) ?? 0;
}

/** What was reached of a chain. */
export interface ChainCoverage {
  readonly chain: string;
  readonly points: number;
  readonly reached: number;
  /** What was not, a line each, in the order of the steps. */
  readonly missing: readonly { readonly step: string; readonly what: string }[];
}

/** Gathers what runs reached. */
export class Coverage {
  readonly #chains = new Map<string, Map<string, { point: CoveragePoint; isReached: boolean }>>();

  /** Notes the points of a chain as not reached yet. */
  expect(chain: { name: string; pipeline: Pipeline }): void {
    for (const point of coveragePoints(chain)) this.#see(point, false);
  }

  /** Notes what a run of a chain reached. */
  add(chain: { name: string; pipeline: Pipeline }, steps: readonly StepCounters[]): void {
    const counted: Counted = new Map(steps.map((step) => [step.index, step]));
    for (const point of coveragePoints(chain)) this.#see(point, point.isReached(counted));
  }

  /** By chain, of those that somebody wrote: what is made around one to call it (`kind:name`) has no tests. */
  chains(): readonly ChainCoverage[] {
    const written = [...this.#chains].filter(([chain]) => !chain.includes(':'));
    return written.map(([chain, points]) => {
      const all = [...points.values()];
      const missing = all.filter(({ isReached }) => !isReached);
      return {
        chain,
        points: all.length,
        reached: all.length - missing.length,
        missing: missing.map(({ point }) => ({ step: point.step, what: point.missing })),
      };
    });
  }

  #see(point: CoveragePoint, isReached: boolean): void {
    const points = this.#chains.get(point.chain) ?? new Map();
    this.#chains.set(point.chain, points);
    const key = `${point.step}\n${point.missing}`;
    const known = points.get(key);
    points.set(key, { point, isReached: isReached || known?.isReached === true });
  }
}
