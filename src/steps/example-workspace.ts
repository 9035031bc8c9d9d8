/** A workspace in which the examples of steps are chains: for their tests, and for what the reference says of a step. */
import type { StepExample } from '../engine/step-example.ts';

const connections = [
  { kind: 'connection', name: 'mail', type: 'smtp', url: 'file' },
  { kind: 'connection', name: 'shop', type: 'embedded' },
  { kind: 'connection', name: 'crm', type: 'mongodb', url: 'mongodb://crm.example.com/crm' },
  { kind: 'connection', name: 'erp', type: 'postgresql', url: 'postgres://erp.example.com/erp' },
];

const common = {
  kind: 'chainset',
  name: 'common',
  chains: {
    Products: { params: { onlyActive: 'boolean' }, steps: [{ uses: 'records', with: { records: [{ sku: 'tea' }] } }] },
  },
};

const processOrder = {
  kind: 'workflow',
  name: 'process-order',
  data: { public: { order: 'text', amount: 'decimal(12,2)' } },
  start: 'begin',
  initial: 'new',
  states: {
    new: { on: { begin: { to: 'open', input: ['order'] } } },
    open: { on: { paid: { to: 'done', input: ['amount'] } } },
    done: { final: true },
  },
};

/** An example and the step that it belongs to. */
export interface StepUse {
  readonly step: string;
  readonly example: StepExample;
}

/** The definitions for examples, as one text; the chain of the first is `example.Example0`. */
export function exampleText(uses: readonly StepUse[]): string {
  const chains = Object.fromEntries(uses.map((use, index) => [`Example${index}`, chainOf(use)]));
  const chainset = { kind: 'chainset', name: 'example', imports: ['common'], chains };
  // JSON is YAML: numbers and texts stay what they are in the declaration.
  const documents = [{ kind: 'workspace', name: 'examples' }, ...connections, common, processOrder, chainset];
  return documents.map((each) => JSON.stringify(each)).join('\n---\n');
}

function chainOf({ step, example }: StepUse): Readonly<Record<string, unknown>> {
  const parameters = Object.fromEntries(
    Object.entries(example.parameters ?? {}).map(([name, { type }]) => [name, type]),
  );
  return {
    ...(example.parameters === undefined ? {} : { params: parameters }),
    ...(example.input === undefined ? {} : { input: nullable(example.input.shape) }),
    steps: [{ uses: step, id: 'it', with: example.with }],
  };
}

/** Examples show what steps do with nulls, which a chain's `input` refuses unless it says otherwise. */
function nullable(shape: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, { type, optional: true }]));
}
