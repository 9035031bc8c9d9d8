/** Hashes and identifiers. */
import { createHash, randomUUID } from 'node:crypto';
import type { Value } from '../../model/value.ts';
import { groupKeyOfAll } from '../../model/value-compare.ts';
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration, Overload } from '../function-declaration.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';

function digest(algorithm: 'md5' | 'sha1' | 'sha256'): readonly Overload[] {
  return [take.text, take.binary].map((pattern) =>
    fixed([pattern], types.text, {
      js: (data: string | Uint8Array) => createHash(algorithm).update(data).digest('hex'),
      sql: (data) => `${algorithm}(${data})`,
    }),
  );
}

/** Hashes and identifiers. */
export const hashingFunctions: readonly FunctionDeclaration[] = [
  {
    kind: 'scalar',
    name: 'md5',
    family: 'hashing',
    summary: 'The MD5 hash of a text or of bytes, in hexadecimal. Not for secrets.',
    parameters: ['data'],
    docs: 'For comparing with systems that use it. To tell records apart use `hash`, for anything that somebody could forge `sha256`.',
    overloads: digest('md5'),
    examples: [example("md5('a')", "'0cc175b9c0f1b6a831c399e269772661'"), example("length(md5(''))", '32')],
  },
  {
    kind: 'scalar',
    name: 'sha1',
    family: 'hashing',
    summary: 'The SHA-1 hash of a text or of bytes, in hexadecimal. Not for secrets.',
    parameters: ['data'],
    docs: 'For comparing with systems that use it.',
    overloads: digest('sha1'),
    examples: [example("sha1('a')", "'86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'"), example("length(sha1(''))", '40')],
  },
  {
    kind: 'scalar',
    name: 'sha256',
    family: 'hashing',
    summary: 'The SHA-256 hash of a text or of bytes, in hexadecimal.',
    parameters: ['data'],
    docs: '64 digits. `hash` takes several values of any type.',
    overloads: digest('sha256'),
    examples: [
      example("sha256('a')", "'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'"),
      example("length(sha256(encode('')))", '64'),
    ],
  },
  {
    kind: 'scalar',
    name: 'hash',
    family: 'hashing',
    summary: 'A short text that is the same exactly for equal values: a key made of several fields.',
    parameters: ['value'],
    docs: 'The first 128 bits of a SHA-256, in hexadecimal. Null counts as a value; 1, 1.0 and 1.00 are equal.',
    overloads: [
      fixed([take.comparable()], types.text, {
        variadic: true,
        nulls: 'handle',
        js: (...values: Value[]) => createHash('sha256').update(groupKeyOfAll(values)).digest('hex').slice(0, 32),
      }),
    ],
    examples: [example('hash(1, null) = hash(1.0, null)', 'true'), example("hash('a', 'b') = hash('ab', '')", 'false')],
  },
  {
    kind: 'scalar',
    name: 'uuid',
    family: 'hashing',
    summary: 'A new random UUID (version 4), another one for each record.',
    parameters: [],
    docs: 'Not the same when a run is repeated: for keys of effects use `uuid_v5` or `hash` over what identifies the record.',
    overloads: [fixed([], types.text, { volatile: true, js: () => randomUUID() })],
    examples: [example('length(uuid())', '36'), example('uuid() = uuid()', 'false')],
  },
];
