import { castValue } from '../../model/cast.ts';
import type { Batch, BatchStream, DataRecord } from '../../model/value.ts';
import { recordOf, sameType, type Shape } from '../../model/value-type.ts';
import type { Pipeline } from '../planned.ts';

/** Records as a called chain declares them: its fields alone, of its types. What cannot be converted goes to `fail`. */
export function calledInput(pipeline: Pipeline, input: BatchStream, fail: (error: unknown) => never): BatchStream {
  const [given, wanted] = [pipeline.call?.input, pipeline.input];
  return given === undefined || wanted === undefined || sameShape(given, wanted)
    ? input
    : converted(input, { given, wanted, fail });
}

function sameShape(one: Shape, other: Shape): boolean {
  return one.length === other.length && one.every(({ name, type }, at) => isField(other[at], name, type));
}

function isField(field: Shape[number] | undefined, name: string, type: Shape[number]['type']): boolean {
  return field?.name === name && sameType(field.type, type);
}

async function* converted(
  input: BatchStream,
  { given, wanted, fail }: { given: Shape; wanted: Shape; fail: (error: unknown) => never },
): AsyncGenerator<Batch> {
  const [from, to] = [recordOf(given), recordOf(wanted)];
  const convert = (record: DataRecord): DataRecord => {
    try {
      return castValue(record, from, to) as DataRecord;
    } catch (error) {
      return fail(error);
    }
  };
  for await (const batch of input) yield batch.map(convert);
}
