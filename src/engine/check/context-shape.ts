import { type DeclaredField, shapeOf } from '../../model/parse-shape.ts';
import { listOf, recordOf, type Shape, types } from '../../model/value-type.ts';

/** What is known of users beside id, name and roles: a workspace says it. */
export interface UserDeclaration {
  readonly attributes: readonly DeclaredField[];
}

/** What `@name` can be in a run; `state` has the fields that the chain declares. */
export function contextShape({ attributes }: UserDeclaration, state: Shape = []): Shape {
  return [
    { name: 'now', type: types.timestamp },
    { name: 'today', type: types.date },
    { name: 'zone', type: types.text },
    {
      name: 'user',
      type: recordOf([
        { name: 'id', type: types.text },
        { name: 'name', type: types.text },
        { name: 'roles', type: listOf(types.text) },
        ...shapeOf(attributes),
      ]),
    },
    {
      name: 'run',
      type: recordOf([
        { name: 'id', type: types.text },
        { name: 'chain', type: types.text },
      ]),
    },
    { name: 'planned', type: types.timestamp },
    { name: 'state', type: recordOf(state) },
  ];
}
