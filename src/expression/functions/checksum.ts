/** Checksums, and identifiers that are made of something. */
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { MillraceError } from '../../core/errors.ts';
import type { Timestamp } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration, Overload } from '../function-declaration.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { failSql } from './sql-text.ts';

/** `6ba7b810-9dad-11d1-80b4-00c04fd430c8` of 32 hexadecimal digits. */
function asUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Writes version and variant over 16 bytes. */
function stamped(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return asUuid(bytes.toString('hex', 0, 16));
}

const form = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const uuidForm = new RegExp(`^${form}$`);

function uuidOfName(namespace: string, name: string): string {
  if (!uuidForm.test(namespace)) {
    throw new MillraceError('evaluation_failed', `"${namespace.slice(0, 60)}" is no UUID.`, {
      hint: 'The namespace is a UUID of your own, made once with uuid().',
    });
  }
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name);
  return stamped(hash.digest(), 5);
}

function uuidOfNameSql(namespace: string, name: string): string {
  const hash = `sha1(unhex(replace(${namespace}, '-', '')) || encode(${name}))`;
  const variant = `translate(substring(uh, 17, 1), '0123456789abcdef', '89ab89ab89ab89ab')`;
  const parts = `substring(uh, 1, 8) || '-' || substring(uh, 9, 4) || '-5' || substring(uh, 14, 3) || '-' || ${variant} || substring(uh, 18, 3) || '-' || substring(uh, 21, 12)`;
  return `(CASE WHEN ${name} IS NULL OR ${namespace} IS NULL THEN NULL WHEN NOT regexp_full_match(${namespace}, '${form}') THEN ${failSql('evaluation_failed', 'VARCHAR')} ELSE list_extract(list_transform([${hash}], lambda uh: ${parts}), 1) END)`;
}

function uuidOfTime({ micros }: Timestamp): string {
  const bytes = randomBytes(16);
  const millis = micros < 0n ? 0n : micros / 1000n;
  bytes.writeUIntBE(Number(millis), 0, 6);
  return stamped(bytes, 7);
}

/** The remainders that CRC-32 looks up for each byte. */
function remainders(): readonly number[] {
  return Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xed_b8_83_20 : rest >>> 1;
    return rest >>> 0;
  });
}

function checksumSql(bytes: string): string {
  const digit = (at: string): string => `(strpos('0123456789ABCDEF', substring(cx, ${at}, 1)) - 1)`;
  const list = `list_transform(range(0, length(cx) // 2), lambda ci: ${digit('2 * ci + 1')} * 16 + ${digit('2 * ci + 2')})`;
  const step = `lambda cs, cb: xor(cs >> 8, list_extract([${remainders().join(', ')}]::BIGINT[], (xor(cs, cb) & 255) + 1))`;
  const sum = `xor(list_reduce(${list}, ${step}, 4294967295::BIGINT), 4294967295::BIGINT)`;
  return `list_extract(list_transform([hex(${bytes})], lambda cx: ${sum}), 1)`;
}

const checksum: readonly Overload[] = [
  fixed([take.text], types.integer, {
    js: (text: string) => crc32(text),
    sql: (text) => checksumSql(`encode(${text})`),
  }),
  fixed([take.binary], types.integer, {
    js: (bytes: Uint8Array) => crc32(bytes),
    sql: (bytes) => checksumSql(bytes ?? ''),
  }),
];

/** Checksums and identifiers that are made of something. */
export const checksumFunctions: readonly FunctionDeclaration[] = [
  {
    kind: 'scalar',
    name: 'crc32',
    family: 'hashing',
    summary: 'The CRC-32 checksum of a text (in UTF-8) or of bytes, as in ZIP files.',
    parameters: ['data'],
    docs: 'To find errors of transmission and to spread keys over parts: `crc32(id) % 16`. It is no protection against anybody.',
    overloads: checksum,
    examples: [example("crc32('123456789')", '3421780262'), example("crc32(encode(''))", '0')],
  },
  {
    kind: 'scalar',
    name: 'uuid_v5',
    family: 'hashing',
    summary: 'The UUID (version 5) of a name in a namespace: the same for the same name, whenever it is made.',
    parameters: ['namespace', 'name'],
    problem: 'a namespace that is not a UUID',
    docs: "For keys that must come out the same again: `uuid_v5('5a1f…', source || id)`. The namespace is a UUID of your own, made once.",
    overloads: [
      fixed([take.text, take.text], types.text, {
        canFail: true,
        js: uuidOfName,
        sql: (namespace, name) => uuidOfNameSql(namespace ?? '', name ?? ''),
      }),
    ],
    examples: [
      example(
        "uuid_v5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')",
        "'2ed6657d-e927-568b-95e1-2665a8aea6a2'",
      ),
      example(
        "uuid_v5(uuid_v5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'a'), 'b') = uuid_v5(uuid_v5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'a'), 'b')",
        'true',
      ),
    ],
  },
  {
    kind: 'scalar',
    name: 'uuid_v7',
    family: 'hashing',
    summary:
      'A new UUID (version 7) that begins with a time, so that later ones sort after earlier ones; another one for each record.',
    parameters: ['timestamp'],
    docs: 'Usually of now: `uuid_v7(@now)`. Within a millisecond the order is random.',
    overloads: [fixed([take.timestamp], types.text, { volatile: true, js: uuidOfTime })],
    examples: [
      example("left(uuid_v7('2026-03-01T00:00:00Z'::timestamp), 15)", "'019ca6b1-dc00-7'"),
      example("uuid_v7('2026-03-01T00:00:00Z'::timestamp) < uuid_v7('2026-03-01T00:00:01Z'::timestamp)", 'true'),
    ],
  },
];
