/** A pipeline of MongoDB's own that `documents.read` hands over as it is written. */
import { z } from 'zod';
import type { CheckContext, ConnectionReference } from '../engine/step-contract.ts';
import type { Env } from '../expression/closure.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { DataRecord, Value } from '../model/value.ts';

/** The setting of the pipeline. */
export const pipelineSetting = z
  .array(z.record(z.string(), z.unknown()))
  .min(1)
  .optional()
  .meta({
    description:
      "Stages of MongoDB's aggregation, run on the collection before everything else; `columns` says what comes out of them. `=expression` puts in a value, such as a parameter. For connections of type `mongodb` without policies.",
    role: 'value',
    examples: [[{ $match: { status: '=$status' } }, { $group: { _id: '$customer', total: { $sum: '$total' } } }]],
  });

/** Stages that write: a step that reads has no such effect. */
const writing = new Set(['$out', '$merge']);

/** The name of a writing stage anywhere in a pipeline, also inside of `$facet`, `$lookup` and the like. */
function writingStage(part: unknown): string | undefined {
  if (Array.isArray(part)) return part.map(writingStage).find((name) => name !== undefined);
  if (typeof part !== 'object' || part === null) return undefined;
  return Object.entries(part)
    .map(([name, inner]) => (writing.has(name) ? name : writingStage(inner)))
    .find((name) => name !== undefined);
}

/** What is to be checked, and where it goes. */
export interface PipelineSource {
  readonly pipeline: readonly Readonly<Record<string, unknown>>[] | undefined;
  readonly connection: ConnectionReference<unknown>;
}

/** Checks a pipeline; gives its stages for the parameters of a run. */
export function checkPipeline(
  { pipeline, connection }: PipelineSource,
  context: CheckContext,
): ((env: Env) => readonly DataRecord[]) | undefined {
  if (pipeline === undefined) return undefined;
  if (connection.type !== 'mongodb' && connection.type !== '') {
    context.problem(
      ['pipeline'],
      'not_supported',
      `The connection ${connection.name} is of type ${connection.type}, which has no pipelines.`,
      'Leave `pipeline` out: say it by `where`, and by the steps filter, derive, unnest, aggregate and sort behind this one.',
    );
  }
  // A policy looks at the documents of a collection; a pipeline may make others of them, or read other collections.
  context.refusePolicies(['pipeline'], connection.name);
  const stages = pipeline.map((stage, at): CheckedValue => {
    const found = writingStage(stage);
    if (found !== undefined) {
      context.problem(
        ['pipeline', at],
        'not_supported',
        `The stage ${found} writes, but this step only reads.`,
        'Write with documents.write behind it.',
      );
    }
    return context.value(['pipeline', at], stage, { scope: 'none' });
  });
  return (env) => stages.map((stage): Value => stage.evaluate({}, env)) as readonly DataRecord[];
}
