import type { JobDefinition } from '../model/definitions/definition.ts';
import { describeSchedule } from '../scheduler/describe-schedule.ts';
import { type PreviewEntry, type PreviewRange, previewSchedule, usualPreview } from '../scheduler/preview-schedule.ts';
import { rangeBound } from '../scheduler/range-bound.ts';
import type { Schedule } from '../scheduler/schedule.ts';
import { toScheduledJob } from '../scheduler/scheduled-job.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { findJob } from './find-job.ts';
import { loadChecked, optionFolder, workspaceOption } from './load-checked.ts';
import { localTime } from './local-time.ts';
import { instantText } from './runs.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

const most = 1_000_000;

/** `millrace schedule`. */
export const scheduleCommand = defineCommand({
  name: 'schedule',
  summary: 'Shows when a job will run, with the changes of its zone marked.',
  docs: 'It needs no server and touches nothing. A day given to `--to` means its end; times without an offset are in the zone of the job.',
  arguments: [
    { name: 'ACTION', summary: '`preview`.' },
    { name: 'JOB', summary: 'A job of the workspace.' },
  ],
  options: [
    { name: 'from', value: 'T', summary: 'A day or an instant; default: now.' },
    { name: 'to', value: 'T', summary: 'The same; default: 400 days later.' },
    { name: 'limit', value: 'COUNT', summary: 'How many instants at most; default 400.' },
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      summary: 'table (default) or ndjson.',
      choices: ['table', 'ndjson'],
    },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace schedule preview daily-sales', shows: 'The next 400 days.' },
    {
      command: 'millrace schedule preview daily-sales --from 2026-03-01 --to 2026-03-31 --format ndjson',
      shows: 'A month, one instant or change of the zone a line.',
    },
  ],
  async run(input, terminal) {
    const [action = '', named] = input.arguments;
    if (action !== 'preview') throw usage(`'${action}' is not preview.`, 'millrace schedule preview JOB');
    const { workspace } = await loadChecked(await optionFolder(input, terminal));
    const job = findJob(named, workspace.jobs);
    const { schedule, enabled } = toScheduledJob(job, workspace);
    if (schedule === undefined) throw usage(`The job '${job.name}' has no schedule: it runs by hand only.`);
    await preview({ job, schedule, enabled }, input, terminal);
    return 0;
  },
});

interface Previewed {
  readonly job: JobDefinition;
  readonly schedule: Schedule;
  readonly enabled: boolean;
}

function rangeOf(input: CommandInput, { zone }: Schedule, now: number): PreviewRange {
  const bound = (end: 'from' | 'to'): number | undefined => {
    const text = input.option(end);
    return text === undefined ? undefined : rangeBound(text, { name: `--${end}`, zone, end });
  };
  const usual = usualPreview(bound('from') ?? now);
  const to = bound('to') ?? usual.to;
  if (to < usual.from) throw usage('The range ends before it begins.', 'Give the earlier instant as --from.');
  const limit = Number(input.option('limit') ?? 400);
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw usage(`--limit is a whole number from 1 to ${most}, not '${input.option('limit')}'.`);
  }
  return { from: usual.from, to, limit };
}

async function preview({ job, schedule, enabled }: Previewed, input: CommandInput, terminal: Terminal): Promise<void> {
  const range = rangeOf(input, schedule, terminal.clock.now());
  const { entries, more } = previewSchedule(schedule, range);
  const { zone } = schedule;
  if (input.option('format') === 'ndjson') {
    await writeLines(
      terminal.out,
      entries.map((entry) => JSON.stringify(lineOf(entry, zone))),
    );
  } else {
    await writeLines(terminal.err, [`${job.name}: ${describeSchedule(schedule)}${enabled ? '' : ' (disabled)'}`]);
    const columns = [{ title: `in ${zone}`, least: 30 }, { title: 'UTC', least: 20 }, { title: '' }];
    const rows = entries.map((entry) => rowOf(entry, zone));
    await writeTable(terminal.out, columns, { rows, none: 'There are no instants in this range.' });
  }
  if (more) {
    const hint = `There are more than ${range.limit}; see --limit.`;
    await writeLines(terminal.err, [terminal.err.paint('dim', hint)]);
  }
}

function lineOf(entry: PreviewEntry, zone: string): Record<string, string> {
  const at = { at: instantText(entry.at), local: localTime(entry.at, zone) };
  if (entry.kind === 'instant') return { kind: 'instant', ...at };
  return { kind: 'change', ...at, clocks: changeWords(entry.offset - entry.before) };
}

function rowOf(entry: PreviewEntry, zone: string): readonly string[] {
  const mark = entry.kind === 'instant' ? '' : `-- ${changeWords(entry.offset - entry.before)}`;
  return [localTime(entry.at, zone), instantText(entry.at), mark];
}

/** What the clocks of a zone do, given by how many milliseconds they are moved. */
function changeWords(moved: number): string {
  const minutes = Math.abs(moved) / 60_000;
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  const by = [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter((part) => part !== '').join(' ');
  return `the clocks go ${moved > 0 ? 'forward' : 'back'} by ${by === '' ? `${Math.abs(moved) / 1000} s` : by}`;
}
