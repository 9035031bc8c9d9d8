import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatByteSize, parseByteSize } from './byte-size.ts';
import { formatDuration, parseDuration } from './duration.ts';

for (const [text, milliseconds] of [
  ['0s', 0],
  ['850ms', 850],
  ['30s', 30_000],
  ['1.5h', 5_400_000],
  ['3d', 259_200_000],
  ['2w', 1_209_600_000],
  ['', undefined],
  ['5', undefined],
  ['5 m', undefined],
  ['-5m', undefined],
  ['5M', undefined],
  ['m', undefined],
] as const) {
  test(`the duration '${text}'`, () => assert.equal(parseDuration(text), milliseconds));
}

for (const [milliseconds, text] of [
  [0, '0ms'],
  [850.4, '850ms'],
  [4230, '4.2s'],
  [30_000, '30s'],
  [59_949, '59.9s'],
  [59_960, '1m'],
  [200_000, '3m 20s'],
  [7_500_000, '2h 5m'],
  [86_400_000, '1d'],
  [273_600_000, '3d 4h'],
] as const) {
  test(`${milliseconds} milliseconds are ${text}`, () => assert.equal(formatDuration(milliseconds), text));
}

for (const [text, bytes] of [
  ['64mb', 67_108_864],
  ['1GB', 1_073_741_824],
  ['1.5kb', 1536],
  ['64', undefined],
  ['64 mb', undefined],
] as const) {
  test(`the size '${text}'`, () => assert.equal(parseByteSize(text), bytes));
}

for (const [bytes, text] of [
  [0, '0 B'],
  [812, '812 B'],
  [1024, '1.0 KB'],
  [1_468_006, '1.4 MB'],
  [1_073_741_824 * 200, '200 GB'],
] as const) {
  test(`${bytes} bytes are ${text}`, () => assert.equal(formatByteSize(bytes), text));
}
