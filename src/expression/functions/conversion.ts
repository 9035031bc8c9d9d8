/** Functions that convert beside the casts: bytes to text and back, numbers for people to read. */
import { Decimal } from 'decimal.js';
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import { ExactDecimal, type Value } from '../../model/value.ts';
import { formatBinary, parseBinary } from '../../model/value-text.ts';
import { formatType, types } from '../../model/value-type.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { example, fixed, generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { failSql, sqlText } from './sql-text.ts';

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw new MillraceError('cast_failed', 'The bytes are not UTF-8 text.', {
      hint: 'Use to_hex or a cast to text for base64.',
    });
  }
}

function fromHex(text: string): Uint8Array {
  if (/^(?:[0-9a-fA-F]{2})*$/.test(text)) return new Uint8Array(Buffer.from(text, 'hex'));
  throw new MillraceError('cast_failed', `"${text.slice(0, 60)}" is not hexadecimal.`, {
    hint: 'Two digits make a byte.',
  });
}

function fromBase64(text: string): Uint8Array {
  const bytes = parseBinary(text);
  if (bytes) return bytes;
  throw new MillraceError('cast_failed', `"${text.slice(0, 60)}" is not base64.`, { hint: 'Correct the text.' });
}

/** `1,234.50`; with `.` and `,` as separators `1.234,50`. */
function formatNumber(...[value, digits = 0, between = ',', point = '.']: [Value, Integer?, string?, string?]): string {
  const places = Math.max(0, Math.min(38, Number(digits)));
  const fixedPoint = new ExactDecimal(String(value)).toFixed(places, Decimal.ROUND_HALF_UP);
  const [whole = '', fraction] = fixedPoint.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, () => between);
  return fraction === undefined ? grouped : `${grouped}${point}${fraction}`;
}

const numeric = {
  label: 'number',
  accepts: (type: { kind: string }) => ['integer', 'number', 'decimal', 'null'].includes(type.kind),
};

/** Functions that convert. */
export const conversionFunctions: readonly FunctionDeclaration[] = [
  {
    kind: 'scalar',
    name: 'format_number',
    family: 'conversion',
    summary: 'A number as text with commas between thousands and so many decimal places.',
    parameters: ['value', 'places', 'thousands', 'decimal_mark'],
    docs: "Halves are rounded away from zero. Two more arguments are what stands between thousands and before the decimal places: `format_number(x, 2, '.', ',')` writes `1.234,50`, and `''` nothing.",
    overloads: [
      fixed([numeric, take.integer], types.text, { optional: 1, js: formatNumber }),
      fixed([numeric, take.integer, take.text, take.text], types.text, { js: formatNumber }),
    ],
    examples: [
      example('format_number(1234567.891, 2)', "'1,234,567.89'"),
      example('format_number(-1234)', "'-1,234'"),
      example("format_number(1234.5, 2, '.', ',')", "'1.234,50'"),
      example("format_number(12345, 0, ' ', ',')", "'12 345'"),
    ],
  },
  {
    kind: 'scalar',
    name: 'type_of',
    family: 'conversion',
    summary: 'The name of the type of a value, as the checker sees it.',
    parameters: ['value'],
    docs: 'It is known when the chain is saved and the same for all records. To look into `any` use `json_type`.',
    overloads: [
      generic([take.anything()], {
        returns: () => types.text,
        returnsLabel: 'text',
        nulls: 'handle',
        js: ([type = types.null]) => {
          const name = formatType(type);
          return () => name;
        },
        sql: (_args, [type = types.null]) => sqlText(formatType(type)),
      }),
    ],
    examples: [example('type_of(1 + 2)', "'integer'"), example('type_of([1.50])', "'list(decimal(3,2))'")],
  },
  {
    kind: 'scalar',
    name: 'encode',
    family: 'conversion',
    summary: 'A text as bytes, in UTF-8.',
    parameters: ['text'],
    docs: '`decode` goes the other way.',
    overloads: [fixed([take.text], types.binary, { js: bytesOf, sql: (text) => `encode(${text})` })],
    examples: [example("to_hex(encode('é'))", "'c3a9'"), example("length(encode('abc'))", '3')],
  },
  {
    kind: 'scalar',
    name: 'decode',
    family: 'conversion',
    summary: 'The text that bytes stand for in UTF-8.',
    parameters: ['bytes'],
    problem: 'bytes that are not UTF-8',
    docs: 'Bytes of other encodings are read by the steps, such as `csv.read` with `encoding`.',
    overloads: [fixed([take.binary], types.text, { canFail: true, js: textOf, sql: (bytes) => `decode(${bytes})` })],
    examples: [example("decode(encode('é'))", "'é'"), example("decode(from_hex('6162'))", "'ab'")],
  },
  {
    kind: 'scalar',
    name: 'to_hex',
    family: 'conversion',
    summary: 'Bytes as hexadecimal text in small letters.',
    parameters: ['bytes'],
    docs: 'Two digits for a byte. `from_hex` goes the other way.',
    overloads: [
      fixed([take.binary], types.text, {
        js: (bytes: Uint8Array) => Buffer.from(bytes).toString('hex'),
        sql: (bytes) => `lower(hex(${bytes}))`,
      }),
    ],
    examples: [example("to_hex(encode('ab'))", "'6162'"), example("to_hex(from_hex('FF'))", "'ff'")],
  },
  {
    kind: 'scalar',
    name: 'from_hex',
    family: 'conversion',
    summary: 'The bytes that hexadecimal text stands for.',
    parameters: ['text'],
    problem: 'a text that is not hexadecimal',
    docs: 'In capital or small letters, two digits for a byte.',
    overloads: [
      fixed([take.text], types.binary, {
        canFail: true,
        js: fromHex,
        sql: (text) =>
          `(CASE WHEN regexp_full_match(${text}, '([0-9a-fA-F]{2})*') THEN unhex(${text}) WHEN ${text} IS NOT NULL THEN ${failSql('cast_failed', 'BLOB')} END)`,
      }),
    ],
    examples: [example("length(from_hex('00ff'))", '2'), example("decode(from_hex('c3a9'))", "'é'")],
  },
  {
    kind: 'scalar',
    name: 'to_base64',
    family: 'conversion',
    summary: 'Bytes as base64.',
    parameters: ['bytes'],
    docs: 'With padding, in one line. A cast `x::text` of bytes is the same.',
    overloads: [fixed([take.binary], types.text, { js: formatBinary, sql: (bytes) => `base64(${bytes})` })],
    examples: [example("to_base64(encode('hello'))", "'aGVsbG8='"), example("to_base64(from_hex(''))", "''")],
  },
  {
    kind: 'scalar',
    name: 'from_base64',
    family: 'conversion',
    summary: 'The bytes that base64 stands for.',
    parameters: ['text'],
    problem: 'a text that is not base64',
    docs: 'With padding.',
    overloads: [fixed([take.text], types.binary, { canFail: true, js: fromBase64 })],
    examples: [example("decode(from_base64('aGVsbG8='))", "'hello'"), example("length(from_base64(''))", '0')],
  },
];
