/**
 * Which endpoint an address belongs to. Words go before parameters, from left to right, so that every address has one
 * meaning whatever the order of the definitions.
 */

/** One part of a path: a word, or the name of a parameter. */
export type RoutePart = { readonly word: string } | { readonly parameter: string };

/** A method and a path below `/hooks`. */
export interface Route {
  readonly method: string;
  readonly parts: readonly RoutePart[];
}

/** Something that has a route. */
export interface Routed {
  readonly route: Route;
}

/** What an address leads to: an endpoint, none, or only ones with other methods. */
export type RouteMatch<T> =
  | { readonly found: T; readonly parameters: Readonly<Record<string, string>> }
  | { readonly found?: undefined; readonly allowed: readonly string[] };

/** Reads `POST /shop/{source}`; the form was checked with the definition. */
export function parseRoute(text: string): Route {
  const [method = '', path = ''] = text.split(' ');
  const parts = path
    .split('/')
    .slice(1)
    .map((part): RoutePart => (part.startsWith('{') ? { parameter: part.slice(1, -1) } : { word: part }));
  return { method, parts };
}

/** The names of a route's parameters, in order. */
export function routeParameters({ parts }: Route): string[] {
  return parts.flatMap((part) => ('parameter' in part ? [part.parameter] : []));
}

/** Equal for routes that every address has in common: parameters by any name are the same. */
export function routeKey({ method, parts }: Route): string {
  return `${method} /${parts.map((part) => ('word' in part ? part.word : '{}')).join('/')}`;
}

/** Finds the endpoint of an address; `path` is below `/hooks` and still encoded. */
export function matchRoute<T extends Routed>(
  routed: Iterable<T>,
  { method, path }: { method: string; path: string },
): RouteMatch<T> {
  const parts = decodedParts(path);
  if (parts === undefined) return { allowed: [] };
  const fitting = [...routed].filter(({ route }) => fits(route, parts)).sort(byPreference);
  const found = fitting.find(({ route }) => route.method === method);
  if (found === undefined) return { allowed: [...new Set(fitting.map(({ route }) => route.method))].sort() };
  const entries = found.route.parts.flatMap((part, at) =>
    'parameter' in part ? [[part.parameter, parts[at] ?? '']] : [],
  );
  return { found, parameters: Object.fromEntries(entries) as Record<string, string> };
}

/** Undefined where an encoding is broken: such an address leads nowhere. */
function decodedParts(path: string): string[] | undefined {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function fits({ parts: wanted }: Route, parts: readonly string[]): boolean {
  if (wanted.length !== parts.length) return false;
  return wanted.every((part, at) => ('word' in part ? part.word === parts[at] : parts[at] !== ''));
}

function byPreference({ route: one }: Routed, { route: other }: Routed): number {
  const at = one.parts.findIndex((part, index) => 'word' in part !== 'word' in (other.parts[index] ?? part));
  const first = one.parts[at];
  return first === undefined ? 0 : 'word' in first ? -1 : 1;
}
