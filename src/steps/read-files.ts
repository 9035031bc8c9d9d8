/** What all steps that read files share: which files, what messages call them, and how bytes are counted. */
import { basename, relative, sep } from 'node:path';
import type { RecordFaults } from '../connectors/files/record-faults.ts';
import type { CheckContext, StepContext } from '../engine/step-contract.ts';
import { choice, text, value } from '../model/setting.ts';
import type { Batch } from '../model/value.ts';
import { types, type Shape } from '../model/value-type.ts';
import { textOf, type TextSetting } from './text-setting.ts';

/** The setting that names the files. */
export const inputFile = (example: string) =>
  value(
    'The file: `data/..` below the workspace, also with `*` and `**` for several, read in the order of their paths, compared character by character; or a bare name for a file that this run wrote.',
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
  const [data] = context.files.folders;
  // The whole path below the workspace: files of one name may lie in many folders.
  const below = (path: string): string =>
    data === undefined ? basename(path) : `data/${relative(data, path).split(sep).join('/')}`;
  return paths.map((path) => ({ path, name: several ? below(path) : name }));
}

/** The setting that says how files are compressed. */
export const compressionSetting = choice(
  ['auto', 'none', 'gzip', 'zstd'],
  'How the file is compressed. `auto` goes by its ending: `.gz` is gzip, `.zst` is zstd, any other is not compressed.',
).default('auto');

/** The setting for a column with the name of the file. */
export const filenameSetting = text(
  'The name of a further column, behind the others, that says which file a record comes from: `data/2026/03.csv`.',
  { example: 'source_file' },
).optional();

/** The shape with the column for the name of the file. */
export function withFilename(columns: Shape, filename: string | undefined, context: CheckContext): Shape {
  if (filename === undefined) return columns;
  if (columns.some(({ name }) => name === filename)) {
    context.problem(['filename'], 'duplicate_name', `There is a column '${filename}' already.`, 'Choose another name.');
    return columns;
  }
  return [...columns, { name: filename, type: types.text }];
}

/** Records with the name of the file they come from. */
export async function* namedRecords(
  batches: AsyncIterable<Batch>,
  filename: string | undefined,
  file: InputFile,
): AsyncGenerator<Batch> {
  for await (const batch of batches)
    yield filename === undefined ? batch : batch.map((record) => ({ ...record, [filename]: file.name }));
}

/** What a reader does with a record that it cannot take: what the step's `onError` says. */
export function recordFaults(context: StepContext): RecordFaults {
  return {
    fail: (record, error) => context.failRecord(record, error),
    reject: (record, code, reason) => context.reject(record, code, reason),
  };
}
