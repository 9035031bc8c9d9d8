/** Files that arrive while nodes fail, written as clumsily as people do it; and what must hold of what they and ends cause. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StoreLook } from '../acceptance/shop.ts';
import { until } from './cluster.ts';

/** Puts files into the inbox of a workspace until it is stopped; each is begun, and finished a little later. Gives their paths. */
export async function sendFiles(folder: string, stop: AbortSignal): Promise<readonly string[]> {
  const inbox = join(folder, 'data', 'inbox');
  await mkdir(inbox, { recursive: true });
  const sent: string[] = [];
  while (!stop.aborted) {
    const name = `${String(sent.length).padStart(5, '0')}.csv`;
    sent.push(`data/inbox/${name}`);
    await writeFile(join(inbox, name), 'no\n');
    await pause(300);
    await appendFile(join(inbox, name), `${sent.length}\n`);
    await pause(2_500);
  }
  return sent;
}

/** Waits until every file and every end of the job `slow` has started its job, and holds that each did once; gives how many. */
export async function checkCaused(store: StoreLook, files: readonly string[], last: number): Promise<string> {
  const missing = (): Promise<readonly unknown[]> =>
    store.query(
      `select path from unnest($1::text[]) path where not exists (
         select from millrace.occurrences where job = 'arrived' and cause ->> 'file' = path and ended_at is not null)
       union all
       select id::text from millrace.occurrences o where job = 'slow' and state in ('succeeded', 'failed', 'cancelled')
         and planned <= to_timestamp($2) and not exists (select from millrace.occurrences c
           where c.job = 'chained' and c.origin = 'after:' || o.id and c.ended_at is not null) limit 5`,
      [files, last],
    );
  await until('all that has happened has started its job', async () => (await missing()).length === 0, 60_000).catch(
    async (error: unknown) => assert.fail(`${String(error)}: ${JSON.stringify(await missing())}`),
  );
  const doubled = await store.query(
    `select job, coalesce(cause ->> 'file', origin) as cause, count(*)::int from millrace.occurrences
     where job in ('chained', 'arrived') group by 1, 2 having count(*) > 1`,
  );
  assert.deepEqual(doubled, [], 'nothing that happened started its job twice');
  const counts = await store.query<{ job: string; count: number }>(
    `select job, count(*)::int from millrace.occurrences where job in ('chained', 'arrived') group by 1`,
  );
  return `${files.length} files; ${counts.map(({ job, count }) => `${job} ${count}`).join(', ')}`;
}
