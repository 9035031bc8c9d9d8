import { MillraceError } from '../core/errors.ts';
import type { SampledSource } from '../engine/check/check-sources.ts';
import type { ChainState } from '../engine/check/check-workspace-chains.ts';
import type { SourceSample } from '../engine/step-contract.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { LocalWorkspace } from '../main/local-workspace.ts';
import { sampleSources, sourcesToSample } from '../main/sample-chain.ts';
import { formatShape, formatType, type Shape } from '../model/value-type.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { exitOfError, usage } from './exit-code.ts';
import { fullChainName } from './find-chain.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { parameterOption, readParameters } from './parameter-option.ts';
import { writeError } from './print-problems.ts';
import { yamlLines } from './reference/markdown.ts';
import { type Output, type Terminal, writeLines } from './terminal.ts';

/** `millrace shape`. */
export const shapeCommand = defineCommand({
  name: 'shape',
  summary: 'Shows the fields that a chain works with, step by step, and samples its sources.',
  docs: [
    'Of each source whose `columns` are declared (`documents.read`, `sql.read`, `csv.read`, `json.read`, `parquet.read`,',
    '`excel.read`) the columns are written for you, ready to be pasted under `with:`, whether you declared some already or not.',
    '',
    'A table, a query and a Parquet file say themselves what their columns are. Of collections and other files the first',
    'records are looked at, and the narrowest type that reads all of them as they are is taken: text with leading zeros and',
    'numbers of 16 digits and more stay text, as do columns without a value; decimals have the places that were seen, and room',
    'for larger numbers. What comes later in the file may be different: look over the types before you rely on them.',
  ].join('\n'),
  arguments: [{ name: 'CHAIN', summary: 'Its full name, or the last part alone.' }],
  options: [
    { name: 'sample', value: 'COUNT', summary: 'How many records of each source are looked at; default 1000.' },
    parameterOption,
    workspaceOption,
  ],
  examples: [
    { command: 'millrace shape sales.Daily', shows: 'Its fields, and the columns of what it reads.' },
    {
      command: 'millrace shape sales.Import --param day=2026-03-01',
      shows: 'The same where the name of a file depends on a parameter.',
    },
  ],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    const name = fullChainName(input.arguments[0] ?? '', live.checked);
    const state = live.checked.chains.get(name);
    if (state === undefined) return 0;
    const parameters = readParameters(input.options('param'), state.chain);
    const count = sampleCount(input);
    await writeLines(terminal.out, shapeLines(state, terminal.out));
    const sources = sourcesToSample(name, live);
    return writeSamples(sources, { state, live, terminal, parameters, count });
  },
});

function shapeLines({ chain: { input, pipeline }, problems }: ChainState, { paint }: Output): readonly string[] {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return [
    ...(input === undefined ? [] : [`${paint('bold', 'takes')}  ${formatShape(input)}`]),
    ...pipeline.steps.map((step) => `${paint('bold', step.origin.name)}  ${formatShape(step.checked.output)}`),
    ...(errors === 0
      ? []
      : [paint('yellow', 'The chain has problems, so this is as far as it is known; see `millrace validate`.')]),
  ];
}

function sampleCount(input: CommandInput): number {
  const count = Number(input.option('sample') ?? 1000);
  if (Number.isInteger(count) && count >= 1 && count <= 100_000) return count;
  throw usage(`--sample is a whole number from 1 to 100000, not '${input.option('sample')}'.`);
}

interface Sampling {
  readonly state: ChainState;
  readonly live: LiveWorkspace;
  readonly terminal: Terminal;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly count: number;
}

/** Gives the exit code: that of the first source that could not be looked at. */
async function writeSamples(sources: readonly SampledSource[], sampling: Sampling): Promise<number> {
  const { live, terminal } = sampling;
  if (!sources.some((source) => source.connects)) return writeEach(sources, sampling, undefined);
  return withLocal({ live, terminal }, (local) => writeEach(sources, sampling, local));
}

async function writeEach(
  sources: readonly SampledSource[],
  { state, live, terminal, parameters, count }: Sampling,
  local: LocalWorkspace | undefined,
): Promise<number> {
  const { clock, signal, out, err } = terminal;
  const errors: MillraceError[] = [];
  const options = { live, clock, signal, parameters, count };
  const through = { secrets: local?.secrets.source, storeUrl: local?.storeUrl };
  for await (const { source, sample, error } of sampleSources(state.chain, sources, { ...options, ...through })) {
    if (error === undefined) await writeLines(out, ['', ...sampleLines(source, sample, out)]);
    else {
      errors.push(error);
      await writeError(err, withParameters(error, unsetParameters(state, parameters)));
    }
  }
  return errors[0] === undefined ? 0 : exitOfError(errors[0]);
}

function unsetParameters({ chain }: ChainState, given: Readonly<Record<string, unknown>>): readonly string[] {
  const unset = chain.parameters.filter(({ field, value }) => value === undefined && !Object.hasOwn(given, field.name));
  return unset.map(({ field }) => field.name);
}

/** A file that is not there may be one whose name lacks a parameter. */
function withParameters(error: MillraceError, unset: readonly string[]): MillraceError {
  const { code, message } = error;
  if (unset.length === 0 || (code !== 'file_not_found' && code !== 'invalid_value')) return error;
  const options = unset.map((name) => `--param ${name}=..`).join(' ');
  return new MillraceError(code, message, {
    hint: `If it depends on parameters of the chain, give them: ${options}`,
    cause: error,
  });
}

function sampleLines({ origin }: SampledSource, { of, basis, shape, notes = [] }: SourceSample, { paint }: Output) {
  const title = `${paint('bold', of)} for ${origin.name}`;
  const columns = shape.length === 0 ? [`${title} is empty.`] : [`${title}, ${basis}:`, ...columnLines(shape)];
  return [...columns, ...notes.map((note) => paint('yellow', note))];
}

function columnLines(shape: Shape): readonly string[] {
  return yamlLines({ columns: Object.fromEntries(shape.map(({ name, type }) => [name, formatType(type)])) });
}
