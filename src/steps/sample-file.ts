/** What steps that read files say of the first of them, for those who write its columns. */
import type { SniffedColumns } from '../connectors/files/sniff-columns.ts';
import type { SampleContext, SourceSample } from '../engine/step-contract.ts';
import type { Shape } from '../model/value-type.ts';
import { type InputFile, inputFiles } from './read-files.ts';
import type { TextSetting } from './text-setting.ts';

/** Looks at the first of the files that a setting names. */
export async function sampleFile(
  setting: TextSetting,
  context: SampleContext,
  look: (file: InputFile) => Promise<SniffedColumns>,
): Promise<SourceSample> {
  const [first, ...others] = await inputFiles(setting, context);
  if (first === undefined) return { of: setting.setting, basis: 'from no file', shape: [] };
  const { shape, looked, complete, notes } = await look(first);
  return {
    of: fileWords(first, others.length),
    basis: basisOf(looked, complete),
    shape,
    notes: [...notes, ...(complete ? [] : roundingNotes(shape))],
  };
}

/** A decimal with more places than were seen would be rounded without a word. */
function roundingNotes(shape: Shape): readonly string[] {
  const names = shape.filter(({ type }) => type.kind === 'decimal').map(({ name }) => name);
  if (names.length === 0) return [];
  return [`Values are rounded to the places that were seen: give ${names.join(', ')} more if later ones have more.`];
}

/** The file, and how many there are beside it. */
export function fileWords({ name }: InputFile, others: number): string {
  return others === 0 ? name : `${name} (the first of ${others + 1} files)`;
}

function basisOf(looked: number, complete: boolean): string {
  if (looked === 1) return complete ? 'from its only record' : 'from its first record';
  if (looked === 0) return 'from its header alone, as there are no records';
  return complete ? `from all of its ${looked} records` : `from its first ${looked} records`;
}
