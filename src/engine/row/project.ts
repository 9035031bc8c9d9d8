import { compileClosure } from '../../expression/closure.ts';
import type { DataRecord } from '../../model/value.ts';
import type { NamedExpression, ProjectRelation } from '../algebra.ts';
import type { Pass, RowRun } from './flow.ts';
import { emptyRecord, type FieldSource, recordBuilder } from './record-builder.ts';

/** Gives exactly the columns of the relation, none of which looks at other records. */
export function projectPass(relation: ProjectRelation): (run: RowRun) => Pass {
  const build = recordBuilder(relation.columns.map(columnSource));
  const { step, onError } = relation;
  return ({ context }) => {
    const given = { second: emptyRecord, values: [], env: context.env };
    return (batch) => {
      const records: DataRecord[] = [];
      for (const record of batch) {
        try {
          records.push(build(record, given));
        } catch (error) {
          context.fail({ step, onError, record, error });
        }
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
