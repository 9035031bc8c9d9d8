/**
 * Checks a value of a definition against a Zod schema and says in plain words what is wrong, where, and what would be
 * right. Used for documents and by the planner for the settings of steps.
 */
import { z } from 'zod';
import { didYouMean, nearestName } from '../../core/did-you-mean.ts';
import { errorCatalogue, type ErrorCode } from '../../core/errors.ts';
import type { Path } from '../problem.ts';
import { SourceNumber } from '../source-number.ts';
import { isStep, stepKeyAdvice, stepTextAdvice } from './step-advice.ts';
import { describeSchema, knownKeys, schemaAt, valueAt } from './schema-walk.ts';

/** One thing that is wrong below some value; `path` starts there. */
export interface Fault {
  readonly path: Path;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  /** `error` when absent. */
  readonly severity?: 'error' | 'warning';
  /** True if the key is at fault, not its value. */
  readonly atKey?: boolean;
  /** Where in a text it is, as character offset. */
  readonly offset?: number;
}

/** What parsing gives: a value, or at least one fault. */
export type SchemaResult<T> =
  | { readonly value: T; readonly faults: readonly [] }
  | { readonly value?: undefined; readonly faults: readonly Fault[] };

/** Parses `value` by `schema`. */
export function parseWithSchema<S extends z.ZodType>(schema: S, value: unknown): SchemaResult<z.output<S>> {
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, faults: [] };
  return { faults: faultsOfIssues(result.error.issues, { schema, value, base: [] }) };
}

/** Parses each item of a list by `schema`; items with faults are left out of `values`. */
export function parseList<S extends z.ZodType>(
  schema: S,
  source: readonly unknown[],
): { values: readonly z.output<S>[]; faults: readonly Fault[] } {
  const results = source.map((item) => parseWithSchema(schema, item));
  return {
    values: results.flatMap((result) => (result.value === undefined ? [] : [result.value])),
    faults: results.flatMap((result, index) => result.faults.map((fault) => under([index], fault))),
  };
}

/** The fault with `path` put before its own. */
export function under(path: Path, fault: Fault): Fault {
  return { ...fault, path: [...path, ...fault.path] };
}

interface Scope {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly base: Path;
}

function faultsOfIssues(issues: readonly z.core.$ZodIssue[], scope: Scope): Fault[] {
  return withoutEchoes(issues).flatMap((issue) => faultsOfIssue(issue, scope));
}

/** A step written as `filter: {..}` has no `uses` and a key too many, which is one fault. */
function withoutEchoes(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const strange = new Set(
    issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.map(String).join('.')),
  );
  return issues.filter(
    ({ code, path }) =>
      code !== 'invalid_type' || path.at(-1) !== 'uses' || !strange.has(path.slice(0, -1).map(String).join('.')),
  );
}

function faultsOfIssue(issue: z.core.$ZodIssue, scope: Scope): Fault[] {
  const local = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const at = {
    schema: schemaAt(scope.schema, local),
    value: valueAt(scope.value, local),
    path: [...scope.base, ...local],
  };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, at));
    case 'invalid_union':
      return unionFaults(issue, at);
    case 'invalid_type':
    case 'invalid_value':
      return [wrongValue(at)];
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        ...fault(at.path, `${inner.message} is wanted, not '${at.path.at(-1)}'`),
        atKey: true,
      }));
    case 'too_small':
    case 'too_big':
      return [fault(at.path, outOfBounds(issue))];
    case 'custom':
      return [customFault(issue, at)];
    default:
      return [fault(at.path, `${issue.message} is wanted, not ${inWords(at.value)}`)];
  }
}

interface Place {
  readonly schema: z.core.$ZodType | undefined;
  readonly value: unknown;
  readonly path: Path;
}

function fault(path: Path, message: string, code: ErrorCode = 'invalid_value'): Fault {
  return { path, code, message };
}

function withHint(base: Fault, hint: string | undefined): Fault {
  return hint === undefined ? base : { ...base, hint };
}

function unknownKey(key: string, at: Place): Fault {
  const known = knownKeys(at.schema);
  const base = fault([...at.path, key], `the key '${key}' is not known here`, 'unknown_key');
  const hint =
    isStep(known) && nearestName(key, known) === undefined ? stepKeyAdvice(at.value, key) : didYouMean(key, known);
  return { ...withHint(base, hint), atKey: true };
}

function wrongValue(at: Place): Fault {
  const wanted = wantedAt(at);
  const key = typeof at.path.at(-1) === 'string' ? `'${at.path.at(-1)}'` : 'the item';
  if (at.value === undefined) return fault(at.path, `${key} is missing: ${asWanted(wanted)}`, 'missing_key');
  if (at.value === null) return fault(at.path, `${key} has no value: ${asWanted(wanted)}`);
  const nearest = typeof at.value === 'string' ? nearestName(at.value, choicesOf(at.schema)) : undefined;
  const hint = nearest === undefined ? formAdvice(at) : `Did you mean '${nearest}'?`;
  return withHint(fault(at.path, `${key} is ${inWords(at.value)}, but ${asWanted(wanted)}`), hint);
}

function formAdvice({ schema, value }: Place): string | undefined {
  return typeof value === 'string' && isStep(knownKeys(schema)) ? stepTextAdvice(value) : undefined;
}

const asWanted = (what: string): string => `${what} ${what === 'keys with values' ? 'are' : 'is'} wanted`;

/** Of texts of a form, the form: who wrote `timeout: 15` must not think that quotes are what is missing. */
function wantedAt({ schema, value }: Place): string {
  const described = describeSchema(schema);
  const form = described === 'text' && value !== undefined ? formOf(schema) : undefined;
  if (form !== undefined) return form;
  return described;
}

/** What a pattern says about itself. */
function formOf(schema: z.core.$ZodType | undefined): string | undefined {
  const tried = schema === undefined ? undefined : z.safeParse(schema, '\0');
  const issue = tried?.error?.issues[0];
  return issue?.code === 'invalid_format' && issue.message.startsWith('a ') ? issue.message : undefined;
}

function choicesOf(schema: z.core.$ZodType | undefined): readonly string[] {
  const words = schema === undefined ? [] : describeSchema(schema).split(/, | or /);
  return words.filter((word) => !word.includes(' '));
}

/** Of the forms that a value may have, the one that it comes nearest to says what is wrong. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, at: Place): Fault[] {
  const options = at.schema instanceof z.ZodUnion ? at.schema.options : [];
  const tries = issue.errors.map((issues, index) => ({ issues, schema: options[index] }));
  const sameForm = tries.filter(
    ({ issues }) => !issues.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  );
  const nearest = sameForm.sort((a, b) => weight(a.issues) - weight(b.issues))[0];
  if (nearest?.schema === undefined) return [wrongValue(at)];
  return faultsOfIssues(nearest.issues, { schema: nearest.schema, value: at.value, base: at.path });
}

function weight(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length * 2 : 1), 0);
}

function outOfBounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [word, bound] = issue.code === 'too_small' ? ['at least', issue.minimum] : ['at most', issue.maximum];
  if (issue.origin === 'array' || issue.origin === 'set') {
    return Number(bound) === 1 && issue.code === 'too_small'
      ? 'the list is empty; it needs an entry'
      : `${word} ${bound} entries are wanted`;
  }
  if (issue.origin === 'string') return `${word} ${bound} characters are wanted`;
  return `${word} ${bound} is wanted`;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCatalogue, code);
}

/** Rules of our own: on a whole object the message is a sentence, on a single value it says what is wanted. */
function customFault(issue: z.core.$ZodIssueCustom, at: Place): Fault {
  const code = isErrorCode(issue.params?.['code']) ? issue.params['code'] : 'invalid_value';
  const hint = typeof issue.params?.['hint'] === 'string' ? issue.params['hint'] : undefined;
  const whole = typeof at.value === 'object' && at.value !== null && !(at.value instanceof SourceNumber);
  const message = whole ? issue.message : `${issue.message} is wanted, not ${inWords(at.value)}`;
  return withHint(fault(at.path, message, code), hint);
}

const longestShown = 40;

/** A value for a message: short ones as they are, long ones by their kind. */
function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof SourceNumber) return value.text;
  if (typeof value === 'object') return 'keys with values';
  if (typeof value !== 'string') return String(value);
  const shown = value.length > longestShown ? `${value.slice(0, longestShown)}..` : value;
  return `'${shown.replaceAll('\n', ' ')}'`;
}
