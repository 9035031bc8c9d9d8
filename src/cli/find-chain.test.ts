import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MillraceError } from '../core/errors.ts';
import type { Problem } from '../model/problem.ts';
import { fullChainName } from './find-chain.ts';

describe('a chain that is not among those that are known', () => {
  const chains = new Map([['sales.Daily', {}]]);
  const position = { file: 'other.yaml', line: 3, column: 5 };
  const noYaml: Problem = { code: 'yaml_syntax', severity: 'error', message: 'A quote is missing.', position };
  const wrong: Problem = { code: 'invalid_value', severity: 'error', message: 'This is no name.', position };
  const unread = /^Some definitions cannot be read: other.yaml:3:5: /;

  const cases: readonly (readonly [name: string, chain: string, problems: readonly Problem[], hint: RegExp])[] = [
    ['a file that is no YAML may hold it', 'sales.Weekly', [noYaml], unread],
    ['a set of which nothing is known may have a fault', 'other.Daily', [wrong], unread],
    ['what is wrong elsewhere does not matter where its set is known', 'sales.Dayly', [wrong], /sales\.Daily/],
    ['without faults it is misspelt', 'sales.Dayly', [], /sales\.Daily/],
  ];
  for (const [name, chain, problems, hint] of cases) {
    test(name, () => {
      assert.throws(
        () => fullChainName(chain, { chains, problems }),
        (error: MillraceError) => error.code === 'not_found' && hint.test(error.hint ?? ''),
      );
    });
  }
});
