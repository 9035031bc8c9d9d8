/** What a form of an endpoint holds, what it sends, and what came back. Pure. */
import type { Problem, Schemas } from '../api/client.ts';
import type { FormField } from '../forms/form-values.ts';

type Endpoint = Pick<Schemas['Endpoint'], 'input'>;

/** The fields of the body. What a page sends in a trial, whoever tries it may see: nothing is typed blindly. */
export function bodyFields({ input = [] }: Endpoint): readonly FormField[] {
  return input.map(({ sensitive: _sensitive, ...field }) => field);
}

/** What stands in the form before anything is typed: the example. */
export function knownOf(exampleBody: string): Readonly<Record<string, unknown>> {
  return exampleBody === '' ? {} : (JSON.parse(exampleBody) as Record<string, unknown>);
}

/** The body of what a form gave: what was emptied is left out. */
export function sentBody(taken: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(taken).filter(([, value]) => value !== null)), null, 2);
}

/** The problem that an answer is, if it is one. */
export function readProblem(body: string): Problem | undefined {
  try {
    const read: unknown = JSON.parse(body);
    const isProblem = typeof read === 'object' && read !== null && 'code' in read && 'detail' in read;
    return isProblem ? (read as Problem) : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** What a workflow answered: which instance of which workflow it is about. */
export interface NamedInstance {
  readonly workflow: string;
  readonly id: string;
}

/** The instance that an answer names, if it names one. */
export function readInstance(body: string): NamedInstance | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    const { instance } = JSON.parse(body) as { instance?: Partial<NamedInstance> };
    const { workflow, id } = instance ?? {};
    return typeof workflow === 'string' && typeof id === 'string' ? { workflow, id } : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
