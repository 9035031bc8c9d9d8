/** Compares what runs would have done outside: pure. */
import { isDeepStrictEqual } from 'node:util';
import type { RunEffect } from '../../model/run.ts';
import type { Difference } from './ways.ts';

/** The first difference between effects; nothing is said where it is not known what is wanted. */
export function compareEffects(
  wanted: readonly RunEffect[] | undefined,
  got: readonly RunEffect[],
): readonly Difference[] {
  if (wanted === undefined) return [];
  const [expected, came] = [wanted.map(plainEffect), got.map(plainEffect)];
  const at = Array.from({ length: Math.max(expected.length, came.length) }, (_, index) => index).find(
    (index) => !isDeepStrictEqual(expected[index], came[index]),
  );
  if (at === undefined) return [];
  return [{ at: `effects[${at}]`, expected: shown(expected[at]), got: shown(came[at]) }];
}

/** What two runs of the same would both have done; undefined where they do not agree. */
export function steadyEffects(
  first: readonly RunEffect[],
  second: readonly RunEffect[],
): readonly RunEffect[] | undefined {
  return compareEffects(first, second).length === 0 ? first : undefined;
}

/** As it is written down, whichever way it came. */
function plainEffect({ step, uses, summary }: RunEffect): unknown {
  return JSON.parse(JSON.stringify({ step, uses, summary }));
}

const shown = (effect: unknown): string => (effect === undefined ? 'nothing' : JSON.stringify(effect));
