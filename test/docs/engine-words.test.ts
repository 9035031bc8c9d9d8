/** The engine knows chains and runs, not what they are for: no file of it mentions a context, in code or comments. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const folder = path.join(import.meta.dirname, '../../src/engine');
const contexts = /(?:job|workflow|dataset|dashboard|endpoint|schedule)/i;

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

test('there is an engine to look at', () => assert.ok(files.length > 50, `${files.length} files`));

for (const name of files) {
  test(`src/engine/${name} mentions no context`, () => {
    const lines = readFileSync(path.join(folder, name), 'utf8').split('\n');
    const mentions = lines.flatMap((line, at) => (contexts.test(line) ? [`${at + 1}: ${line.trim()}`] : []));
    assert.deepEqual(mentions, []);
  });
}
