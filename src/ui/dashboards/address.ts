/** Parameters of a dashboard in the address of its page. Pure. */
import type { Schemas } from '../api/client.ts';

type Field = Pick<Schemas['Field'], 'name' | 'kind' | 'item'>;

/** Parameters as the server takes them. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Numbers that JavaScript would change go as text; the server reads them by type. */
function typedValue(kind: string | undefined, text: string): unknown {
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (kind === 'integer') return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (kind === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
  return text;
}

/** What the address says of the parameters. A name with nothing after it says that there is no value; one that is not there leaves the default. */
export function parametersOf(search: URLSearchParams, fields: readonly Field[]): Parameters {
  const given = fields.flatMap(({ name, kind, item }) => {
    const texts = search.getAll(name);
    if (texts.length === 0) return [];
    if (kind === 'list')
      return [[name, texts.filter((text) => text !== '').map((text) => typedValue(item, text))] as const];
    const [text = ''] = texts;
    return [[name, text === '' ? null : typedValue(kind, text)] as const];
  });
  return Object.fromEntries(given);
}

function textsOf(value: unknown): readonly string[] {
  if (value === null || value === undefined) return [''];
  if (Array.isArray(value)) return value.length === 0 ? [''] : value.flatMap(textsOf);
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
}

/** The address with other values of some parameters. */
export function withParameters(search: URLSearchParams, changes: Parameters): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name);
    for (const text of textsOf(value)) next.append(name, text);
  }
  return next;
}

/** The path of a page. */
export function pagePath(dashboard: string, page: string): string {
  return `/dashboards/${encodeURIComponent(dashboard)}/${encodeURIComponent(page)}`;
}
