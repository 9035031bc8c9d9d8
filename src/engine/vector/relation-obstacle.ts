import type { Typed } from '../../expression/typed.ts';
import { partsOf, someNode } from '../../expression/typed-tree.ts';
import { duckType, groupsAsEqual } from '../../expression/sql-type.ts';
import { canFail } from '../../expression/typed-walk.ts';
import { formatType, type ValueType } from '../../model/value-type.ts';
import { inputsOf, type Relation } from '../algebra.ts';

/** What keeps a relation out of SQL beside its expressions' own texts: types, error policies, values of unknown shape. */
export function valueObstacle(relation: Relation): string | undefined {
  return obstacleIn(relation, takesUntyped(relation));
}

function obstacleIn(relation: Relation, untyped: boolean): string | undefined {
  for (const input of inputsOf(relation)) {
    const obstacle = obstacleIn(input, untyped);
    if (obstacle !== undefined) return obstacle;
  }
  return (
    typeObstacle(relation) ?? keyObstacle(relation) ?? policyObstacle(relation) ?? untypedObstacle(relation, untyped)
  );
}

function typeObstacle({ shape }: Relation): string | undefined {
  const field = shape.find(({ type }) => duckType(type) === undefined);
  return field && `DuckDB has no type for the field ${field.name} (${formatType(field.type)})`;
}

function keyObstacle(relation: Relation): string | undefined {
  const key = keyTypes(relation).find((type) => !groupsAsEqual(type));
  return key && `${relation.step.name} groups by ${formatType(key)}`;
}

/** The types of what is told apart by grouping. */
function keyTypes(relation: Relation): readonly ValueType[] {
  if (relation.op === 'aggregate') return relation.by.map(({ value }) => value.type);
  if (relation.op === 'join') return relation.keys.map(({ left }) => left.type);
  if (relation.op !== 'distinct') return [];
  return relation.by?.map(({ type }) => type) ?? relation.shape.map(({ type }) => type);
}

/** Whether the error policy of a node keeps it out of SQL: a query ends at the first failure; it cannot leave records out. */
export function policyObstacle(relation: Relation): string | undefined {
  if (relation.onError === 'fail' || !expressionsOf(relation).some(canFail)) return undefined;
  return `${relation.step.name} puts records aside on which it fails`;
}

/** Records may hold more under `any` than JSON can say (dates, long integers): nothing but handing it on is the same. */
function untypedObstacle(relation: Relation, untyped: boolean): string | undefined {
  if (relation.op === 'distinct' && relation.by === undefined && relation.shape.some(({ type }) => holdsAny(type))) {
    return 'values of unknown shape are told apart';
  }
  const looksInside = (typed: Typed): boolean =>
    someNode(typed, (node) => partsOf(node).some(({ type }) => holdsAny(type)));
  return untyped && expressionsOf(relation).some(looksInside)
    ? 'an expression looks into a value of unknown shape'
    : undefined;
}

function takesUntyped(relation: Relation): boolean {
  if (relation.op === 'input') return relation.shape.some(({ type }) => holdsAny(type));
  return inputsOf(relation).some(takesUntyped);
}

function holdsAny(type: ValueType): boolean {
  if (type.kind === 'list') return holdsAny(type.item);
  if (type.kind === 'record') return type.fields.some((field) => holdsAny(field.type));
  return type.kind === 'any';
}

/** All expressions of a node. */
export function expressionsOf(relation: Relation): readonly Typed[] {
  switch (relation.op) {
    case 'filter':
      return [relation.where];
    case 'project':
      return relation.columns.map(({ value }) => value);
    case 'aggregate':
      return [...relation.by, ...relation.compute].map(({ value }) => value);
    case 'join':
      return [
        ...relation.keys.flatMap(({ left, right }) => [left, right]),
        ...(relation.condition ? [relation.condition] : []),
      ];
    case 'sort':
      return relation.by.map(({ by }) => by);
    case 'distinct':
      return relation.by ?? [];
    default:
      return [];
  }
}
