/** One page for each step, and the list of them. */
import type { AnyStep } from '../../engine/step-contract.ts';
import type { StepExample } from '../../engine/step-example.ts';
import { rowTable } from './definition-pages.ts';
import { code, fence, markdownTable, pageHead, yamlLines } from './markdown.ts';
import { settingRows } from './setting-rows.ts';
import type { StepFact } from './step-facts.ts';

const categories = ['source', 'transform', 'flow', 'sink'] as const;
const headings = { source: 'Sources', transform: 'Transforms', flow: 'Flow', sink: 'Sinks' } as const;

/** `steps/README.md`. */
export function stepsPage(steps: readonly AnyStep[]): string {
  const section = (category: (typeof categories)[number]): readonly string[] => {
    const rows = steps
      .filter((step) => step.category === category)
      .map(({ name, summary }) => [`[${code(name)}](${name}.md)`, summary]);
    return rows.length === 0
      ? []
      : [`## ${headings[category]}`, '', ...markdownTable(['step', 'what it does'], rows), ''];
  };
  return [...pageHead('Steps'), ...categories.flatMap(section)].join('\n');
}

/** The page of a step. */
export function stepPage(step: AnyStep, facts: readonly StepFact[]): string {
  const rows = settingRows(step.settings);
  return [
    ...pageHead(step.name),
    step.summary,
    '',
    step.docs,
    '',
    ...markdownTable(
      ['category', 'records', 'status', 'also found as'],
      [[step.category, shapeWords[step.shape], step.status, step.aliases?.join(', ') ?? '']],
    ),
    '',
    ...facts.map(([about, says]) => `- ${about}: ${says}`),
    '',
    '## Settings',
    '',
    ...(rows.length === 0 ? ['It has none.'] : rowTable(rows)),
    '',
    ...step.examples.flatMap((example) => exampleSection(step.name, example)),
  ].join('\n');
}

const shapeWords = {
  source: 'gives records',
  'one-to-one': 'one out for each one in',
  filter: 'passes some on',
  expand: 'several out for one in',
  blocking: 'reads all before the first goes out',
  sink: 'writes, and passes them on',
  flow: 'as the steps inside do',
} as const;

function exampleSection(uses: string, example: StepExample): readonly string[] {
  const entry = Object.keys(example.with).length === 0 ? { uses } : { uses, with: example.with };
  return [
    `## ${example.title}`,
    '',
    ...fence('yaml steps', yamlLines([entry])),
    '',
    ...labelled('In', example.input?.records),
    ...labelled('Out', example.records),
    ...labelled('Effects', example.effects),
  ];
}

function labelled(label: string, values: readonly unknown[] | undefined): readonly string[] {
  if (values === undefined) return [];
  const lines = values.length === 0 ? ['(none)'] : values.map((value) => JSON.stringify(value));
  return [`${label}:`, '', ...fence('json', lines), ''];
}
