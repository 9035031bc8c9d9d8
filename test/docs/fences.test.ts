/**
 * Every YAML fence of the documentation is read as what it says it is:
 * - ```` ```yaml ````: documents with `kind` and `name`, without errors when read by themselves;
 * - ```` ```yaml steps ````: a list of steps;
 * - ```` ```yaml chain ````: the body of a chain;
 * - ```` ```yaml fragment ````: any YAML, where the text says what is around it;
 * - ```` ```yaml wrong ````: an example of a fault; it must have at least one.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainSchema } from '../../src/model/definitions/chainset-schema.ts';
import { parseDocuments } from '../../src/model/definitions/parse-documents.ts';
import { parseWithSchema } from '../../src/model/definitions/schema-faults.ts';
import { parseStepEntries } from '../../src/model/definitions/step-entry-schema.ts';
import { readYaml, type YamlDocument } from '../../src/model/definitions/yaml-document.ts';
import { formatProblem, type Problem } from '../../src/model/problem.ts';
import { allFences, type Fence } from './markdown-fences.ts';

function faultsOf({ file, form, text }: Fence): readonly Problem[] {
  if (form === 'documents' || form === 'wrong') return parseDocuments([{ path: file, text }]).problems;
  return readYaml({ path: file, text }).flatMap((document) => [...document.problems, ...faultsInside(document, form)]);
}

function faultsInside(document: YamlDocument, form: string): readonly Problem[] {
  if (form === 'fragment' || document.problems.length > 0) return [];
  if (form === 'chain')
    return parseWithSchema(chainSchema, document.value).faults.map((fault) => document.problem(fault));
  assert.equal(form, 'steps', `there is no form of fence '${form}'`);
  assert.ok(Array.isArray(document.value), 'a fence of steps holds a list');
  return parseStepEntries(document.value).faults.map((fault) => document.problem(fault));
}

for (const fence of allFences()) {
  test(`${fence.file}:${fence.line} is ${fence.form} that can be read`, () => {
    const errors = faultsOf(fence).filter(({ severity }) => severity === 'error');
    if (fence.form === 'wrong') assert.notEqual(errors.length, 0);
    else assert.deepEqual(errors.map(formatProblem), []);
  });
}

test('a fence that is wrong is found', () => {
  const fence = { file: 'x.md', line: 1, text: 'kind: job\nname: a\nchain: b.C\nshedule: {}\n' };
  assert.equal(faultsOf({ ...fence, form: 'documents' }).length, 1);
  assert.equal(faultsOf({ ...fence, form: 'fragment' }).length, 0);
  assert.equal(faultsOf({ ...fence, form: 'steps', text: '- { use: filter }\n' }).length, 1);
  assert.equal(faultsOf({ ...fence, form: 'chain', text: 'steps: []\n' }).length, 1);
});
