/** A run for people: how it ended, what went through its steps, what it left. */
import { outcomeTable } from '../model/outcome-table.ts';
import { relative } from 'node:path';
import type { RunService } from '../runs/run-service.ts';
import { formatByteSize } from '../model/byte-size.ts';
import { formatDuration } from '../model/duration.ts';
import type { RunEffect, RunFile, RunProblem, RunRecord, StepCounters } from '../model/run.ts';
import type { Paint, Style } from './colours.ts';
import { formatCount } from './progress.ts';
import { tableLines } from './table.ts';
import type { Output } from './terminal.ts';

const toneStyles: Readonly<Record<'good' | 'neutral' | 'warning' | 'bad', Style>> = {
  good: 'green',
  neutral: 'blue',
  warning: 'yellow',
  bad: 'red',
};

/** An outcome in its colour; the state of a run that has none yet. */
export function outcomeText({ outcome, state }: Pick<RunRecord, 'outcome' | 'state'>, paint: Paint): string {
  return outcome === undefined ? state : paint(toneStyles[outcomeTable[outcome].tone], outcome);
}

/** How long a run took, or has been running. */
export function runDuration({ startedAt, endedAt }: RunRecord, now: number): string {
  return startedAt === undefined ? '' : formatDuration((endedAt ?? now) - startedAt);
}

/** What the report needs beside the run: the time, and where its files lie. */
export interface ReportContext {
  readonly now: number;
  /** Paths by name. */
  readonly paths?: ReadonlyMap<string, string>;
}

/** The lines about a run. */
export function runLines(
  run: RunRecord,
  { paint }: Pick<Output, 'paint'>,
  { now, paths }: ReportContext,
): readonly string[] {
  const facts = [
    outcomeText(run, paint),
    `${formatCount(run.records)} record${run.records === 1 ? '' : 's'}`,
    ...(run.rejected > 0 ? [paint('yellow', `${formatCount(run.rejected)} rejected`)] : []),
    runDuration(run, now),
    ...(run.dryRun ? ['dry run: nothing was changed outside'] : []),
    `run ${run.id}`,
  ];
  return [
    facts.filter((fact) => fact !== '').join(' · '),
    ...run.problems.flatMap((problem) => problemOfRun(problem, paint)),
    ...truncation(run, paint),
    ...run.effects.map((effect) => effectLine(effect, paint)),
    ...run.files.map((file) => fileLine(file, paths?.get(file.name), paint)),
  ];
}

function problemOfRun({ code, message, hint, step, issues = [] }: RunProblem, paint: Paint): readonly string[] {
  const where = step === undefined ? '' : `${step}: `;
  return [
    `${paint('red', 'error')} ${where}${message} ${paint('dim', `[${code}]`)}`,
    ...issues.slice(0, 10).map((issue) => `    ${issue.path}: ${issue.message}`),
    ...(hint === undefined ? [] : [`    ${hint}`]),
  ];
}

function truncation({ outcome }: RunRecord, paint: Paint): readonly string[] {
  return outcome === 'truncated' ? [`${paint('yellow', 'warning')} A limit cut the result: it is not complete.`] : [];
}

function effectLine({ step, summary, performed }: RunEffect, paint: Paint): string {
  const facts = Object.entries(summary).map(
    ([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${performed ? 'effect' : paint('dim', 'would have')} ${step}: ${facts.join(', ')}`;
}

function fileLine({ name, size }: RunFile, path: string | undefined, paint: Paint): string {
  return `file ${paint('bold', name)} (${formatByteSize(size)})${path === undefined ? '' : ` ${path}`}`;
}

/** Where the files of a run lie on this machine, as somebody in `folder` would name them. */
export async function pathsOfFiles(
  runs: RunService,
  run: RunRecord,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(run.files.map(({ name }) => runs.file(run.id, name)));
  return new Map(
    found.flatMap((file) => (file === undefined ? [] : [[file.name, shortest(folder, file.path)] as const])),
  );
}

function shortest(folder: string, path: string): string {
  const below = relative(folder, path);
  return below.startsWith('..') ? path : below;
}

/** What went through the steps, as a table. */
export function stepTable(
  steps: readonly StepCounters[],
  { paint, width }: Pick<Output, 'paint' | 'width'>,
): readonly string[] {
  if (steps.length === 0) return [];
  const right = 'right' as const;
  const columns = [
    { title: 'step', least: 12 },
    { title: 'engine' },
    { title: 'state' },
    { title: 'in', align: right },
    { title: 'out', align: right },
    { title: 'rejected', align: right },
    { title: 'working', align: right },
  ];
  const rows = steps.map((step) => [
    `${'  '.repeat(step.depth ?? 0)}${step.label ?? step.step}`,
    step.engine,
    step.state,
    step.uncounted ? '–' : formatCount(step.recordsIn),
    step.uncounted ? '–' : formatCount(step.recordsOut),
    step.rejected === 0 ? '' : formatCount(step.rejected),
    formatDuration(step.working),
  ]);
  return tableLines(columns, rows, { width, paint });
}
