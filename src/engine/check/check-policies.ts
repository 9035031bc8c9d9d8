import { checkExpression } from '../../expression/checker.ts';
import { parseExpression } from '../../expression/parser.ts';
import type { ConnectorRegistry } from '../../model/connection.ts';
import type { PolicyDefinition } from '../../model/definitions/definition.ts';
import { problemAt } from '../../model/definitions/problem-at.ts';
import type { Path, Problem } from '../../model/problem.ts';
import { type Shape, types } from '../../model/value-type.ts';
import { policyProblem, type PolicyScope, policyScope } from './policy-scope.ts';

/** What is wrong with policies by themselves. What their columns are is known only where a step reads them. */
export function checkPolicies(scope: PolicyScope & { readonly connectors: ConnectorRegistry }): readonly Problem[] {
  return [...scope.workspace.policies.values()].flatMap((policy) => [
    ...sourceProblems(policy, scope),
    ...(policy.rows === undefined ? [] : expressionProblems(policy, ['rows'], { source: policy.rows, scope })),
    ...Object.entries(policy.mask ?? {}).flatMap(([column, source]) =>
      expressionProblems(policy, ['mask', column], { source, scope }),
    ),
  ]);
}

/** Which kinds of connection have what a policy may be on. */
const kinds = { collection: 'documents', table: 'sql' } as const;

function sourceProblems(
  policy: PolicyDefinition,
  { workspace, connectors }: PolicyScope & { readonly connectors: ConnectorRegistry },
): readonly Problem[] {
  const { connection } = policy.on;
  const type = workspace.connections.get(connection)?.type;
  const kind = type === undefined ? undefined : connectors.find(type)?.kind.name;
  const key = policy.on.collection === undefined ? 'table' : 'collection';
  if (kind === undefined || kind === kinds[key]) return [];
  const message = `the connection '${connection}' is of type ${type}, which has no ${key}s`;
  const other = key === 'table' ? 'collection' : 'table';
  const hint = kind === kinds[other] ? `Say \`${other}\`.` : 'Policies are for collections and tables.';
  return [problemAt(policy, ['on', key], { code: 'type_mismatch', message, hint, atKey: true })];
}

function expressionProblems(
  policy: PolicyDefinition,
  path: Path,
  { source, scope }: { source: string; scope: PolicyScope },
): readonly Problem[] {
  const fields = fieldsIn(parseExpression(source));
  const { typed, problems } = checkExpression(source, policyScope(scope, fields), { expects: types.boolean });
  const wrong = problems
    // A doubt about fields whose types are not known yet says nothing.
    .filter(({ severity }) => severity === 'error')
    .map(({ at, ...problem }) => problemAt(policy, path, { ...problem, span: at }));
  const forbidden = typed && policyProblem(typed);
  if (forbidden === undefined) return wrong;
  const hint = 'Say it over fields, @user, @now, @today and @zone.';
  return [...wrong, problemAt(policy, path, { code: 'invalid_value', message: forbidden, hint })];
}

/** Every name that may be a field; of the type that fits everywhere. */
function fieldsIn(syntax: unknown): Shape {
  if (typeof syntax !== 'object' || syntax === null) return [];
  const { kind, name } = syntax as { kind?: unknown; name?: unknown };
  const own = kind === 'field' && typeof name === 'string' ? [{ name, type: types.null }] : [];
  return [...own, ...Object.values(syntax).flatMap(fieldsIn)];
}
