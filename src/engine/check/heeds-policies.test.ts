import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { documentsKind } from '../../connectors/documents/document-store.ts';
import { checkServices } from '../../main/perform-run.ts';
import { workspaceOf } from '../../model/definitions/load-workspace.ts';
import { defineStep, type StepShape } from '../step-contract.ts';
import { checkWorkspaceChains } from './check-workspace-chains.ts';

/** A step that reads without asking after policies. */
const careless = (shape: StepShape) =>
  defineStep({
    name: 'careless.read',
    summary: 'Reads.',
    docs: '',
    category: 'source',
    status: 'preview',
    shape,
    inputOptional: true,
    settings: z.strictObject({ connection: z.string() }),
    examples: [],
    check({ connection }, context) {
      context.connection(['connection'], connection, documentsKind);
      return { output: context.input, plan: undefined };
    },
  });

const text = (policy: string): string =>
  `kind: connection\nname: shop\ntype: embedded\n${policy}---\nkind: chainset\nname: c\nchains:\n  C: { steps: [{ uses: careless.read, with: { connection: shop } }] }\n`;
const policy = '---\nkind: policy\nname: p\non: { connection: shop, collection: stock }\nrows: n > 1\n';

const codes = (shape: StepShape, definitions: string): string[] => {
  const services = checkServices();
  const step = careless(shape);
  const steps = { find: () => step, all: () => [step] };
  const { problems } = checkWorkspaceChains(workspaceOf([{ path: 'a.yaml', text: definitions }]), {
    ...services,
    steps,
  });
  return problems.map(({ code }) => code);
};

const cases: readonly [StepShape, string[]][] = [
  ['source', ['policy_refused']],
  ['one-to-one', ['policy_refused']],
  ['sink', []],
];

for (const [shape, expected] of cases) {
  test(`a ${shape} step that does not ask after policies is ${expected.length > 0 ? 'refused' : 'fine'} where there are some`, () => {
    assert.deepEqual(codes(shape, text(policy)), expected);
    assert.deepEqual(codes(shape, text('')), []);
  });
}
