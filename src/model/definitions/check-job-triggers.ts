/** What the triggers of a job name must exist, and jobs must not start each other in a circle. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Path, Problem } from '../problem.ts';
import { chainReferenceFaults, unaidedChainFaults } from './check-reference.ts';
import type { JobDefinition, Workspace } from './definition.ts';
import type { Fault } from './schema-faults.ts';

type Trigger = NonNullable<JobDefinition['triggers']>[number];

/** What is wrong with the triggers of a job when one looks at the other documents. */
export function triggerFaults(workspace: Workspace, { triggers = [] }: JobDefinition): readonly Fault[] {
  return triggers.flatMap((trigger, index) => {
    const path = ['triggers', index];
    return [
      ...repeated(triggers, index),
      ...afterFaults(workspace, trigger, path),
      ...pollFaults(workspace, trigger, path),
    ];
  });
}

/** The second of two that are the same would only say the same again. */
function repeated(triggers: readonly Trigger[], index: number): Fault[] {
  const text = JSON.stringify(triggers[index]);
  const first = triggers.findIndex((other) => JSON.stringify(other) === text);
  if (first === index) return [];
  const message = `this is the trigger ${first + 1} once more`;
  return [{ path: ['triggers', index], code: 'no_effect', message, hint: 'Remove it.' }];
}

function afterFaults(workspace: Workspace, { after }: Trigger, path: Path): readonly Fault[] {
  if (after === undefined) return [];
  if (typeof after === 'string') return jobFaults(workspace, after, [...path, 'after']);
  const { job, chain } = after;
  return [
    ...(job === undefined ? [] : jobFaults(workspace, job, [...path, 'after', 'job'])),
    ...(chain === undefined ? [] : chainReferenceFaults(workspace, chain, [...path, 'after', 'chain'])),
  ];
}

function jobFaults({ documents }: Workspace, name: string, path: Path): readonly Fault[] {
  const names = documents.filter(({ kind }) => kind === 'job').map((one) => one.name);
  if (names.includes(name)) return [];
  const hint = didYouMean(name, names) ?? 'Define it with `kind: job`, or wait for a chain: `after: { chain: .. }`.';
  return [{ path, code: 'unknown_reference', message: `there is no job '${name}'`, hint }];
}

function pollFaults(workspace: Workspace, { poll }: Trigger, path: Path): readonly Fault[] {
  return poll === undefined ? [] : unaidedChainFaults(workspace, poll.chain, [...path, 'poll', 'chain']);
}

/** The jobs that a trigger waits for: the one that it names, or all that run the chain that it names. */
function awaited({ jobs }: Workspace, { after }: Trigger): readonly string[] {
  if (after === undefined) return [];
  if (typeof after === 'string') return [after];
  if (after.job !== undefined) return [after.job];
  return [...jobs.values()].filter(({ chain }) => chain === after.chain).map(({ name }) => name);
}

/** One problem per circle, at the trigger that closes it; the message shows the circle. */
export function triggerCycles(workspace: Workspace): readonly Problem[] {
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (job: JobDefinition, way: readonly string[]): void => {
    if (done.has(job.name)) return;
    const here = [...way, job.name];
    for (const [index, trigger] of (job.triggers ?? []).entries()) {
      for (const name of awaited(workspace, trigger)) {
        const start = here.indexOf(name);
        if (start >= 0) problems.push(cycleProblem(job, index, [...here.slice(start), name]));
        const next = workspace.jobs.get(name);
        if (start < 0 && next !== undefined) visit(next, here);
      }
    }
    done.add(job.name);
  };
  for (const job of workspace.jobs.values()) visit(job, []);
  return problems;
}

function cycleProblem(job: JobDefinition, index: number, circle: readonly string[]): Problem {
  const message =
    circle.length === 2
      ? `'${job.name}' would start itself again and again`
      : `these jobs would start each other again and again: ${circle.toReversed().join(' -> ')}`;
  const hint = 'Give one of them a schedule instead.';
  return job.document.problem({ path: ['triggers', index, 'after'], code: 'import_cycle', message, hint });
}
