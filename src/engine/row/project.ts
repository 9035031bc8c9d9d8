import { compileClosure } from '../../expression/closure.ts';
import type { DataRecord } from '../../model/value.ts';
import type { NamedExpression, ProjectRelation } from '../algebra.ts';
import { carefulBuilder } from './careful-builder.ts';
import type { Pass, RowRun } from './flow.ts';
import { emptyRecord, type FieldSource } from './record-builder.ts';

/** Gives exactly the columns of the relation, none of which looks at other records. */
export function projectPass(relation: ProjectRelation): (run: RowRun) => Pass {
  const builder = carefulBuilder(relation.columns.map(columnSource), relation);
  return (run) => {
    const build = builder(run);
    const given = { second: emptyRecord, values: [], env: run.context.env };
    return (batch) => {
      const records: DataRecord[] = [];
      for (const record of batch) {
        const projected = build(record, given);
        if (projected !== undefined) records.push(projected);
      }
      return records;
    };
  };
}

/** Where a column without windows comes from: a field is copied without a call. */
export function columnSource({ name, value }: NamedExpression): FieldSource {
  if (value.kind === 'field') return { name, from: 'field', record: 0, field: value.name };
  return { name, from: 'closure', closure: compileClosure(value) };
}
