import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type Problem } from '../api/client.ts';
import { faultsBelow, serverFaults } from './server-faults.ts';

const issue = (path: string) => ({ path, message: `at ${path}`, code: 'invalid_value' });
const refused = (...paths: string[]): ApiError =>
  new ApiError({ status: 422, code: 'invalid_input', issues: paths.map(issue) } as unknown as Problem, 'refused');

const places: readonly [string, string][] = [
  ['day', 'day'],
  ['parameters.day', 'day'],
  ['params.day', 'day'],
  ['input.lines[0].sku', 'lines'],
  ['body.input', 'input'],
  ['lines.0.sku', 'lines'],
];
for (const [path, name] of places) {
  test(`a fault at ${path} stands at ${name}`, () =>
    assert.deepEqual([...serverFaults(refused(path))], [[name, `at ${path}`]]));
}

test('no answer is no fault of a field', () => {
  assert.equal(serverFaults(null).size, 0);
  assert.equal(serverFaults(new ApiError(undefined, 'The server does not answer.')).size, 0);
});

test('what is wrong below a place stands at the fields of its own form', () => {
  const error = refused('attributes.city', 'attributes.shops[1]', 'email');
  assert.deepEqual([...serverFaults(faultsBelow(error, 'attributes')).keys()], ['city', 'shops']);
  assert.equal(faultsBelow(refused('email'), 'attributes'), null);
  assert.equal(faultsBelow(new ApiError(undefined, 'The server does not answer.'), 'attributes'), null);
});
