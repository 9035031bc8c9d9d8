import { fieldReader } from '../../expression/closure.ts';
import { batchSize, type DataRecord, type Value } from '../../model/value.ts';
import type { UnnestRelation } from '../algebra.ts';
import { copyingBuilder } from './careful-builder.ts';
import { type Flow, openFlow, type RowOperator } from './flow.ts';
import { emptyRecord, type FieldSource } from './record-builder.ts';

/** One record per item; long lists are handed on in batches of the usual size. */
export function unnest(relation: UnnestRelation, input: Flow): RowOperator {
  const build = copyingBuilder(relation.shape.map(({ name }) => sourceOf(name, relation)));
  const read = fieldReader(relation.field);
  const itemsOf = (record: DataRecord): readonly Value[] => {
    const list = read(record);
    return Array.isArray(list) ? list : [];
  };
  return async function* (run) {
    const { env } = run.context;
    const rowOf = (record: DataRecord, values: readonly Value[]): DataRecord =>
      build(record, { second: emptyRecord, values, env });
    let ready: DataRecord[] = [];
    for await (const batch of openFlow(input, run)) {
      for (const record of batch) {
        const items = itemsOf(record);
        if (items.length === 0 && relation.keepEmpty) ready.push(rowOf(record, [null, null]));
        for (const [index, item] of items.entries()) {
          ready.push(rowOf(record, [item, index + 1]));
          if (ready.length < batchSize) continue;
          yield ready;
          ready = [];
        }
      }
      if (ready.length > 0) yield ready;
      ready = [];
    }
  };
}

function sourceOf(name: string, { field, position }: UnnestRelation): FieldSource {
  if (name === field) return { name, from: 'value', index: 0 };
  if (name === position) return { name, from: 'value', index: 1 };
  return { name, from: 'field', record: 0, field: name };
}
