/**
 * `npm run bench [case..]`: every case of `cases/` in a process of its own, results beside it as `results.md` and
 * `results.json`, with the machine they were taken on. A case is one file that exports `bench`.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchCase, Measure } from './define-case.ts';
import { formatResults, type Results } from './format-results.ts';

const here = import.meta.dirname;
const resultsFile = path.join(here, 'results.json');
const filesFolder = path.join(here, '..', '.cache', 'bench');

const given = process.argv.slice(2);
const [only] = given;
if (only?.startsWith('--measure=') === true) await measure(only.slice('--measure='.length));
else await runAll(given);

/** In the process of a case: measures, and prints the measures as JSON. */
async function measure(name: string): Promise<void> {
  await mkdir(filesFolder, { recursive: true });
  const { bench } = await load(name);
  process.stdout.write(JSON.stringify(await bench.run(filesFolder)));
}

async function load(name: string): Promise<{ readonly bench: BenchCase }> {
  return (await import(path.join(here, 'cases', `${name}.ts`))) as { bench: BenchCase };
}

async function runAll(wanted: readonly string[]): Promise<void> {
  const files = await readdir(path.join(here, 'cases'));
  const names = files.map((file) => path.basename(file, '.ts')).sort();
  const results = await readResults();
  for (const name of names) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const { title, method } = (await load(name)).bench;
    results.cases[name] = {
      title,
      method,
      taken: new Date().toISOString().slice(0, 10),
      measures: await measureApart(name),
    };
    console.log(formatResults({ ...results, cases: { [name]: results.cases[name] } }));
  }
  results.machine = machine();
  await writeFile(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(path.join(here, 'results.md'), `# Results\n\n${formatResults(results)}`);
}

async function measureApart(name: string): Promise<readonly Measure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, `--measure=${name}`]);
  return JSON.parse(stdout) as Measure[];
}

async function readResults(): Promise<Results> {
  try {
    return JSON.parse(await readFile(resultsFile, 'utf8')) as Results;
  } catch {
    return { machine: machine(), cases: {} };
  }
}

function machine(): Results['machine'] {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}
