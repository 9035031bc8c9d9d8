/** What the expressions of a workflow may name: `public`, `private`, `event`, `instance`, `@user`, `@now` and the like. */
import { contextShape } from '../engine/check/context-shape.ts';
import type { CheckServices } from '../engine/check/check-session.ts';
import type { Scope } from '../expression/scope.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import { type DeclaredField, shapeOf } from '../model/parse-shape.ts';
import { recordOf, type Shape, types } from '../model/value-type.ts';

const instanceShape: Shape = [
  { name: 'id', type: types.text },
  { name: 'workflow', type: types.text },
  { name: 'state', type: types.text },
  { name: 'version', type: types.integer },
  { name: 'startedBy', type: types.text },
  { name: 'startedAt', type: types.timestamp },
];

/** The shapes of the data of a workflow. */
export interface DataShapes {
  readonly public: readonly DeclaredField[];
  readonly private: readonly DeclaredField[];
}

/** The record that expressions are over; `input` is what came with the event, where one knows it. */
export function instanceRecordShape(data: DataShapes, input?: readonly DeclaredField[]): Shape {
  const event: Shape = [
    { name: 'id', type: types.text },
    { name: 'name', type: types.text },
    { name: 'by', type: types.text },
    { name: 'at', type: types.timestamp },
    { name: 'input', type: input === undefined ? types.any : recordOf(shapeOf(input)) },
  ];
  return [
    { name: 'instance', type: recordOf(instanceShape) },
    { name: 'public', type: recordOf(shapeOf(data.public)) },
    { name: 'private', type: recordOf(shapeOf(data.private)) },
    { name: 'event', type: recordOf(event) },
  ];
}

/** A scope over that record. */
export function scopeOf(
  fields: Shape,
  { functions, workspace }: Pick<CheckServices, 'functions'> & { workspace: Workspace },
): Scope {
  const context = contextShape(workspace).filter(({ name }) => !['state', 'run', 'planned'].includes(name));
  return { fields, parameters: [], context, aggregates: 'none', windows: false, functions };
}
