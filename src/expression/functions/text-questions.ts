/** Functions that ask of a text: how often, where last, whether there is anything. */
import { types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, ParameterPattern } from '../function-declaration.ts';
import { characterCount } from './code-points.ts';
import { example, fixed, type FixedForm } from './define.ts';
import * as take from './parameter-patterns.ts';
import { spaceSql } from './text.ts';

function question(
  name: string,
  summary: string,
  form: FixedForm & {
    readonly parameters: readonly string[];
    readonly takes: readonly ParameterPattern[];
    readonly result: ValueType;
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
    readonly aliases?: readonly string[];
  },
): FunctionDeclaration {
  const { parameters, takes, result, examples, docs, aliases, ...implementation } = form;
  const more = { ...(aliases && { aliases }), ...(docs !== undefined && { docs }) };
  return {
    kind: 'scalar',
    name,
    family: 'text',
    summary,
    parameters,
    ...more,
    overloads: [fixed(takes, result, implementation)],
    examples,
  };
}

function lastPosition(text: string, part: string): number {
  const index = text.lastIndexOf(part);
  return index < 0 ? 0 : characterCount(text.slice(0, index)) + 1;
}

function backwards(text: string): string {
  return `array_to_string(list_reverse(string_split(${text}, '')), '')`;
}

/** Functions that ask of a text. */
export const textQuestions: readonly FunctionDeclaration[] = [
  question('text_count', 'How often a part stands in the text, each time after the end of the one before.', {
    parameters: ['text', 'part'],
    takes: [take.text, take.text],
    result: types.integer,
    docs: 'An empty part is not counted. `regexp_count` counts by a pattern.',
    js: (text: string, part: string) => (part === '' ? 0 : text.split(part).length - 1),
    sql: (text, part) =>
      `(CASE WHEN ${part} = '' AND ${text} IS NOT NULL THEN 0 ELSE ((length(${text}) - length(replace(${text}, ${part}, ''))) // length(${part})) END)::BIGINT`,
    examples: [example("text_count('banana', 'an')", '2'), example("text_count('aaa', 'aa')", '1')],
  }),
  question('last_position', 'Where a part last stands in the text, counted from 1; 0 where it does not.', {
    parameters: ['text', 'part'],
    docs: 'By code points, counted from the beginning.',
    takes: [take.text, take.text],
    result: types.integer,
    js: lastPosition,
    sql: (text, part) =>
      `(CASE WHEN contains(${text}, ${part}) THEN length(${text}) - length(${part}) + 2 - strpos(${backwards(text ?? '')}, ${backwards(part ?? '')}) WHEN ${text} IS NOT NULL AND ${part} IS NOT NULL THEN 0 END)`,
    examples: [example("last_position('a/b/c', '/')", '4'), example("last_position('abc', 'x')", '0')],
  }),
  question('is_blank', 'Whether a text is null, empty or only spaces; never null.', {
    parameters: ['text'],
    docs: 'For filters: `where: not is_blank(email)`.',
    takes: [take.text],
    result: types.boolean,
    nulls: 'handle',
    js: (text: string | null) => text === null || text.trim() === '',
    sql: (text) => `(coalesce(trim(${text}, ${spaceSql}), '') = '')`,
    examples: [example("is_blank('  ')", 'true'), example('is_blank(null)', 'true'), example("is_blank('0')", 'false')],
  }),
  question('unicode', 'The Unicode number of the first character; null of an empty text.', {
    parameters: ['text'],
    aliases: ['ord'],
    docs: '`chr` goes the other way.',
    takes: [take.text],
    result: types.integer,
    js: (text: string) => text.codePointAt(0) ?? null,
    sql: (text) => `(CASE WHEN ${text} <> '' THEN unicode(${text})::BIGINT END)`,
    examples: [example("unicode('A')", '65'), example("unicode('🍎')", '127822')],
  }),
];
