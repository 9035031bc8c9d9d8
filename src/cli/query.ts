import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckedDataset } from '../dataset/check-datasets.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { DatasetAnswer, DatasetOrder } from '../model/dataset-query.ts';
import type { Principal } from '../model/principal.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { exitOfOutcome, usage } from './exit-code.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { parameterOption, readParameters } from './parameter-option.ts';
import { formatCount } from './progress.ts';
import { createRecordOutput, type RecordFormat, recordFormats } from './record-output.ts';
import { type Terminal, writeLines } from './terminal.ts';

/** `millrace query`. */
export const queryCommand = defineCommand({
  name: 'query',
  summary: 'Asks a dataset and prints the records that it gives.',
  docs: 'The chain runs here, with the rights and policies of whoever asks; what a server keeps of the dataset is not used. Records go to standard output, everything else to standard error. Filter, order and page are of the records as they may be seen.',
  arguments: [{ name: 'DATASET', summary: 'The dataset.' }],
  options: [
    { ...parameterOption, summary: parameterOption.summary.replace('of the chain', 'of the dataset') },
    { name: 'filter', value: 'EXPRESSION', summary: "Only records of which it is true: --filter 'level < 10'." },
    {
      name: 'sort',
      value: 'EXPRESSION',
      summary: "The order, with ' desc' for the largest first; more than one by repeating it.",
      repeatable: true,
    },
    { name: 'limit', value: 'COUNT', summary: 'The most records to print.' },
    { name: 'offset', value: 'COUNT', summary: 'How many records to leave out before them.' },
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      summary: 'table (default on a terminal), ndjson (default elsewhere), csv or json.',
      choices: recordFormats,
    },
    { name: 'as', value: 'USER', summary: 'Who asks; default: the local administrator.' },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace query inventory-status --param warehouse=SIN', shows: 'Asks for one warehouse.' },
    { command: 'millrace query inventory-status --as ada --format csv', shows: 'What ada sees, as CSV.' },
  ],
  run: runQuery,
});

async function runQuery(input: CommandInput, terminal: Terminal): Promise<number> {
  const live = await LiveWorkspace.load(await optionFolder(input, terminal));
  const dataset = knownDataset(live, input.arguments[0] ?? '');
  const asked = orderOf(input, dataset);
  const answer = await withLocal({ live, terminal }, async (local) => {
    const principal: Principal = await local.principal(input.option('as'));
    return local.withDatasets((datasets) => datasets.query({ ...asked, principal, signal: terminal.signal }));
  });
  const format = (input.option('format') ?? (terminal.out.interactive ? 'table' : 'ndjson')) as RecordFormat;
  if (answer.problem === undefined) {
    const output = createRecordOutput(format, answer.shape, terminal.out);
    await output.take(answer.records);
    await output.finish();
  }
  await say(answer, terminal);
  return exitOfOutcome(answer.outcome);
}

function knownDataset({ checked: { datasets } }: LiveWorkspace, name: string): CheckedDataset {
  const found = datasets.get(name);
  if (found !== undefined) return found;
  const hint = didYouMean(name, [...datasets.keys()]);
  throw new MillraceError('not_found', `There is no dataset '${name}'.`, hint === undefined ? {} : { hint });
}

function orderOf(input: CommandInput, { definition, chain }: CheckedDataset): Omit<DatasetOrder, 'principal'> {
  const parameters = readParameters(input.options('param'), { ...chain, name: `the dataset ${definition.name}` });
  const [filter, sort] = [input.option('filter'), input.options('sort')];
  const [limit, offset] = [countOf(input, 'limit'), countOf(input, 'offset')];
  const pages = limit !== undefined || offset !== undefined;
  return {
    dataset: definition.name,
    parameters,
    ...(filter === undefined ? {} : { filter }),
    ...(sort.length === 0 ? {} : { sort }),
    ...(pages ? { page: { offset: offset ?? 0, limit: limit ?? Number.MAX_SAFE_INTEGER } } : {}),
  };
}

function countOf(input: CommandInput, name: string): number | undefined {
  const text = input.option(name);
  if (text === undefined || /^\d{1,12}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw usage(`--${name} is a whole number, not '${text}'.`);
}

async function say(answer: DatasetAnswer, { err }: Terminal): Promise<void> {
  const { problem, outcome, total, records, truncated, rejected = 0 } = answer;
  if (problem !== undefined) {
    const lines = [`${err.paint('red', outcome)} ${problem.message} [${problem.code}]`, problem.hint ?? ''];
    return writeLines(
      err,
      lines.filter((line) => line !== ''),
    );
  }
  const shown = records.length === total ? '' : `${formatCount(records.length)} of `;
  const notes = [
    `${shown}${formatCount(total)} records`,
    ...(truncated ? [err.paint('yellow', 'cut off by the limit of the dataset: there are more')] : []),
    ...(rejected > 0 ? [`${formatCount(rejected)} were rejected`] : []),
  ];
  await writeLines(err, [notes.join('; ')]);
}
