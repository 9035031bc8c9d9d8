/** Answers of datasets as they are sent: the same words in a JSON body and in the headers of other formats. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { outcomes } from '../../core/outcome.ts';
import type { DatasetAnswer } from '../../model/dataset-query.ts';
import { isSuccess } from '../../model/outcome-table.ts';
import { formatType } from '../../model/value-type.ts';
import type { DatasetFormat } from '../dataset-service.ts';
import { ofRun } from '../problem-document.ts';
import { instantSchema, toInstant } from './instant.ts';

const staleSchema = z
  .object({
    since: instantSchema,
    problem: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }).optional(),
  })
  .meta({ description: 'These are the last good records: a refresh failed, for this reason, or is under way.' });

/** An answer as JSON. */
export const datasetAnswerSchema = z
  .object({
    dataset: z.string(),
    outcome: z.enum(outcomes),
    total: z.int().meta({ description: 'Records before the page was cut out.' }),
    truncated: z.boolean().meta({ description: "True where the dataset's limit cut the records." }),
    at: instantSchema.meta({ description: 'When the records were read.' }),
    stale: staleSchema.optional(),
    rejected: z.int().optional().meta({ description: 'Records that the chain put aside.' }),
    run: z.string().optional().meta({ description: 'The run that read them.' }),
    version: z.string().meta({ description: 'Changes when the records change.' }),
    shape: z.array(z.object({ name: z.string(), type: z.string() })),
    records: z.array(z.record(z.string(), z.unknown())),
  })
  .meta({ id: 'DatasetAnswer', description: 'Records of a dataset, as whoever asked may see them.' });

/** Everything that an answer says beside its records. */
export function answerHead(
  dataset: string,
  answer: DatasetAnswer,
): Omit<z.output<typeof datasetAnswerSchema>, 'records'> {
  const { outcome, total, truncated, at, stale, rejected = 0, run, version, shape } = answer;
  return {
    ...{ dataset, outcome, total, truncated, at: toInstant(at) },
    ...(stale === undefined ? {} : { stale: staleView(stale) }),
    ...(rejected === 0 ? {} : { rejected }),
    ...(run === undefined ? {} : { run }),
    version,
    shape: shape.map(({ name, type }) => ({ name, type: formatType(type) })),
  };
}

function staleView({ since, problem }: NonNullable<DatasetAnswer['stale']>): z.output<typeof staleSchema> {
  if (problem === undefined) return { since: toInstant(since) };
  const { code, message, hint } = problem;
  return { since: toInstant(since), problem: { code, message, ...(hint === undefined ? {} : { hint }) } };
}

/** What stands before and after the list of records in a JSON body. */
export function aroundRecords(head: Readonly<Record<string, unknown>>): readonly [string, string] {
  const text = JSON.stringify(head);
  return [text === '{}' ? '{"records":' : `${text.slice(0, -1)},"records":`, '}'];
}

/** Weak: the same records may be told with another time. */
export function etagOf({ version, truncated, stale }: DatasetAnswer, format: DatasetFormat): string {
  const mark = stale === undefined ? '' : JSON.stringify([stale.since, stale.problem?.code]);
  const hash = createHash('sha256').update(`${version}\n${format}\n${truncated}\n${mark}`);
  return `W/"${hash.digest('base64url').slice(0, 22)}"`;
}

/** True if one of the tags of `If-None-Match` is this one. */
export function isMatched(given: string | undefined, etag: string): boolean {
  if (given === undefined) return false;
  if (given.trim() === '*') return true;
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '');
  return given.split(',').some((tag) => bare(tag) === bare(etag));
}

/** What of an answer stands in its headers, for formats without a place for it. */
export function answerHeaders(answer: DatasetAnswer, now: number): Record<string, string> {
  const { total, truncated, at, stale, cache, rejected = 0, run } = answer;
  return {
    'cache-control': 'private, no-cache',
    vary: 'accept',
    age: String(Math.max(0, Math.floor((now - at) / 1000))),
    'x-millrace-total': String(total),
    'x-millrace-truncated': String(truncated),
    'x-millrace-cache': cache,
    ...(run === undefined ? {} : { 'x-millrace-run': run }),
    ...(rejected === 0 ? {} : { 'x-millrace-rejected': String(rejected) }),
    ...(stale === undefined ? {} : { 'x-millrace-stale': stale.problem?.code ?? 'refreshing' }),
  };
}

/** The error that an answer without records is; nothing where it has some, or rightly has none. */
export function errorOfAnswer({ outcome, problem, run }: DatasetAnswer): MillraceError | undefined {
  if (isSuccess(outcome)) return undefined;
  const { code, message, hint, issues } = problem ?? { code: 'internal' as const, message: `It ended ${outcome}.` };
  const details = { ...(hint === undefined ? {} : { hint }), ...(issues === undefined ? {} : { issues }) };
  return ofRun(new MillraceError(code, message, details), run);
}
