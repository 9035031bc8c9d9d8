/** Endpoints in words. Pure. */
import type { Schemas } from '../api/client.ts';

type Endpoint = Pick<Schemas['EndpointSummary'], 'auth'>;
type Field = Schemas['Field'];

const auths: Readonly<Record<string, string>> = {
  none: 'everybody',
  key: 'API key',
  session: 'signed in here',
  hmac: 'signature',
};

/** Who may call, in a word or two. */
export function authShort({ auth }: Endpoint): string {
  return auths[auth] ?? `signature as ${auth}`;
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What a value of a field must be beside its type. */
export function fieldRules(field: Field): readonly string[] {
  const { min, max, pattern, options, kind, default: given, sensitive, example } = field;
  const unit = (bound: number | string): string =>
    kind === 'text' || kind === 'list' ? ` ${kind === 'text' ? 'character' : 'item'}${bound === 1 ? '' : 's'}` : '';
  return [
    min === undefined ? undefined : `at least ${min}${unit(min)}`,
    max === undefined ? undefined : `at most ${max}${unit(max)}`,
    pattern === undefined ? undefined : `matches ${pattern}`,
    options === undefined ? undefined : `one of ${options.map(String).join(', ')}`,
    given === undefined ? undefined : `left out: ${written(given)}`,
    example === undefined ? undefined : `such as ${written(example)}`,
    sensitive === true ? 'masked wherever it is shown' : undefined,
  ].filter((rule) => rule !== undefined);
}

/** What the body of an answer is. */
export function answerShape({ target, records, respond }: Schemas['Endpoint'], status: number): string {
  if (status === 204) return 'nothing';
  if (status === 422) return 'a problem with issues';
  if (status >= 400) return status >= 500 ? 'a problem, with its run where there is one' : 'a problem';
  if (respond === 'receipt') return 'a receipt';
  if (target.kind !== 'chain') return 'where the instance stands';
  return records === 'one' ? 'one record' : 'a list of records';
}

/** JSON as people read it; other texts as they are. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return text;
    throw thrown;
  }
}

/** The share of deliveries that something is true of: `0.4%`; undefined where there were none. */
export function shareOf(count: number, all: number, locale: string): string | undefined {
  if (all === 0) return undefined;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(count / all);
}
