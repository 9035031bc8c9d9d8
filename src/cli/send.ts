import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { shapeOf } from '../model/parse-shape.ts';
import type { EventAnswer } from '../model/workflow-event.ts';
import type { CheckedWorkflow } from '../workflow/checked-workflow.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { exitOfOutcome, usage } from './exit-code.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { readRecords } from './read-records.ts';
import { type Terminal, writeLines } from './terminal.ts';

/** `millrace send`. */
export const sendCommand = defineCommand({
  name: 'send',
  summary: 'Starts an instance of a workflow, or sends an event to one.',
  docs: 'Without --to it is the start event, and an instance is started. The chains before the commit run here; what comes after it, timers and mails, is done by the server that runs on the same store, or by the next one that starts.',
  arguments: [
    { name: 'WORKFLOW', summary: 'The workflow.' },
    { name: 'EVENT', summary: 'The event, such as submit or approve.' },
  ],
  options: [
    { name: 'to', value: 'ID', summary: 'The instance; without it, one is started.' },
    { name: 'input', short: 'i', value: 'FILE', summary: 'What comes with the event, as JSON; - is standard input.' },
    { name: 'event', value: 'UUID', summary: 'The id of the event: sent again with the same id, it is done once.' },
    { name: 'as', value: 'USER', summary: 'Who sends it; default: the local administrator.' },
    { name: 'format', short: 'f', value: 'FORMAT', summary: 'text (default) or json.', choices: ['text', 'json'] },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace send leave-request submit --input request.json --as ada', shows: 'Starts a leave request.' },
    { command: 'millrace send leave-request approve --to 0199f0c2-... --as mia', shows: 'Approves one.' },
  ],
  run: runSend,
});

async function runSend(input: CommandInput, terminal: Terminal): Promise<number> {
  const live = await LiveWorkspace.load(await optionFolder(input, terminal));
  const [name = '', event = ''] = input.arguments;
  const workflow = knownWorkflow(live, name);
  const instance = input.option('to');
  if (instance === undefined && event !== workflow.start) {
    throw usage(`Without --to an instance is started, by '${workflow.start}', not '${event}'.`, 'Say --to ID.');
  }
  const given = await readInput(input, { workflow, event }, terminal);
  const id = input.option('event');
  const answer = await withLocal({ live, terminal }, async (local) => {
    const principal = await local.principal(input.option('as'));
    const order = {
      input: given,
      principal,
      trigger: { kind: 'cli' as const },
      ...(id === undefined ? {} : { event: id }),
    };
    return local.withWorkflows((workflows) =>
      instance === undefined
        ? workflows.start({ workflow: name, ...order })
        : workflows.send({ instance, name: event, ...order }),
    );
  });
  await (input.option('format') === 'json'
    ? writeLines(terminal.out, [JSON.stringify(answer)])
    : say(answer, terminal));
  return exitOfOutcome(answer.outcome);
}

function knownWorkflow({ checked }: LiveWorkspace, name: string): CheckedWorkflow {
  const found = checked.workflows.get(name);
  if (found !== undefined) return found.workflow;
  const hint = didYouMean(name, [...checked.workflows.keys()]);
  throw new MillraceError('not_found', `There is no workflow '${name}'.`, hint === undefined ? {} : { hint });
}

async function readInput(
  input: CommandInput,
  { workflow, event }: { workflow: CheckedWorkflow; event: string },
  terminal: Terminal,
): Promise<Readonly<Record<string, unknown>>> {
  const file = input.option('input');
  if (file === undefined) return {};
  const fields = [...workflow.states.values()].flatMap(({ events }) => events.get(event)?.input.fields ?? []);
  const [first, ...more] = await readRecords(file, shapeOf(fields), terminal);
  if (typeof first !== 'object' || first === null || more.length > 0) throw usage(`${file} must hold one JSON object.`);
  return first as Readonly<Record<string, unknown>>;
}

async function say(answer: EventAnswer, { out, err }: Terminal): Promise<void> {
  const { instance, outcome, problem, repeated } = answer;
  if (problem !== undefined) {
    const lines = [
      `${err.paint('red', outcome)} ${problem.message} [${problem.code}]`,
      ...(problem.hint ?? '').split('\n'),
    ];
    return writeLines(
      err,
      lines.filter((line) => line !== ''),
    );
  }
  if (instance === undefined) return;
  const { id, workflow, state, version, final } = instance;
  const end = final ? ', where it ends' : '';
  await writeLines(out, [
    `${id} ${workflow} is in ${state}${end} (version ${version})${repeated ? '; as it was told before' : ''}`,
  ]);
}
