import type { CheckedChain } from '../engine/check/check-chain.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { LocalState } from '../main/local-workspace.ts';
import { fromJson } from '../model/value-codec.ts';
import { formatType } from '../model/value-type.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { fullChainName } from './find-chain.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { valueFromText } from './parameter-option.ts';
import { counted } from './print-problems.ts';
import { instantText } from './runs.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

/** `millrace state`. */
export const stateCommand = defineCommand({
  name: 'state',
  summary: 'Shows or changes what a chain keeps from run to run.',
  docs: 'The next run begins with what is set, or with the defaults after a reset.',
  arguments: [
    { name: 'ACTION', summary: '`get`, `set` or `reset`.' },
    { name: 'CHAIN', summary: 'Its full name, or the last part alone.' },
    { name: 'NAME=VALUE', summary: 'For set: the value and what it becomes.', optional: true },
  ],
  options: [workspaceOption],
  examples: [
    { command: 'millrace state get sync.Products', shows: 'What the last run saved.' },
    { command: 'millrace state set sync.Products since=2026-03-01T00:00:00Z', shows: 'The next run reads from there.' },
    { command: 'millrace state reset sync.Products', shows: 'The next run begins anew.' },
  ],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    const [action = '', named = ''] = input.arguments;
    const act = actions[action];
    if (act === undefined) throw usage(`'${action}' is not get, set or reset.`);
    const chain = live.runnable(fullChainName(named, live.checked));
    if (chain.state.length === 0) throw usage(`${chain.name} keeps no state.`, 'Declare it with `state:`.');
    return withLocal({ live, terminal, looks: true }, ({ state }) => act({ state, chain, input, terminal }));
  },
});

interface Action {
  readonly state: LocalState;
  readonly chain: CheckedChain;
  readonly input: CommandInput;
  readonly terminal: Terminal;
}

const actions: Readonly<Record<string, (action: Action) => Promise<number>>> = {
  get: showState,
  set: setState,
  reset: resetState,
};

async function showState({ state, chain, terminal }: Action): Promise<number> {
  const saved = await state.get(chain.name);
  const rows = chain.state.map(({ name, type }) => {
    const value = saved.find((one) => one.name === name);
    return [
      name,
      formatType(type),
      value === undefined ? 'the default' : JSON.stringify(value.value),
      value === undefined ? '' : instantText(value.changedAt),
      value === undefined ? '' : (value.run ?? 'by hand'),
    ];
  });
  const columns = [
    { title: 'name' },
    { title: 'type' },
    { title: 'value', least: 20 },
    { title: 'saved' },
    { title: 'by run' },
  ];
  await writeTable(terminal.out, columns, { rows, none: '' });
  return 0;
}

async function setState({ state, chain, input, terminal }: Action): Promise<number> {
  const text = input.arguments[2] ?? '';
  const at = text.indexOf('=');
  if (at < 1) throw usage('Say what to set: NAME=VALUE.');
  const name = text.slice(0, at);
  const field = chain.state.find((one) => one.name === name);
  if (field === undefined)
    throw usage(
      `${chain.name} keeps no '${name}'.`,
      didYouMean(
        name,
        chain.state.map((one) => one.name),
      ),
    );
  const value = valueFromText(text.slice(at + 1), field.type);
  fromJson(value, field.type, [name]);
  await state.set(chain.name, { [name]: value });
  await writeLines(terminal.out, [`${chain.name}: ${name} is ${JSON.stringify(value)} now.`]);
  return 0;
}

async function resetState({ state, chain, terminal }: Action): Promise<number> {
  const count = await state.reset(chain.name);
  await writeLines(terminal.out, [
    count === 0
      ? 'There was nothing to reset.'
      : `${chain.name}: ${counted(count, 'value')} forgotten; the next run begins with the defaults.`,
  ]);
  return 0;
}
