/** Compares a run with what its test expects; pure but for files, which are read. */
import type { Expected } from '../../model/definitions/expect-schema.ts';
import type { RunEffect, RunEnd, RunReject } from '../../model/run.ts';
import type { DataRecord } from '../../model/value.ts';
import type { CheckedChain } from '../check/check-chain.ts';
import type { PreparedExpected } from './check-expected.ts';
import { compareEffects, compareRejects } from './compare-effects.ts';
import { compareFiles, type WrittenFile } from './compare-files.ts';
import { compareOrder, compareRecords } from './compare-records.ts';

/** A run as a test sees it. */
export interface TestRun {
  readonly end: RunEnd;
  readonly records: readonly DataRecord[];
  readonly effects: readonly RunEffect[];
  readonly rejects: readonly RunReject[];
  readonly files: readonly WrittenFile[];
}

/** What is different, a line each. */
export async function compareRun(
  { pipeline }: CheckedChain,
  { written, records, order }: PreparedExpected,
  run: TestRun,
): Promise<string[]> {
  const ordered = written.ordered ?? false;
  return [
    ...compareEnd(written, run.end),
    ...(records === undefined ? [] : compareRecords(pipeline.output, { wanted: records, ordered }, run.records)),
    ...(order.length === 0 ? [] : compareOrder(pipeline.output, order, run.records)),
    ...compareRejects(written.rejects, run.rejects),
    ...compareEffects(written.effects, run.effects),
    ...(await compareFiles(written.files, run.files)),
  ];
}

function compareEnd(expected: Expected, end: RunEnd): string[] {
  const { outcome, count, rejected } = expected;
  const differences: string[] = [];
  const wanted = outcome ?? (expected.records?.length === 0 || count === 0 ? 'empty' : 'ok');
  if (end.outcome !== wanted && !(outcome === undefined && (end.outcome === 'ok' || end.outcome === 'empty'))) {
    const why = end.problem === undefined ? '' : ` (${end.problem.message})`;
    differences.push(`outcome: expected ${wanted}, got ${end.outcome}${why}`);
  }
  differences.push(...compareProblem(expected.problem, end.problem));
  if (count !== undefined && end.records !== count) differences.push(`count: expected ${count}, got ${end.records}`);
  if (rejected !== undefined && end.rejected !== rejected)
    differences.push(`rejected: expected ${rejected}, got ${end.rejected}`);
  return differences;
}

function compareProblem(expected: Expected['problem'], got: RunEnd['problem']): string[] {
  if (expected === undefined) return [];
  if (typeof expected === 'string')
    return got?.code === expected ? [] : [`problem: expected ${expected}, got ${got?.code ?? 'none'}`];
  const { code, step, message } = expected;
  return [
    ...(code === undefined || got?.code === code ? [] : [`problem: expected ${code}, got ${got?.code ?? 'none'}`]),
    ...(step === undefined || got?.step === step ? [] : [`problem.step: expected ${step}, got ${got?.step ?? 'none'}`]),
    ...(message === undefined || got?.message.includes(message) === true
      ? []
      : [`problem.message: expected words with "${message}", got "${got?.message ?? ''}"`]),
  ];
}
