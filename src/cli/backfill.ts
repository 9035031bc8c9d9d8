import type { JobService } from '../http/job-service.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { Backfill, BackfillOrder, BackfillPlan } from '../model/backfill.ts';
import { localAdministrator } from '../model/principal.ts';
import { requireWorkable, usualBackfillLimit } from '../scheduler/plan-backfill.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { findJob } from './find-job.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { localTime } from './local-time.ts';
import { withLocal } from './open-local.ts';
import { counted } from './print-problems.ts';
import { instantText } from './runs.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

/** `millrace backfill`. */
export const backfillCommand = defineCommand({
  name: 'backfill',
  summary: 'Runs past instants of a job.',
  docs: 'They run one after the other on a server of the workspace, behind what the schedule or a person starts; `@planned` of each run is its past instant. Instants that succeeded, or are under way, are left alone. Without `--from` it lists the backfills of the job.',
  arguments: [{ name: 'JOB', summary: 'A job of the workspace.' }],
  options: [
    { name: 'from', value: 'T', summary: "A day or an instant; without an offset in the job's zone." },
    { name: 'to', value: 'T', summary: 'The same; a day means its end.' },
    { name: 'preview', summary: 'Only says what it would do.' },
    {
      name: 'limit',
      value: 'COUNT',
      summary: `More instants are refused; default ${usualBackfillLimit}, at most 10,000.`,
    },
    { name: 'again', summary: 'Also runs the instants that succeeded already.' },
    { name: 'cancel', value: 'ID', summary: 'Cancels what is left of a backfill; what runs goes on to its end.' },
    workspaceOption,
  ],
  examples: [
    {
      command: 'millrace backfill daily-sales --from 2026-02-01 --to 2026-02-28 --preview',
      shows: 'Which instants would run, and which exist already.',
    },
    { command: 'millrace backfill daily-sales --from 2026-02-01 --to 2026-02-28', shows: 'They run.' },
    { command: 'millrace backfill daily-sales', shows: 'The backfills of the job, and how far they are.' },
  ],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    const { name, schedule } = findJob(input.arguments[0], live.checked.workspace.jobs);
    const zone = schedule?.zone ?? live.zone;
    const act = actionOf(input);
    return withLocal({ live, terminal, looks: true }, (local) =>
      local.withJobs((jobs) => act({ jobs, name, zone, input, terminal })),
    );
  },
});

interface Action {
  readonly jobs: JobService;
  readonly name: string;
  readonly zone: string;
  readonly input: CommandInput;
  readonly terminal: Terminal;
}

const by = { principal: localAdministrator };

function actionOf(input: CommandInput): (action: Action) => Promise<number> {
  if (input.option('cancel') !== undefined) return cancel;
  if (input.option('from') === undefined && input.option('to') === undefined) return list;
  if (input.option('from') === undefined || input.option('to') === undefined) {
    throw usage('A backfill needs both ends of its range.', 'millrace backfill JOB --from 2026-02-01 --to 2026-02-28');
  }
  return input.flag('preview') ? preview : start;
}

function orderOf({ jobs, name, input }: Action): BackfillOrder {
  const limit = Number(input.option('limit') ?? usualBackfillLimit);
  const bound = (end: 'from' | 'to'): number => jobs.bound(name, input.option(end) ?? '', end);
  return { from: bound('from'), to: bound('to'), limit, again: input.flag('again') };
}

async function preview(action: Action): Promise<number> {
  const { jobs, name, zone, terminal } = action;
  const order = orderOf(action);
  const plan = await jobs.previewBackfill(name, order);
  requireWorkable(plan, order.limit);
  const rows = plan.instants.map(({ planned, runs, state }) => [
    localTime(planned, zone),
    instantText(planned),
    runs ? (state === undefined ? 'runs' : `runs (${state})`) : `left alone (${state})`,
  ]);
  const columns = [{ title: `in ${zone}`, least: 30 }, { title: 'UTC', least: 20 }, { title: '' }];
  await writeTable(terminal.out, columns, { rows, none: '' });
  await writeLines(terminal.err, [planWords(plan)]);
  return 0;
}

const planWords = ({ count, existing }: Pick<BackfillPlan, 'count' | 'existing'>): string =>
  `${counted(count, 'instant')} would run${existing === 0 ? '' : `, ${existing} left alone`}.`;

async function start(action: Action): Promise<number> {
  const { jobs, name, terminal } = action;
  const { id, total } = await jobs.startBackfill(name, orderOf(action), by);
  await writeLines(terminal.out, [
    `${name}: ${counted(total, 'instant')} planned as backfill ${id}; a server performs them one after the other.`,
  ]);
  return 0;
}

/** `succeeded 3, planned 7`. */
function countWords({ counts }: Backfill): string {
  return Object.entries(counts)
    .map(([state, count]) => `${state} ${count}`)
    .join(', ');
}

async function list({ jobs, name, zone, terminal }: Action): Promise<number> {
  const rows = (await jobs.backfills(name)).map((one) => [
    one.id,
    localTime(one.from, zone),
    localTime(one.to, zone),
    one.by.name,
    countWords(one),
  ]);
  const columns = [
    { title: 'backfill', least: 36 },
    { title: 'from', least: 30 },
    { title: 'to', least: 30 },
    { title: 'by' },
    { title: 'instants', least: 20 },
  ];
  await writeTable(terminal.out, columns, { rows, none: `There are no backfills of ${name}.` });
  return 0;
}

async function cancel({ jobs, name, input, terminal }: Action): Promise<number> {
  const cancelled = await jobs.cancelBackfill(name, input.option('cancel') ?? '', by);
  await writeLines(terminal.out, [`${name}: ${countWords(cancelled)}.`]);
  return 0;
}
