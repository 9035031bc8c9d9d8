/**
 * Takes out of a relation what nobody reads. Law: a pruned relation gives the same records in the fields that are
 * needed; a column that is read by no output, filter, key or aggregate is not evaluated, and so cannot fail.
 */
import type { Typed, TypedOrder } from '../expression/typed.ts';
import { nodesOf } from '../expression/typed-tree.ts';
import type { Shape } from '../model/value-type.ts';
import type { AggregateRelation, JoinRelation, ProjectRelation, Relation, UnnestRelation } from './algebra.ts';

type Names = ReadonlySet<string>;

/** The relation without the columns that nobody reads; `needed` are the fields that are, if not all. */
export function pruneRelation(relation: Relation, needed?: Names): Relation {
  const wanted = needed ?? namesOf(relation.shape);
  switch (relation.op) {
    case 'input':
      return { ...relation, shape: onlyFields(relation.shape, wanted) };
    case 'scan':
      // The table expression of a scan gives all its fields by position; DuckDB itself leaves out what is not read.
      return relation;
    case 'project':
      return pruneProject(relation, wanted);
    case 'aggregate':
      return pruneAggregate(relation, wanted);
    case 'join':
      return pruneJoin(relation, wanted);
    case 'union': {
      const inputs = relation.inputs.map((input) => pruneRelation(input, wanted));
      return { ...relation, inputs, shape: onlyFields(relation.shape, wanted) };
    }
    case 'unnest':
      return pruneUnnest(relation, wanted);
    default:
      return narrowed({ ...relation, input: pruneRelation(relation.input, readBy(relation, wanted)) });
  }
}

type Passing = Extract<Relation, { op: 'filter' | 'sort' | 'limit' | 'distinct' }>;

/** What a node that hands on its input's fields reads of them. */
function readBy(relation: Passing, wanted: Names): Names {
  switch (relation.op) {
    case 'filter':
      return wanted.union(fieldsOf([relation.where]));
    case 'sort':
      return wanted.union(fieldsOf(orderParts(relation.by)));
    case 'limit':
      return wanted;
    case 'distinct':
      return relation.by === undefined ? namesOf(relation.shape) : wanted.union(fieldsOf(relation.by));
  }
}

function pruneProject(relation: ProjectRelation, wanted: Names): Relation {
  const columns = relation.columns.filter(({ name }) => wanted.has(name));
  const input = pruneRelation(relation.input, fieldsOf(columns.map(({ value }) => value)));
  return { ...relation, columns, input, shape: onlyFields(relation.shape, wanted) };
}

function pruneAggregate(relation: AggregateRelation, wanted: Names): Relation {
  const { by } = relation;
  const keys = new Set(by.map(({ name }) => name));
  const compute = relation.compute.filter(({ name }) => wanted.has(name));
  // Outside of its aggregates a computed field sees the keys, not the input.
  const aggregates = compute.flatMap(({ value }) => [...nodesOf(value)].filter((node) => node.kind === 'aggregate'));
  const read = fieldsOf([...by.map(({ value }) => value), ...aggregates]);
  const shape = onlyFields(relation.shape, wanted.union(keys));
  return { ...relation, compute, shape, input: pruneRelation(relation.input, read) };
}

function pruneJoin(relation: JoinRelation, wanted: Names): Relation {
  const { left, right, keys, condition } = relation;
  const take = relation.take.filter(({ as }) => wanted.has(as));
  const sides = condition === undefined ? { left: none, right: none } : sidesOf(condition, relation);
  const taken = new Set(relation.take.map(({ as }) => as));
  const leftNeeded = wanted
    .difference(taken)
    .union(fieldsOf(keys.map((key) => key.left)))
    .union(sides.left);
  const rightNeeded = new Set(take.map(({ field }) => field)).union(fieldsOf(keys.map((key) => key.right)));
  const prunedLeft = pruneRelation(left, leftNeeded);
  const kept = namesOf(prunedLeft.shape).difference(taken).union(wanted);
  return {
    ...relation,
    take,
    left: prunedLeft,
    right: pruneRelation(right, rightNeeded.union(sides.right)),
    shape: onlyFields(relation.shape, kept),
  };
}

const none: Names = new Set();

/** The fields of both sides that a condition over `{ left, right }` reads. */
function sidesOf(condition: Typed, { left, right }: JoinRelation): { left: Names; right: Names } {
  const read = { left: new Set<string>(), right: new Set<string>() };
  const members = new Set<Typed>();
  for (const node of nodesOf(condition)) {
    if (node.kind === 'member' && node.target.kind === 'field' && isSide(node.target.name)) {
      members.add(node.target);
      read[node.target.name].add(node.name);
    } else if (node.kind === 'field' && isSide(node.name) && !members.has(node)) {
      // A side as a whole record reads all of it.
      for (const { name } of (node.name === 'left' ? left : right).shape) read[node.name].add(name);
    }
  }
  return read;
}

function isSide(name: string): name is 'left' | 'right' {
  return name === 'left' || name === 'right';
}

function pruneUnnest(relation: UnnestRelation, wanted: Names): Relation {
  const { field } = relation;
  const position = relation.position !== undefined && wanted.has(relation.position) ? relation.position : undefined;
  const read = new Set([...wanted, field].filter((name) => name !== relation.position));
  return narrowed({ ...relation, position, input: pruneRelation(relation.input, read) }, position);
}

/** The node with the shape that its pruned input leaves it. */
function narrowed(relation: Passing | UnnestRelation, added?: string): Relation {
  const names = namesOf(relation.input.shape);
  return { ...relation, shape: relation.shape.filter(({ name }) => names.has(name) || name === added) };
}

function orderParts(keys: readonly TypedOrder[]): Typed[] {
  return keys.map(({ by }) => by);
}

function fieldsOf(expressions: readonly Typed[]): Names {
  const names = new Set<string>();
  for (const expression of expressions) {
    for (const node of nodesOf(expression)) if (node.kind === 'field') names.add(node.name);
  }
  return names;
}

function namesOf(shape: Shape): Names {
  return new Set(shape.map(({ name }) => name));
}

function onlyFields(shape: Shape, names: Names): Shape {
  return shape.filter(({ name }) => names.has(name));
}
