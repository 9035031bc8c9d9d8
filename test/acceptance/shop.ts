/** The example shop in a folder of its own, the command line as a process of its own, and a look into the store. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { openEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Something to be let go of at the end of a test or a file. */
export type Disposer = () => Promise<void> | void;

/** Collects what is to be let go of; a file calls `dispose` after its last test. */
export function createCleanUp() {
  const disposers: Disposer[] = [];
  return {
    add: (dispose: Disposer) => void disposers.unshift(dispose),
    async dispose() {
      for (const dispose of disposers.splice(0)) await dispose();
    },
  };
}

/** How a command ended. */
export interface CommandEnd {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
  /** Standard output as one JSON value a line. */
  records<T>(): T[];
}

/** What a command may be given. */
export interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** The environment of our processes: ours without settings of Millrace, but for `more`. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !name.startsWith('MILLRACE_') &&
      !name.startsWith('NODE_TEST') &&
      name !== 'DATABASE_URL' &&
      name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...more };
}

/** The program that `npx millrace` starts. */
const program = join(root, 'bin', 'millrace.js');

/** A command that runs. */
export interface RunningCommand {
  /** Sends it a signal, as Ctrl+C does. */
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<CommandEnd>;
}

/** Starts `millrace` with what was typed, as a process of its own. */
export function begin(typed: readonly string[], options: CommandOptions = {}): RunningCommand {
  const child = spawn(process.execPath, [program, ...typed], {
    cwd: options.folder ?? tmpdir(),
    env: cleanEnvironment(options.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise<number | null>((resolve) => void child.once('close', resolve));
  const end = async (): Promise<CommandEnd> => {
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const lines = (): string[] => out.split('\n').filter((line) => line !== '');
    return { exit: await exit, out, err, records: <T>() => lines().map((line) => JSON.parse(line) as T) };
  };
  return { signal: (signal) => void child.kill(signal), ended: end() };
}

/** Runs `millrace` to its end. */
export function millrace(typed: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
  return begin(typed, options).ended;
}

/** An empty folder of our own. */
export async function temporaryFolder(cleanUp: { add(dispose: Disposer): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-acceptance-'));
  cleanUp.add(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A change of a definition: every occurrence of a text becomes another; there must be one. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Changes files of a workspace. */
export async function editShop(folder: string, edits: readonly Edit[]): Promise<void> {
  for (const { file, from, to } of edits) {
    const before = await readFile(join(folder, file), 'utf8');
    if (!before.includes(from)) throw new Error(`'${from}' does not stand in ${file}`);
    await writeFile(join(folder, file), before.replaceAll(from, to));
  }
}

/** A copy of the example workspace, edited. */
export async function copyShop(
  cleanUp: { add(dispose: Disposer): void },
  edits: readonly Edit[] = [],
): Promise<string> {
  const folder = await temporaryFolder(cleanUp);
  const shop = join(root, 'examples', 'shop');
  await cp(shop, folder, { recursive: true, filter: (file) => basename(file) !== '.millrace' });
  await editShop(folder, edits);
  return folder;
}

/** The PostgreSQL of a workspace, asked behind the back of the product. */
export interface StoreLook {
  /** Its address, for a database of a name; without one the store's own. */
  url(database?: string): string;
  query<T extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<T[]>;
}

/** Joins the embedded PostgreSQL of a workspace, or starts it; it runs on at least until the end of the file. */
export async function lookIntoStore(cleanUp: { add(dispose: Disposer): void }, folder: string): Promise<StoreLook> {
  const postgres = await openEmbeddedPostgres({
    directory: join(folder, '.millrace'),
    clock: systemClock,
    logger: silentLogger,
  });
  cleanUp.add(() => postgres.close());
  return {
    url: (database) => postgres.url(database),
    async query<T extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
      const client = new pg.Client({ connectionString: postgres.url() });
      await client.connect();
      try {
        return (await client.query<T>(sql, [...values])).rows;
      } finally {
        await client.end();
      }
    },
  };
}

/** What `millrace run` says of its run on standard error. */
export function runIdOf({ err }: CommandEnd): string {
  return /· run ([0-9a-f-]{36})/.exec(err)?.[1] ?? '';
}
