import { toJson } from '../../model/value-codec.ts';
import type { RunRequest } from '../../model/run.ts';
import type { CheckedChain } from '../check/check-chain.ts';
import { runEnvironment } from './run-values.ts';

/** The key under which a run counts, and how many may at once; undefined for a chain that says nothing about it. */
export function placeOf(
  chain: CheckedChain,
  request: RunRequest,
): { readonly key: string; readonly max: number } | undefined {
  const { concurrency } = chain;
  if (concurrency === undefined) return undefined;
  const { key, max } = concurrency;
  if (key === undefined) return { key: `chain ${chain.name}`, max };
  const value = toJson(key.evaluate({}, runEnvironment(chain, request)), key.type);
  return { key: `key ${typeof value === 'string' ? value : JSON.stringify(value)}`, max };
}
