/** Datasets as the API shows them. */
import { z } from 'zod';
import type { CheckedDataset } from '../../dataset/check-datasets.ts';
import type { DatasetStanding } from '../../dataset/create-datasets.ts';
import type { Problem } from '../../model/problem.ts';
import { formatType } from '../../model/value-type.ts';
import { fieldSchema, fieldView } from './chain-view.ts';
import { definitionProblemSchema, definitionProblemView } from './definition-problem-view.ts';
import { instantSchema, toInstant } from './instant.ts';

const milliseconds = z.number().meta({ description: 'Milliseconds.' });

const figuresSchema = z
  .object({
    queries: z.int(),
    hits: z.int().meta({ description: 'Answered from what is kept.' }),
    misses: z.int().meta({ description: 'Read anew.' }),
    shared: z.int().meta({ description: 'Answered from what was being read for somebody else.' }),
    stale: z.int().meta({ description: 'Answered with the last good records.' }),
    uncached: z.int().meta({ description: 'Read because nothing is kept of this dataset.' }),
    evaluations: z.int().meta({ description: 'Runs of its chain.' }),
    failures: z.int().meta({ description: 'Those that failed.' }),
    p50: milliseconds.optional(),
    p99: milliseconds.optional(),
    newest: instantSchema.optional().meta({ description: 'When the newest records that are kept were read.' }),
    entries: z.int().meta({ description: 'Evaluations that are kept: one for each parameters and fingerprint.' }),
    bytes: z.number().meta({ description: 'What they take in memory, about.' }),
  })
  .meta({ id: 'DatasetFigures', description: 'Of this node, since it started.' });

/** A dataset in a list. */
export const datasetSummarySchema = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    chain: z.string().meta({ description: 'The chain that gives its records.' }),
    enabled: z.boolean(),
    runnable: z.boolean().meta({ description: 'False where an error must be corrected first.' }),
    parameters: z.int().meta({ description: 'How many it has.' }),
    cached: z.boolean(),
    figures: figuresSchema,
  })
  .meta({ id: 'DatasetSummary' });

const parameterSchema = z
  .object({
    ...fieldSchema.shape,
    choices: z.boolean().meta({ description: 'True where its choices are to be asked for: they come from a dataset.' }),
  })
  .meta({ id: 'DatasetParameter' });

const cacheSchema = z
  .object({
    ttl: milliseconds.optional(),
    stale: milliseconds.optional(),
    tags: z.array(z.string()),
    poll: z.object({ every: milliseconds, chain: z.string() }).optional(),
  })
  .meta({ description: 'When what is kept is over.' });

/** A dataset in full. */
export const datasetSchema = z
  .object({
    ...datasetSummarySchema.omit({ parameters: true }).shape,
    file: z.string(),
    parameters: z.array(parameterSchema),
    shape: z.array(z.object({ name: z.string(), type: z.string(), kind: z.string() })),
    limit: z.int(),
    rows: z.string().optional().meta({ description: 'The rule that its records keep, as it is written.' }),
    cache: cacheSchema.optional(),
    problems: z.array(definitionProblemSchema),
  })
  .meta({ id: 'Dataset' });

/** The figures as they are sent. */
function figuresView({ newest, watchers: _all, ...rest }: DatasetStanding): z.output<typeof figuresSchema> {
  return { ...rest, ...(newest === undefined ? {} : { newest: toInstant(newest) }) };
}

/** A dataset for a list. */
export function datasetSummaryView(
  { definition, chain, runnable }: CheckedDataset,
  standing: DatasetStanding,
): z.output<typeof datasetSummarySchema> {
  const { name, description, enabled = true, cache } = definition;
  return {
    ...{ name, description, enabled, runnable, chain: definition.chain, cached: cache !== undefined },
    parameters: chain.parameters.length,
    figures: figuresView(standing),
  };
}

/** A dataset in full; `defaults` are those of whoever looks. */
export function datasetView(
  checked: CheckedDataset,
  standing: DatasetStanding,
  more: { defaults: Readonly<Record<string, unknown>>; problems: readonly Problem[] },
): z.output<typeof datasetSchema> {
  const { definition, chain, shape, limit } = checked;
  const { parameters: _count, ...summary } = datasetSummaryView(checked, standing);
  const { cache, rows, params = {} } = definition;
  return {
    ...summary,
    file: definition.document.file,
    parameters: chain.parameters.map(({ field }) => ({
      ...fieldView(field),
      defaultNow: more.defaults[field.name],
      choices: params[field.name]?.options !== undefined && !Array.isArray(params[field.name]?.options),
    })),
    shape: shape.map(({ name, type }) => ({ name, type: formatType(type), kind: type.kind })),
    limit,
    ...(rows === undefined ? {} : { rows }),
    ...(cache === undefined ? {} : { cache: cacheView(cache) }),
    problems: more.problems.map(definitionProblemView),
  };
}

function cacheView({
  ttl,
  stale,
  tags = [],
  poll,
}: NonNullable<CheckedDataset['definition']['cache']>): z.output<typeof cacheSchema> {
  return {
    ttl,
    stale,
    tags,
    ...(poll === undefined ? {} : { poll: { every: poll.every, chain: poll.version.chain } }),
  };
}
