import { setTimeout as pause } from 'node:timers/promises';
import { defineCase } from '../define-case.ts';
import { processorSeconds } from '../processor-time.ts';
import { type ServedWorkspace, withWorkspace } from '../serve-workspace.ts';
import { trivialChain } from '../trivial-chain.ts';

const count = 2000;

/** What the server may take to start and to meet all jobs for the first time, in milliseconds; without it nothing is measured. */
const lead = 60_000;

/** Jobs that are all due once a day at the same second. */
function definitionsFor(due: Date): string {
  const cron = `${due.getUTCSeconds()} ${due.getUTCMinutes()} ${due.getUTCHours()} * * *`;
  const job = (at: number): string =>
    `---\nkind: job\nname: j${at}\nchain: c.Trivial\nschedule: { cron: "${cron}", zone: UTC }\n`;
  return `kind: workspace\nname: bench\n---${trivialChain}${Array.from({ length: count }, (_, at) => job(at)).join('')}`;
}

interface Burst {
  /** When the last run was queued, when the last one started and ended, and when the ledger knew of all ends. */
  readonly queued: number;
  readonly started: number;
  readonly ended: number;
  readonly known: number;
  /** Processor time of all processes for each job, in milliseconds. */
  readonly processor: number;
}

async function follow({ sql }: ServedWorkspace, due: Date): Promise<Burst> {
  const { rows } = await sql.query<{ count: number }>(
    'select count(*)::integer as count from millrace.schedules where next_planned = $1',
    [due],
  );
  if (rows[0]?.count !== count) throw new RangeError(`${rows[0]?.count} jobs are planned for ${due.toISOString()}`);
  if (Date.now() > due.getTime() - 1_000) throw new RangeError('The server was ready too late.');
  await pause(due.getTime() - Date.now());
  const before = await processorSeconds();
  for (;;) {
    const found = await sql.query<{ count: number }>(
      "select count(*)::integer as count from millrace.occurrences where state = 'succeeded'",
    );
    if (found.rows[0]?.count === count) break;
    await pause(250);
  }
  const processor = (((await processorSeconds()) - before) * 1000) / count;
  const known = (Date.now() - due.getTime()) / 1000;
  const times = await sql.query<Omit<Burst, 'known' | 'processor'> & { count: number }>(
    `select count(*)::integer as count, extract(epoch from max(queued_at) - $1)::float8 as queued,
       extract(epoch from max(started_at) - $1)::float8 as started, extract(epoch from max(ended_at) - $1)::float8 as ended
     from millrace.runs where outcome = 'ok'`,
    [due],
  );
  const [row] = times.rows;
  if (row?.count !== count) throw new RangeError(`${row?.count} runs ended well, not ${count}`);
  return { queued: row.queued, started: row.started, ended: row.ended, known, processor };
}

/** All jobs at once. */
export const bench = defineCase({
  title: '2,000 jobs due in the same second',
  method: `${count} jobs with the same cron, each with a trivial chain, on one node with the settings that it has by itself: scheduler, PostgreSQL (as it is delivered: it waits for the disk) and four runner processes share the machine. Timed from the instant at which all are due until the last run was queued with its occurrence, started in a runner, ended, and until the ledger knew of the last end. Processor time is that of server, runners and PostgreSQL together: others work on the machine.`,
  async run() {
    const due = new Date(Math.ceil((Date.now() + lead) / 1000) * 1000);
    const burst = await withWorkspace(definitionsFor(due), {}, (served) => follow(served, due));
    return [
      { what: 'all queued', value: burst.queued, unit: 's' },
      { what: 'all started', value: burst.started, unit: 's', target: 15 },
      { what: 'all ended', value: burst.ended, unit: 's' },
      { what: 'all known to the ledger', value: burst.known, unit: 's' },
      { what: 'processor time of a job, planned, run and followed', value: burst.processor, unit: 'ms' },
    ];
  },
});
