import { readdirSync, readFileSync } from 'node:fs';

/** The processes of scripts that this process (or the one that is named) started and that still run; Linux alone tells. */
export function scriptProcesses(parent?: number): readonly number[] {
  if (process.platform !== 'linux') return [];
  const all = readdirSync('/proc').filter((id) => /^\d+$/.test(id));
  return all.map(Number).filter((id) => isScript(id) && (parent === undefined || parentOf(id) === parent));
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
