/** What the types of document store can be asked; known without a connection, so that `explain` can tell. */
import type { ValueType } from '../../model/value-type.ts';
import type { FieldReference } from '../push-down/condition.ts';
import type { DocumentOrder } from './document-store.ts';
import { aggregableKinds } from './mongodb-aggregate.ts';

/** What a store can be asked. */
export interface DocumentRules {
  askable(field: FieldReference): boolean;
  /** True where an aggregation can group and compare by a field. */
  aggregable(field: FieldReference): boolean;
  /** Why the store's order of a field could differ from ours; undefined where it is the same. */
  unsortable(order: DocumentOrder, nulls: 'possible' | 'excluded'): string | undefined;
}

const comparedKinds = new Set<ValueType['kind']>([
  'text',
  'boolean',
  'integer',
  'number',
  'decimal',
  'timestamp',
  'date',
]);

function askable({ type, path }: FieldReference): boolean {
  // A name with a dot or a dollar cannot be told from a path by every server.
  return (
    comparedKinds.has(type.kind) && path.every((name) => !name.includes('.') && !name.startsWith('$') && name !== '')
  );
}

const embeddedRules: DocumentRules = {
  askable,
  // Dates are kept as text, which may hold other things.
  aggregable: (field) => askable(field) && field.type.kind !== 'date',
  unsortable({ type, path }) {
    if (!askable({ type, path })) return `a ${type.kind} has no order there`;
    // Text of the length of a date that is none would be sorted in between.
    return type.kind === 'date' ? 'dates are kept as text, which may hold other things' : undefined;
  },
};

const mongodbRules: DocumentRules = {
  askable,
  aggregable: (field) => askable(field) && aggregableKinds.has(field.type.kind),
  unsortable({ type, descending }, nulls) {
    if (type.kind !== 'timestamp' && type.kind !== 'integer') {
      return `MongoDB may hold a ${type.kind} in several forms and sorts those apart`;
    }
    return descending || nulls === 'excluded' ? undefined : 'MongoDB sorts nulls first, here they come last';
  },
};

/** The rules of a type of connection. */
export function documentRules(type: string): DocumentRules {
  return type === 'mongodb' ? mongodbRules : embeddedRules;
}
