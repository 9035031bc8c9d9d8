/**
 * Arguments that mean something: a unit, a zone, a pattern. They are taken from the examples of the functions; random
 * text alone would hardly ever be one, and many functions have SQL only where such an argument is written out.
 */
import type { Syntax } from '../../src/expression/ast.ts';
import { parseExpression } from '../../src/expression/parser.ts';
import type { AnyFunction } from '../../src/expression/function-declaration.ts';
import type { Dice } from './dice.ts';

/** Further ones of a sort, where the examples show one of the sort. */
const sorts: readonly (readonly [tells: RegExp, others: readonly string[]])[] = [
  [
    /^'(day|month|year|week|quarter|hour|minute|second)s?'$/,
    ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'decade', 'century', 'millisecond'],
  ],
  [
    /^'(UTC|[A-Z]\w+\/\w+)'$/,
    ['UTC', 'Europe/Vienna', 'America/New_York', 'Asia/Kolkata', 'Asia/Singapore', 'Etc/GMT+5', 'Pacific/Chatham'],
  ],
  [
    /^'[^']*%[a-zA-Z-]/,
    ['%Y-%m-%d', '%-d.%-m.%y', '%H:%M:%S.%f', '%a %d %b %Y', '%A %B', '%I:%M %p', '%j', '%%', '%G-%V-%u'],
  ],
];

const expressions = [
  ...[
    '[a-c]+',
    'a*',
    '(b)(c)?',
    '^a',
    '$',
    '\\d+',
    '[^a]',
    '(?i)A',
    '.',
    '',
    '\\b',
    'a|b',
    '\\p{L}',
    '[',
    '(',
    '(?s).',
    ' +',
  ],
  ...['\\s', '\\w+', 'x{2,3}', '(a)|(b)', '(?:ab)+?', '\\pN', 'é', '🍎', '\\x{1F34E}', '\\z', '(?m)^'],
];

type Hints = Map<number, string[]>;

function note(found: Map<string, Hints>, { name, args }: Syntax & { kind: 'call' }, source: string): void {
  for (const [at, arg] of args.entries()) {
    if (arg.kind !== 'literal' && arg.kind !== 'cast' && arg.kind !== 'negate') continue;
    const text = source.slice(arg.at.start, arg.at.end);
    const of = found.get(name) ?? new Map<number, string[]>();
    of.set(at, [...new Set([...(of.get(at) ?? []), text])]);
    found.set(name, of);
  }
}

function walk(node: unknown, visit: (call: Syntax & { kind: 'call' }) => void): void {
  if (Array.isArray(node)) for (const part of node as unknown[]) walk(part, visit);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  if ('kind' in node && node.kind === 'call') visit(node as Syntax & { kind: 'call' });
  for (const [key, part] of Object.entries(node)) if (key !== 'type' && key !== 'value') walk(part, visit);
}

/** Arguments from examples, by function and position. */
export class ArgumentHints {
  readonly #found = new Map<string, Hints>();

  constructor(functions: readonly AnyFunction[]) {
    for (const { examples } of functions) {
      for (const { expression } of examples) {
        const { syntax } = parseExpression(expression);
        if (syntax) walk(syntax, (call) => note(this.#found, call, expression));
      }
    }
    for (const [name, hints] of this.#found) {
      for (const [at, texts] of hints) hints.set(at, [...texts, ...furtherOnes(name, at, texts)]);
    }
  }

  /** One for this argument of a function; undefined where no example shows any. */
  pick(dice: Dice, name: string, at: number): string | undefined {
    const texts = this.#found.get(name)?.get(at);
    return texts && dice.pick(texts);
  }
}

function furtherOnes(name: string, at: number, texts: readonly string[]): string[] {
  if (name.startsWith('regexp_') && at === 1) return expressions.map((text) => `'${text}'`);
  return sorts
    .filter(([tells]) => texts.some((text) => tells.test(text)))
    .flatMap(([, others]) => others.map((text) => `'${text}'`));
}
