/** What an editor checks by the JSON Schema of `millrace schema` is what Millrace itself takes. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { checkServices } from '../../src/main/perform-run.ts';
import { workspaceJsonSchema } from '../../src/model/definitions/workspace-json-schema.ts';
import { readYaml } from '../../src/model/definitions/yaml-document.ts';
import { allFences, root } from './markdown-fences.ts';

const { steps, connectors } = checkServices();
const schema = workspaceJsonSchema({ steps: steps.all(), connectors: connectors.all() });
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

function assertTaken(value: unknown): void {
  // Numbers that keep their text are numbers to an editor.
  const plain: unknown = JSON.parse(JSON.stringify(value));
  assert.ok(validate(plain), JSON.stringify(validate.errors?.slice(0, 5), undefined, 1));
}

const chainsetOf = (list: unknown): unknown => ({ kind: 'chainset', name: 'a', chains: { A: { steps: list } } });

for (const step of steps.all()) {
  for (const example of step.examples) {
    test(`${step.name}: ${example.title}`, () => assertTaken(chainsetOf([{ uses: step.name, with: example.with }])));
  }
}

for (const { file, line, form, text } of allFences()) {
  if (form !== 'documents' && form !== 'steps') continue;
  test(`${file}:${line}`, () => {
    for (const { value } of readYaml({ path: file, text })) assertTaken(form === 'steps' ? chainsetOf(value) : value);
  });
}

// What lies below data/ is data, not definitions.
for (const path of globSync('examples/**/*.{yaml,yml}', { cwd: root, exclude: ['examples/*/data/**'] }).sort()) {
  test(path, () => {
    for (const { value } of readYaml({ path, text: readFileSync(join(root, path), 'utf8') })) assertTaken(value);
  });
}
