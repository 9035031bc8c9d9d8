import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sentence } from './problem.ts';

describe('a message as a sentence', () => {
  const cases: readonly (readonly [name: string, message: string, expected: string])[] = [
    ['begins with a capital and ends with a stop', "the key 'a' is not known here", "The key 'a' is not known here."],
    ['has one stop', 'There is none.', 'There is none.'],
    ['a question stays one', 'Is it there?', 'Is it there?'],
    ['the path of a file is as it is', 'data/orders.csv:2: a quote is opened', 'data/orders.csv:2: a quote is opened.'],
    ['a name with a point is as it is', 'csv.read cannot', 'csv.read cannot.'],
    ['a call is as it is', 'max(n) has no order', 'max(n) has no order.'],
    ['a place in a list is as it is', 'steps[0] is no step', 'steps[0] is no step.'],
  ];
  for (const [name, message, expected] of cases) it(name, () => assert.equal(sentence(message), expected));
});
