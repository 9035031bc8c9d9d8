/** Functions of JSON. They stay in the row engine: DuckDB keeps JSON as it was written, which shows in the results. */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import { isRecord, type Value } from '../../model/value.ts';
import { formatValue, toJson, valueFromUnknown } from '../../model/value-codec.ts';
import { listOf, types } from '../../model/value-type.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { example, fixed, generic } from './define.ts';
import * as take from './parameter-patterns.ts';

function parseJson(text: string): Value {
  try {
    // Whole numbers beyond what a double holds keep their digits.
    const parsed: unknown = JSON.parse(text, function exact(_key, value: unknown, context?: { source?: string }) {
      const isInexact = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
      return isInexact && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source ?? '') : value;
    });
    return valueFromUnknown(parsed);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    throw new MillraceError('cast_failed', `This is not JSON: ${thrown.message}`, { hint: 'Correct the text.' });
  }
}

/** A member of a record or an item of a list; null where there is none. */
function step(value: Value, key: string): Value {
  if (Array.isArray(value))
    return /^-?\d+$/.test(key) ? (value.at(Number(key) > 0 ? Number(key) - 1 : Number(key)) ?? null) : null;
  return isRecord(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null;
}

function follow(value: Value, path: string): Value {
  return path.split('.').reduce<Value>((at, key) => step(at, key), value);
}

function asText(value: Value): string | null {
  return value === null ? null : formatValue(value);
}

/** The functions of JSON. */
export const jsonFunctions: readonly FunctionDeclaration[] = [
  {
    kind: 'scalar',
    name: 'to_json',
    family: 'json',
    summary: 'A value as JSON text.',
    parameters: ['value'],
    docs: 'Decimals, dates and integers beyond 2^53 become strings, so that nothing is lost.',
    overloads: [
      generic([take.anything()], {
        returns: () => types.text,
        returnsLabel: 'text',
        js:
          ([type]) =>
          (value: Value) =>
            JSON.stringify(toJson(value, type)),
      }),
    ],
    examples: [
      example('to_json({a: 1, b: [true, null]})', `'{"a":1,"b":[true,null]}'`),
      example("to_json(date '2026-03-01')", `'"2026-03-01"'`),
    ],
  },
  {
    kind: 'scalar',
    name: 'parse_json',
    family: 'json',
    summary: 'The value that a JSON text stands for; its parts are read with `.` and `[]` and cast to types.',
    parameters: ['text'],
    problem: 'a text that is not JSON',
    docs: 'The result is of type `any`: nothing is known of it when the chain is saved, so that its parts must be cast before they are computed with or compared, `parse_json(t).price::decimal(12,2)`.',
    overloads: [fixed([take.text], types.any, { canFail: true, js: parseJson })],
    examples: [
      example(`parse_json('{"a": {"b": 5}}').a.b::integer`, '5'),
      example(`parse_json('[1, 2]')::list(integer)`, '[1, 2]'),
    ],
  },
  {
    kind: 'scalar',
    name: 'json_get',
    family: 'json',
    summary: 'A part of a value of unknown shape, by a path such as `items.1.name`; null where there is none.',
    parameters: ['value', 'path'],
    docs: 'Items of lists count from 1, from the end when negative.',
    overloads: [fixed([take.any, take.text], types.any, { js: follow })],
    examples: [
      example(`json_get(parse_json('{"a": [{"b": "x"}]}'), 'a.1.b')::text`, "'x'"),
      example(`json_get(parse_json('{"a": 1}'), 'b.c')::text`, 'null'),
    ],
  },
  {
    kind: 'scalar',
    name: 'json_text',
    family: 'json',
    summary: 'A part of a value of unknown shape as text, by a path as in `json_get`.',
    parameters: ['value', 'path'],
    docs: 'Text as it is without its quotes, everything else as JSON writes it.',
    overloads: [
      fixed([take.any, take.text], types.text, { js: (value: Value, path: string) => asText(follow(value, path)) }),
    ],
    examples: [
      example(`json_text(parse_json('{"a": [5, 6]}'), 'a.2')`, "'6'"),
      example(`json_text(parse_json('{"a": [5, 6]}'), 'a')`, "'[5,6]'"),
    ],
  },
  {
    kind: 'scalar',
    name: 'json_keys',
    family: 'json',
    summary: 'The names of the members of a value of unknown shape; null where it is no object.',
    parameters: ['value'],
    docs: 'In the order in which they were written.',
    overloads: [
      fixed([take.any], listOf(types.text), { js: (value: Value) => (isRecord(value) ? Object.keys(value) : null) }),
    ],
    examples: [
      example(`json_keys(parse_json('{"b": 1, "a": 2}'))`, "['b', 'a']"),
      example(`json_keys(parse_json('5'))`, 'null'),
    ],
  },
  {
    kind: 'scalar',
    name: 'json_length',
    family: 'json',
    summary: 'How many items or members a value of unknown shape has; null where it is neither list nor object.',
    parameters: ['value'],
    docs: 'Of text use `length(x::text)`.',
    overloads: [
      fixed([take.any], types.integer, {
        js: (value: Value): Integer | null =>
          Array.isArray(value) ? value.length : isRecord(value) ? Object.keys(value).length : null,
      }),
    ],
    examples: [example(`json_length(parse_json('[1, 2]'))`, '2'), example(`json_length(parse_json('"x"'))`, 'null')],
  },
];
