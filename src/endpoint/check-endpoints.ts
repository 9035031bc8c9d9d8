/** Checks endpoints: their routes against each other, their expressions, and what they give to what they start. */
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import type { CheckServices } from '../engine/check/check-session.ts';
import { problemOfFault } from '../model/definitions/problem-at.ts';
import { formatPosition, type Problem } from '../model/problem.ts';
import { checkOneEndpoint } from './check-endpoint.ts';
import type { CheckedEndpoint } from './checked-endpoint.ts';
import { routeKey } from './route.ts';

/** The endpoints of a workspace by name, and what is wrong with them. */
export interface CheckedEndpoints {
  readonly endpoints: ReadonlyMap<string, CheckedEndpoint>;
  readonly problems: readonly Problem[];
}

/** First parts of a path that are our own. */
const reserved = ['receipts'];

/** Checks all endpoints of a workspace. */
export function checkEndpoints(
  checked: CheckedWorkspace,
  services: Pick<CheckServices, 'functions'>,
): CheckedEndpoints {
  const endpoints = new Map<string, CheckedEndpoint>();
  const problems: Problem[] = [];
  for (const definition of checked.workspace.endpoints.values()) {
    const { endpoint, faults } = checkOneEndpoint(definition, checked, services);
    endpoints.set(definition.name, endpoint);
    problems.push(...faults.map((fault) => problemOfFault(definition, fault)));
  }
  return { endpoints, problems: [...problems, ...routeProblems([...endpoints.values()])] };
}

function routeProblems(endpoints: readonly CheckedEndpoint[]): Problem[] {
  const first = new Map<string, CheckedEndpoint>();
  return endpoints.flatMap((endpoint) => {
    const { definition, route } = endpoint;
    const key = routeKey(route);
    const earlier = first.get(key);
    first.set(key, earlier ?? endpoint);
    const problem = (message: string, hint: string): Problem =>
      definition.document.problem({ path: ['route'], code: 'duplicate_name', message, hint });
    const [start] = route.parts;
    if (start !== undefined && 'word' in start && reserved.includes(start.word)) {
      return [problem(`/hooks/${start.word} belongs to the server itself`, 'Begin with another word.')];
    }
    if (earlier === undefined) return [];
    const where = formatPosition(earlier.definition.document.positionOf(['route']));
    return [problem(`the endpoint '${earlier.definition.name}' at ${where} has this route`, 'Change one of them.')];
  });
}
