/** Compares what stands in the files that would have been written with what a test expects. */
import { toMillraceError } from '../../core/errors.ts';
import type { Expected, ExpectedFile } from '../../model/definitions/expect-schema.ts';
import { ExactDecimal } from '../../model/value.ts';

/** The rows of a file, by the headings of its columns. */
export interface FileRows {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A file that a run of a test wrote. */
export interface WrittenFile {
  readonly name: string;
  /** What stands in it, of a workbook in a sheet; throws where its format is not read here. */
  read(sheet: string | undefined): Promise<FileRows>;
}

/** What is different. */
export async function compareFiles(expected: Expected['files'], files: readonly WrittenFile[]): Promise<string[]> {
  if (expected === undefined) return [];
  if (expected === 'none') return files.length === 0 ? [] : [`files: expected none, got ${namesOf(files)}`];
  const found = await Promise.all(
    Object.entries(expected).map(([name, wanted]) => compareFile(name, { wanted, files })),
  );
  return found.flat();
}

const namesOf = (files: readonly WrittenFile[]): string => files.map(({ name }) => name).join(', ') || 'none';

async function compareFile(
  name: string,
  { wanted, files }: { wanted: ExpectedFile; files: readonly WrittenFile[] },
): Promise<string[]> {
  const at = `files.${name}`;
  const file = files.find((one) => one.name === name);
  if (wanted === 'none') return file === undefined ? [] : [`${at}: expected none, but it was written`];
  if (file === undefined) return [`${at}: it was not written; files: ${namesOf(files)}`];
  const whole = Array.isArray(wanted) ? { rows: wanted } : wanted;
  try {
    return compareContent(at, whole, await file.read(whole.sheet));
  } catch (thrown) {
    return [`${at}: ${toMillraceError(thrown).message}`];
  }
}

type WantedContent = Exclude<ExpectedFile, 'none' | readonly unknown[]>;

function compareContent(at: string, { rows, ordered = false, count, columns }: WantedContent, got: FileRows): string[] {
  const differences: string[] = [];
  if (columns !== undefined && columns.join('\n') !== got.columns.join('\n'))
    differences.push(`${at}: expected the columns ${columns.join(', ')}, got ${got.columns.join(', ')}`);
  if (count !== undefined && got.rows.length !== count)
    differences.push(`${at}: expected ${count} rows, got ${got.rows.length}`);
  if (rows === undefined) return differences;
  const strange = rows.flatMap((row) => Object.keys(row)).find((name) => !got.columns.includes(name));
  if (strange !== undefined)
    return [...differences, `${at}: it has no column '${strange}', but ${got.columns.join(', ')}`];
  return [...differences, ...compareRows(at, { rows, ordered }, got.rows)];
}

type Row = Readonly<Record<string, unknown>>;

function compareRows(at: string, wanted: { rows: readonly Row[]; ordered: boolean }, got: readonly Row[]): string[] {
  const left = [...got];
  const faults = wanted.rows.flatMap((row, index) => {
    const found = wanted.ordered
      ? isRow(row, got[index])
        ? 0
        : -1
      : left.findIndex((candidate) => isRow(row, candidate));
    if (found >= 0) left.splice(found, 1);
    return found >= 0
      ? []
      : [
          `${at}: expected the row ${JSON.stringify(row)}${wanted.ordered ? ` at ${index}, got ${JSON.stringify(got[index] ?? null)}` : ', which is not there'}`,
        ];
  });
  if (wanted.ordered)
    return got.length === wanted.rows.length
      ? faults
      : [`${at}: expected ${wanted.rows.length} rows, got ${got.length}`, ...faults];
  return [
    ...faults,
    ...left.slice(0, 5).map((row) => `${at}: got the row ${JSON.stringify(row)}, which was not expected`),
  ];
}

function isRow(wanted: Row, got: Row | undefined): boolean {
  return got !== undefined && Object.entries(wanted).every(([name, value]) => isCell(value, got[name]));
}

/** Files know fewer types than chains: numbers are compared as numbers, everything else by how it is written. */
function isCell(wanted: unknown, got: unknown): boolean {
  const [a, b] = [textOf(wanted), textOf(got)];
  if (a === b) return true;
  const number = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
  return number.test(a) && number.test(b) && new ExactDecimal(a).eq(b);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().replace(/(?:T00:00:00)?\.000Z$/, '');
  if (typeof value === 'object' && !('text' in value)) return JSON.stringify(value);
  return String(value);
}
