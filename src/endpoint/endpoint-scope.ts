/** What expressions of an endpoint may name: `body`, `headers`, `path`, `query`, and some of `@`. */
import { contextShape, type UserDeclaration } from '../engine/check/context-shape.ts';
import type { FunctionRegistry } from '../expression/function-declaration.ts';
import type { Scope } from '../expression/scope.ts';
import type { EndpointDefinition } from '../model/definitions/definition.ts';
import { type DeclaredField, shapeOf } from '../model/parse-shape.ts';
import { recordOf, type Shape, types } from '../model/value-type.ts';
import type { NamedParts } from './checked-endpoint.ts';
import { parseRoute, routeParameters } from './route.ts';

/** What there is of `@` before a run. */
const known = ['now', 'today', 'zone', 'user'];

/** The names of headers and query parameters that the definition speaks of; every one of them is a text or null. */
export function namedParts(definition: EndpointDefinition): NamedParts {
  const { when, idempotency, workflow, with: given } = definition;
  const texts = textsIn([when, idempotency?.key, workflow, given]);
  return {
    parameters: routeParameters(parseRoute(definition.route)),
    headers: namesAfter('headers', texts),
    query: namesAfter('query', texts),
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function namesAfter(root: string, texts: readonly string[]): string[] {
  const pattern = new RegExp(`\\b${root}\\s*(?:\\.\\s*([A-Za-z_]\\w*)|\\[\\s*'((?:[^']|'')*)'\\s*\\])`, 'g');
  const found = texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name, quoted]) => name ?? quoted ?? ''));
  return [...new Set(found)].sort();
}

/** The record that bare names are fields of. */
export function callShape(names: NamedParts, body: readonly DeclaredField[] | undefined): Shape {
  const textual = (fields: readonly string[]) => recordOf(fields.map((name) => ({ name, type: types.text })));
  return [
    { name: 'body', type: body === undefined ? types.any : recordOf(shapeOf(body)) },
    { name: 'headers', type: textual(names.headers) },
    { name: 'path', type: textual(names.parameters) },
    { name: 'query', type: textual(names.query) },
  ];
}

/** The scope of those expressions. */
export function callScope(
  fields: Shape,
  { workspace, functions }: { readonly workspace: UserDeclaration; readonly functions: FunctionRegistry },
): Scope {
  const context = contextShape(workspace).filter(({ name }) => known.includes(name));
  return { fields, parameters: [], context, aggregates: 'none', windows: false, functions };
}
