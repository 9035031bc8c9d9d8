/** What all steps that read files share: which files, what messages call them, and how bytes are counted. */
import { basename, dirname } from 'node:path';
import type { RecordFaults } from '../connectors/files/record-faults.ts';
import type { StepContext } from '../engine/step-contract.ts';
import { value } from '../model/setting.ts';
import { textOf, type TextSetting } from './text-setting.ts';

/** The setting that names the files. */
export const inputFile = (example: string) =>
  value(
    'The file: `data/..` below the workspace, also with `*` and `**` for several, read in the order of their names; or a bare name for a file that this run wrote.',
    { example },
  );

/** A file to read. */
export interface InputFile {
  readonly path: string;
  /** As messages call it: `data/orders.csv`. */
  readonly name: string;
}

/** The files that a setting names in this run. */
export async function inputFiles(
  setting: TextSetting,
  context: Pick<StepContext, 'step' | 'env' | 'files'>,
): Promise<readonly InputFile[]> {
  const name = textOf(setting, context);
  const paths = await context.files.find(name);
  const several = paths.length > 1 || /[*?[{]/.test(name);
  // With a pattern, what stands before its first special character tells files of the same name apart well enough.
  const folder = dirname(name.replace(/[*?[{].*$/, '_'));
  return paths.map((path) => ({ path, name: several ? `${folder}/${basename(path)}` : name }));
}

/** What a reader does with a record that it cannot take: what the step's `onError` says. */
export function recordFaults(context: StepContext): RecordFaults {
  return {
    fail: (record, error) => context.failRecord(record, error),
    reject: (record, code, reason) => context.reject(record, code, reason),
  };
}
