/** Compares what sinks would have done, and what was put aside, with what a test expects. */
import { isDeepStrictEqual } from 'node:util';
import type { Expected, ExpectedEffects, ExpectedReject } from '../../model/definitions/expect-schema.ts';
import type { RunEffect, RunReject } from '../../model/run.ts';

type Summary = Readonly<Record<string, unknown>>;

/** Effects by `uses` or `id`, in order; under `*` those of all steps that are not named. */
export function compareEffects(expected: Expected['effects'], effects: readonly RunEffect[]): string[] {
  if (expected === undefined) return [];
  if (expected === 'none') return compareSummaries('effects', 'none', effects);
  const named = new Set(Object.keys(expected));
  return Object.entries(expected).flatMap(([name, wanted]) => {
    const own = effects.filter(({ uses, step }) =>
      name === '*' ? !named.has(uses) && !named.has(step) : uses === name || step === name,
    );
    return compareSummaries(`effects.${name}`, wanted, own);
  });
}

function compareSummaries(at: string, wanted: ExpectedEffects, effects: readonly RunEffect[]): string[] {
  const got = effects.map(({ summary }) => summary);
  const shown =
    at === 'effects' || at === 'effects.*' ? effects.map(({ step, summary }) => ({ step, ...summary })) : got;
  const list = typeof wanted === 'object' ? ('exact' in wanted ? wanted.exact : wanted) : undefined;
  const count = list?.length ?? (wanted === 'none' ? 0 : Number(wanted));
  if (got.length !== count) return [`${at}: expected ${count || 'none'}, got ${got.length}: ${JSON.stringify(shown)}`];
  const isExact = typeof wanted === 'object' && 'exact' in wanted;
  return (list ?? []).flatMap((each, index) => compareSummary(`${at}[${index}]`, { each, isExact }, got[index] ?? {}));
}

function compareSummary(at: string, { each, isExact }: { each: Summary; isExact: boolean }, got: Summary): string[] {
  const strange = isExact ? Object.keys(got).filter((key) => !Object.hasOwn(each, key)) : [];
  return [
    ...Object.entries(each)
      .filter(([key, value]) => !isDeepStrictEqual(plain(got[key]), plain(value)))
      .map(([key, value]) => `${at}.${key}: expected ${JSON.stringify(value)}, got ${JSON.stringify(got[key])}`),
    ...strange.map((key) => `${at}.${key}: got ${JSON.stringify(got[key])}, which was not expected`),
  ];
}

/** As JSON has it: values of the engine and of definitions are then alike. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

/** The records that were put aside, in any order, all of them. */
export function compareRejects(expected: Expected['rejects'], rejects: readonly RunReject[]): string[] {
  if (expected === undefined) return [];
  const left = [...rejects];
  const missing: string[] = [];
  for (const wanted of expected === 'none' ? [] : expected) {
    const found = left.findIndex((reject) => isReject(wanted, reject));
    if (found >= 0) left.splice(found, 1);
    else missing.push(`rejects: expected ${JSON.stringify(wanted)}, which was not put aside`);
  }
  return [...missing, ...left.map((reject) => `rejects: got ${JSON.stringify(reject)}, which was not expected`)];
}

function isReject({ step, code, reason, record = {} }: ExpectedReject, got: RunReject): boolean {
  if ((step ?? got.step) !== got.step || (code ?? got.code) !== got.code) return false;
  if (reason !== undefined && !got.reason.includes(reason)) return false;
  const kept = (typeof got.record === 'object' && got.record !== null ? got.record : {}) as Summary;
  return Object.entries(record).every(([name, value]) => isAlike(kept[name] ?? null, value));
}

/** JSON has exact numbers as text. */
function isAlike(got: unknown, wanted: unknown): boolean {
  if (isDeepStrictEqual(plain(got), plain(wanted))) return true;
  return typeof got !== 'object' && typeof wanted !== 'object' && String(got) === String(wanted);
}
