/** Files of users: YAML, JSON or CSV, by the ending of their name. Every fault is reported with its place. */
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { type Issue, MillraceError, messageOf } from '../core/errors.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import { type Fault, parseWithSchema } from '../model/definitions/schema-faults.ts';
import { formatPath, sentence } from '../model/problem.ts';
import { valueFromText } from '../model/value-from-text.ts';
import type { UserDraft } from './users.ts';

const draftSchema = z.strictObject({
  name: z.string(),
  displayName: z.string().min(1).max(200).optional(),
  email: z.email('An e-mail address').max(254).optional(),
  roles: z.array(z.string()).optional(),
  attributes: z.record(z.string(), z.unknown()).optional(),
  password: z.string().optional(),
});
const listSchema = z.array(draftSchema).max(10_000);

/** A file of users. */
export interface UsersFile {
  /** Its name, which tells what it is: `people.csv`. */
  readonly name: string;
  readonly text: string;
}

/** The users of a file; `attributes` are those of the workspace, by whose types the columns of CSV are read. */
export function parseUsers(file: UsersFile, attributes: readonly DeclaredField[]): readonly UserDraft[] {
  const read = readFile(file, attributes);
  const list = isRecord(read) && Object.keys(read).join() === 'users' ? read['users'] : read;
  const { value: data, faults } = parseWithSchema(listSchema, list);
  if (data === undefined) throw malformed(file, faults.map(toIssue));
  const twice = data.findIndex(({ name }, index) => data.findIndex((other) => other.name === name) < index);
  if (twice === -1) return data;
  const message = `There are two users '${data[twice]?.name}'.`;
  throw malformed(file, [{ path: formatPath([twice, 'name']), message, code: 'duplicate_name' }]);
}

function toIssue({ path, message, hint, code }: Fault): Issue {
  return { path: formatPath(path), message: [sentence(message), hint].filter(Boolean).join(' '), code };
}

function malformed({ name }: UsersFile, issues: readonly Issue[]): MillraceError {
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `;
  return new MillraceError('invalid_input', `${name} is no list of users. ${where}${first?.message ?? ''}${more}`, {
    hint: 'Each has a name, and may have displayName, email, roles, attributes and password.',
    issues,
  });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readFile(file: UsersFile, attributes: readonly DeclaredField[]): unknown {
  try {
    if (/\.csv$/i.test(file.name)) return readCsv(file.text, attributes);
    if (/\.json$/i.test(file.name)) return JSON.parse(file.text);
    if (/\.ya?ml$/i.test(file.name)) return parseYaml(file.text);
  } catch (cause) {
    const hint = 'Correct the file.';
    throw new MillraceError('file_malformed', `${file.name} cannot be read: ${messageOf(cause)}`, { hint, cause });
  }
  throw new MillraceError('usage', `${file.name} does not say by its ending what it is.`, {
    hint: 'Users are read from .yaml, .json and .csv.',
  });
}

/** A line for each user; roles with `;` between them, attributes in columns of their own: `attributes.warehouses`. */
function readCsv(text: string, attributes: readonly DeclaredField[]): unknown {
  const rows: readonly Readonly<Record<string, string>>[] = parseCsv(text, {
    ...{ columns: true, bom: true, skip_empty_lines: true, trim: true },
  });
  return rows.map((row) => {
    const cells = Object.entries(row).filter(([, cell]) => cell !== '');
    const own = cells.filter(([column]) => !column.startsWith('attributes.'));
    const given = cells.flatMap(([column, cell]) =>
      column.startsWith('attributes.') ? [[column.slice('attributes.'.length), cell] as const] : [],
    );
    return {
      ...Object.fromEntries(own.map(([column, cell]) => [column, column === 'roles' ? parts(cell) : cell])),
      ...(given.length === 0
        ? {}
        : { attributes: Object.fromEntries(given.map(([name, cell]) => [name, attributeOf(name, cell, attributes)])) }),
    };
  });
}

const parts = (cell: string): string[] =>
  cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function attributeOf(name: string, cell: string, attributes: readonly DeclaredField[]): unknown {
  const type = attributes.find((field) => field.name === name)?.type;
  // One that is not declared is refused later, with the names of those that are.
  if (type === undefined) return cell;
  return type.kind === 'list' ? parts(cell).map((part) => valueFromText(part, type.item)) : valueFromText(cell, type);
}
