/** What is wrong, in words, each with one thing to do; the worst first. Pure. */
import type { Schemas } from '../api/client.ts';
import { isBad } from '../runs/tone.ts';

/** One thing that is wrong. */
export interface Attention {
  readonly key: string;
  readonly severity: 'bad' | 'warning';
  readonly title: string;
  readonly detail: string;
  readonly to?: { readonly path: string; readonly words: string };
  /** A job that can be run again. */
  readonly job?: Schemas['Job'];
  readonly at?: string;
}

interface Known {
  readonly problems: readonly Schemas['DefinitionProblem'][];
  readonly jobs: readonly Schemas['Job'][];
  readonly parts: readonly { readonly name: string; readonly healthy: boolean; readonly why?: string }[];
  /** The last runs, the newest first. */
  readonly runs: readonly Schemas['RunSummary'][];
}

/** Everything that needs somebody. */
export function attentionOf({ problems, jobs, parts, runs }: Known): readonly Attention[] {
  return [
    ...parts.filter(({ healthy }) => !healthy).map(unwell),
    ...problems.filter(({ severity }) => severity === 'error').map(faulty),
    ...jobs.flatMap(troubled),
    ...failedChains(runs),
  ];
}

function unwell({ name, why }: Known['parts'][number]): Attention {
  return {
    key: `part ${name}`,
    severity: 'bad',
    title: `The server's ${name} is unwell`,
    detail: why ?? 'Its log says more.',
  };
}

function faulty(problem: Schemas['DefinitionProblem'], at: number): Attention {
  const { file, line, message, hint, path } = problem;
  const where = file === undefined ? 'A definition' : `${file}, line ${line}`;
  const chain = /^chains\.([\w-]+)/.exec(path ?? '')?.[1];
  const what = chain === undefined ? '' : ` in ${chain}`;
  return {
    key: `problem ${at}`,
    severity: 'bad',
    title: `${where}: an error${what}`,
    detail: [message, hint].filter((part) => part !== undefined).join(' '),
  };
}

function troubled(job: Schemas['Job']): readonly Attention[] {
  const { name, lastRun, paused } = job;
  if (paused !== undefined) {
    const to = { path: `/jobs/${name}`, words: 'See the job' };
    return [
      {
        key: `paused ${name}`,
        severity: 'warning',
        title: `${name} is paused`,
        detail: paused.reason,
        to,
        at: paused.at,
      },
    ];
  }
  const others = job.alerts.filter(({ kind }) => kind !== 'failed').map((alert) => fires(job, alert));
  if (lastRun === undefined || !isBad(lastRun)) return others;
  const detail = lastRun.problem?.message ?? `It ended ${lastRun.outcome}.`;
  const to = { path: `/runs/${lastRun.id}`, words: 'See what happened' };
  return [
    {
      key: `job ${name}`,
      severity: 'bad',
      title: `${name} failed`,
      detail,
      to,
      job,
      at: lastRun.endedAt ?? lastRun.queuedAt,
    },
    ...others,
  ];
}

/** A job that is late or silent; that it failed is told with its run. */
function fires({ name }: Schemas['Job'], { kind, cause, since }: Schemas['Job']['alerts'][number]): Attention {
  return {
    key: `alert ${kind} ${name}`,
    severity: 'warning',
    title: `${name} is ${kind}`,
    detail: cause,
    to: { path: `/alerts?job=${encodeURIComponent(name)}`, words: 'See the alert' },
    at: since,
  };
}

/** Chains whose last run by hand ended badly; what a job ran is told with the job. */
function failedChains(runs: readonly Schemas['RunSummary'][]): readonly Attention[] {
  const seen = new Set<string>();
  return runs.flatMap((run) => {
    if (seen.has(run.chain)) return [];
    seen.add(run.chain);
    if (!isBad(run) || run.trigger.job !== undefined) return [];
    const to = { path: `/runs/${run.id}`, words: 'See what happened' };
    const detail = run.problem?.message ?? `It ended ${run.outcome}.`;
    return [
      {
        key: `run ${run.id}`,
        severity: 'bad',
        title: `${run.chain} failed`,
        detail,
        to,
        at: run.endedAt ?? run.queuedAt,
      },
    ];
  });
}
