import { readdir, readFile } from 'node:fs/promises';

/** Of the kernel, in seconds. */
const tick = 0.01;

interface Found {
  readonly parent: number;
  readonly seconds: number;
}

/** Processor seconds that this process and all that came of it have taken: server, runners and PostgreSQL. On Linux. */
export async function processorSeconds(): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = new Map<number, Found>();
  await Promise.all(ids.map(async (id) => all.set(id, await readStat(id))));
  const isOurs = (id: number): boolean => id === process.pid || (id > 1 && isOurs(all.get(id)?.parent ?? 0));
  return [...all].reduce((sum, [id, { seconds }]) => (isOurs(id) ? sum + seconds : sum), 0);
}

/** With its children that have ended and were waited for. */
async function readStat(id: number): Promise<Found> {
  const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => ''); // it has ended meanwhile
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1] ?? 0), seconds: ticks * tick };
}
