import type { JobService, JobStatus } from '../http/job-service.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { JobDefinition } from '../model/definitions/definition.ts';
import { localAdministrator } from '../model/principal.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { findJob } from './find-job.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { localTime } from './local-time.ts';
import { withLocal } from './open-local.ts';
import { historyColumns, occurrenceJson, occurrenceRows } from './job-history.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

/** `millrace jobs`. */
export const jobsCommand = defineCommand({
  name: 'jobs',
  summary: 'Lists jobs, says what became of one, starts one, pauses or resumes it.',
  docs: 'What is started waits in the queue until a server of the workspace has room for it. A paused job plans nothing; when it is resumed, its next instant is computed from then on.',
  arguments: [
    { name: 'ACTION', summary: '`list` (default), `history`, `run`, `pause` or `resume`.', optional: true },
    { name: 'JOB', summary: 'For all but list: which job.', optional: true },
  ],
  options: [
    {
      name: 'planned',
      value: 'T',
      summary:
        "For run: the instant that it stands for, `@planned` of its run; default: now. Without an offset in the job's zone.",
    },
    { name: 'limit', value: 'COUNT', summary: 'For history: how many occurrences, at most 200; default 20.' },
    { name: 'reason', value: 'TEXT', summary: 'For pause: why, for those who see it paused.' },
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      summary: 'For list and history: table (default) or json.',
      choices: ['table', 'json'],
    },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace jobs', shows: 'When each comes next, and what is wrong with it.' },
    {
      command: 'millrace jobs run daily-sales --planned 2026-03-01T08:00',
      shows: 'The report of that morning once more.',
    },
    {
      command: 'millrace jobs history daily-sales',
      shows: 'Its last occurrences, each with the run of every attempt: `millrace logs` takes either.',
    },
    {
      command: 'millrace jobs pause daily-sales --reason "stocktaking"',
      shows: 'Nothing is planned until it is resumed.',
    },
  ],
  async run(input, terminal) {
    const [action = 'list'] = input.arguments;
    const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (act === undefined) throw usage(`'${action}' is not list, history, run, pause or resume.`);
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    const job = action === 'list' ? undefined : findJob(input.arguments[1], live.checked.workspace.jobs);
    return withLocal({ live, terminal, looks: true }, (local) =>
      local.withJobs((jobs) => act({ jobs, live, job, input, terminal })),
    );
  },
});

interface Action {
  readonly jobs: JobService;
  readonly live: LiveWorkspace;
  readonly job: JobDefinition | undefined;
  readonly input: CommandInput;
  readonly terminal: Terminal;
}

const by = { principal: localAdministrator };

const actions: Readonly<Record<string, (action: Action) => Promise<number>>> = {
  list: listJobs,
  history: listHistory,
  run: runJob,
  pause: pauseJob,
  resume: resumeJob,
};

function standingOf(
  { paused, alerts, next, triggers }: JobStatus,
  { enabled = true, schedule }: JobDefinition,
): string {
  if (!enabled) return 'disabled';
  if (paused !== undefined) return `paused: ${paused.reason}`;
  if (alerts.length > 0) return `${alerts.map(({ kind }) => kind).join(', ')}: ${alerts[0]?.cause ?? ''}`;
  const blind = triggers.find(({ problem }) => problem !== undefined);
  if (blind !== undefined) return `cannot look: ${blind.problem ?? ''}`;
  if (schedule === undefined) return triggers.length === 0 ? 'by hand only' : 'waits';
  return next.length === 0 ? 'nothing is planned' : 'scheduled';
}

async function listJobs({ jobs, live, input, terminal }: Action): Promise<number> {
  const definitions = live.checked.workspace.jobs;
  const known = (await jobs.list()).flatMap((status) => {
    const definition = definitions.get(status.job);
    return definition === undefined ? [] : [{ status, definition }];
  });
  if (input.option('format') === 'json') {
    await writeLines(
      terminal.out,
      known.map(({ status, definition: { chain, enabled = true } }) =>
        JSON.stringify({ ...status, chain, enabled, next: status.next.map((at) => new Date(at).toISOString()) }),
      ),
    );
    return 0;
  }
  const columns = [
    { title: 'job', least: 16 },
    { title: 'starts', least: 16 },
    { title: 'next', least: 30 },
    { title: 'state', least: 12 },
  ];
  const rows = known.map(({ status, definition }) => {
    const [next] = status.next;
    return [
      status.job,
      [status.words ?? [], ...status.triggers.map(({ words }) => words)].flat().join('; '),
      next === undefined ? '' : localTime(next, status.zone),
      standingOf(status, definition),
    ];
  });
  await writeTable(terminal.out, columns, { rows, none: 'There are no jobs.' });
  return 0;
}

/** The job that was named: `run` of the command has looked it up. */
const nameOf = ({ job }: Action): string => findJob(job?.name, new Map(job && [[job.name, job]])).name;

async function runJob(action: Action): Promise<number> {
  const { jobs, input, terminal } = action;
  const name = nameOf(action);
  const planned = input.option('planned');
  const instant = planned === undefined ? undefined : jobs.bound(name, planned, 'from');
  const { run } = await jobs.trigger(name, by, instant);
  const told =
    run === undefined
      ? `${name} waits for what goes on before it.`
      : `${name} is queued as run ${run}; a server performs it.`;
  await writeLines(terminal.out, [told]);
  return 0;
}

async function listHistory(action: Action): Promise<number> {
  const { jobs, live, input, terminal } = action;
  const name = nameOf(action);
  const limit = Number(input.option('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw usage(`--limit is a whole number from 1 to 200, not '${input.option('limit')}'.`);
  const occurrences = await jobs.occurrences(name, { limit });
  const zone = (await jobs.get(name))?.zone ?? live.zone;
  if (input.option('format') === 'json') await writeLines(terminal.out, occurrences.map(occurrenceJson));
  else
    await writeTable(terminal.out, historyColumns, {
      rows: occurrences.flatMap((one) => occurrenceRows(one, zone)),
      none: `Nothing has become of ${name} yet.`,
    });
  return 0;
}

async function pauseJob(action: Action): Promise<number> {
  const { jobs, input, terminal } = action;
  const name = nameOf(action);
  await jobs.pause(name, input.option('reason') ?? 'By hand, at the terminal.', by);
  await writeLines(terminal.out, [`${name} is paused: nothing is planned until it is resumed.`]);
  return 0;
}

async function resumeJob(action: Action): Promise<number> {
  const { jobs, terminal } = action;
  const name = nameOf(action);
  await jobs.resume(name, by);
  const [next] = (await jobs.get(name))?.next ?? [];
  const zone = (await jobs.get(name))?.zone ?? 'UTC';
  const told = next === undefined ? 'it has no further instants.' : `its next instant is ${localTime(next, zone)}.`;
  await writeLines(terminal.out, [`${name} is resumed; ${told}`]);
  return 0;
}
