import { LiveWorkspace } from '../main/live-workspace.ts';
import { type ConnectionTools, createConnectionTools } from '../main/connection-tools.ts';
import type { ChainState } from '../engine/check/check-workspace-chains.ts';
import { formatType, formatShape, type Shape } from '../model/value-type.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { fullChainName } from './find-chain.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { yamlLines } from './reference/markdown.ts';
import { type Output, type Terminal, writeLines } from './terminal.ts';

/** `millrace shape`. */
export const shapeCommand = defineCommand({
  name: 'shape',
  summary: 'Shows the fields that a chain works with, step by step, and samples its collections.',
  docs: 'Of each collection that the chain reads, the first documents are looked at, and the `columns` are written for you, ready to be pasted under `with:`.',
  arguments: [{ name: 'CHAIN', summary: 'Its full name, or the last part alone.' }],
  options: [
    { name: 'sample', value: 'COUNT', summary: 'How many documents are looked at; default 1000.' },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace shape sales.Daily', shows: 'Its fields, and the columns of the collections that it reads.' },
  ],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    const name = fullChainName(input.arguments[0] ?? '', live.checked);
    const state = live.checked.chains.get(name);
    if (state !== undefined) await writeLines(terminal.out, shapeLines(state, terminal.out));
    const collections = collectionsIn(live.checked.workspace.chains.get(name)?.chain.steps);
    if (collections.length > 0) await writeSamples(live, { collections, count: sampleCount(input), terminal });
    return 0;
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

interface Collection {
  readonly connection: string;
  readonly collection: string;
}

/** Every collection that is read, in nested steps too. */
function collectionsIn(written: unknown): readonly Collection[] {
  if (typeof written !== 'object' || written === null) return [];
  const { uses, with: settings } = written as { uses?: unknown; with?: { connection?: unknown; collection?: unknown } };
  const own =
    uses === 'documents.read' && typeof settings?.connection === 'string' && typeof settings.collection === 'string'
      ? [{ connection: settings.connection, collection: settings.collection }]
      : [];
  return [...own, ...Object.values(written).flatMap(collectionsIn)];
}

async function writeSamples(
  live: LiveWorkspace,
  { collections, count, terminal }: { collections: readonly Collection[]; count: number; terminal: Terminal },
): Promise<void> {
  const { clock, environment, signal, out } = terminal;
  const { workspace } = live.checked;
  await withLocal({ live, terminal }, async ({ storeUrl }) => {
    const tools = createConnectionTools({ workspace, folder: live.folder, clock, environment, storeUrl, signal });
    for (const collection of collections)
      await writeLines(out, ['', ...(await sampleLines(tools, collection, { count, output: out }))]);
  });
}

async function sampleLines(
  tools: ConnectionTools,
  place: Collection,
  { count, output }: { count: number; output: Output },
): Promise<readonly string[]> {
  const shape = await tools.sample(place, count);
  const title = output.paint('bold', `${place.collection} of ${place.connection}`);
  if (shape.length === 0) return [`${title} is empty.`];
  return [`${title}, from its first documents:`, ...yamlLines({ columns: columnsOf(shape) })];
}

function columnsOf(shape: Shape): Readonly<Record<string, string>> {
  return Object.fromEntries(shape.map(({ name, type }) => [name, formatType(type)]));
}
