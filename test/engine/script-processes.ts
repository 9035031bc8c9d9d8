import { readdirSync, readFileSync } from 'node:fs';

/** The processes of scripts that still run: all, or those below a process; Linux alone tells. */
export function scriptProcesses(ancestor?: number): readonly number[] {
  if (process.platform !== 'linux') return [];
  const all = readdirSync('/proc').filter((id) => /^\d+$/.test(id));
  return all.map(Number).filter((id) => isScript(id) && (ancestor === undefined || descends(id, ancestor)));
}

function read(id: number, name: 'stat' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    // It ended between the list and the look.
    return '';
  }
}

function isScript(id: number): boolean {
  return read(id, 'cmdline').includes('isolated-vm') && !/\) Z /.test(read(id, 'stat'));
}

function parentOf(id: number): number {
  return Number(/\) \w (\d+) /.exec(read(id, 'stat'))?.[1]);
}

function descends(id: number, ancestor: number): boolean {
  for (let at = parentOf(id); at > 1; at = parentOf(at)) if (at === ancestor) return true;
  return false;
}
