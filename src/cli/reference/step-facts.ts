/** What holds for a step wherever it stands, found by checking its examples: effects, engine, memory, order, `onError`. */
import { checkWorkspaceChains } from '../../engine/check/check-workspace-chains.ts';
import { holdsRecords } from '../../engine/expected-memory.ts';
import type { PlannedStep } from '../../engine/planned.ts';
import type { AnyStep, EffectKind } from '../../engine/step-contract.ts';
import { checkServices } from '../../main/perform-run.ts';
import { workspaceOf } from '../../model/definitions/load-workspace.ts';
import { exampleText } from '../../steps/example-workspace.ts';
import { settingRows } from './setting-rows.ts';

/** A heading and a sentence. */
export type StepFact = readonly [about: string, says: string];

/** The facts of each step by its name. */
export function stepFacts(steps: readonly AnyStep[]): ReadonlyMap<string, readonly StepFact[]> {
  const uses = steps.flatMap((step) => step.examples.map((example) => ({ step: step.name, example })));
  const loaded = workspaceOf([{ path: 'example.yaml', text: exampleText(uses) }], '.');
  const { chains } = checkWorkspaceChains(loaded, checkServices());
  const planned = uses.flatMap(({ step }, index) => {
    const pipeline = chains.get(`example.Example${index}`)?.chain.pipeline;
    return (pipeline?.steps ?? []).map((found) => ({ step, found, ordered: pipeline?.ordered === true }));
  });
  return new Map(
    steps.map((step) => {
      const own = planned.filter((one) => one.step === step.name);
      return [step.name, factsOf(step, own)];
    }),
  );
}

interface Use {
  readonly found: PlannedStep;
  readonly ordered: boolean;
}

function factsOf(step: AnyStep, uses: readonly Use[]): readonly StepFact[] {
  return [
    ['Effects', effectWords(step, uses)],
    ['Engine', engineWords(step, uses)],
    ['Memory', memoryWords(step, uses)],
    ['Order', orderWords(step, uses)],
    ['`onError`', failureWords(step, uses)],
  ];
}

const effectMeanings: Readonly<Record<Exclude<EffectKind, 'none'>, string>> = {
  transactional: '`transactional`: applied in one commit, or not at all',
  idempotent: '`idempotent`: done again with the same keys it changes nothing more',
  'at-least-once':
    '`at-least-once`: a run that was broken off after it began is not repeated by itself, unless `repeatEffects: true`',
};

function effectWords(step: AnyStep, uses: readonly Use[]): string {
  if (step.shape === 'flow') return 'those of the steps inside.';
  const kinds = new Set(uses.flatMap(({ found }) => (found.checked.effects ?? []).map(({ kind }) => kind)));
  const words = Object.entries(effectMeanings).flatMap(([kind, means]) =>
    kinds.has(kind as EffectKind) ? [means] : [],
  );
  if (words.length === 0) return 'none: it can be run again at any time.';
  const isWithout = uses.some(({ found }) => (found.checked.effects ?? []).every(({ kind }) => kind === 'none'));
  const ways = [...(isWithout ? ['none'] : []), ...words];
  return `${ways.length > 1 ? 'by its settings ' : ''}${ways.join('; or ')}.`;
}

function engineWords(step: AnyStep, uses: readonly Use[]): string {
  if (step.shape === 'flow') return 'its steps run where they can by themselves.';
  const scans = uses.some(({ found }) => found.checked.scannable === true);
  if (scans)
    return 'the vector engine can read it itself, together with the steps that follow; else the row engine reads.';
  if (step.category === 'source') return 'the row engine reads; the steps that follow run in either engine.';
  const relational = uses.filter(({ found }) => found.checked.relation !== undefined).length;
  if (relational === 0) return `the row engine${step.category === 'sink' ? ' writes' : ''}.`;
  return relational === uses.length
    ? 'the row engine or the vector engine (one query together with its neighbours), with the same result.'
    : 'the row engine or the vector engine, by its settings, with the same result.';
}

function memoryWords(step: AnyStep, uses: readonly Use[]): string {
  const holding = uses.filter(({ found }) => holdsRecords(found)).length;
  if (step.shape === 'flow') return 'as its steps need; records that wait for each other go to disk beyond some.';
  if (step.holds === true)
    return 'what it keeps counts within the memory of the run, see above; records pass through in batches.';
  if (holding === 0 && step.category === 'sink') {
    return 'little: it takes records in batches. They go on to the next step when all is done, and wait on disk beyond some.';
  }
  if (holding === 0) return 'little: records pass through in batches.';
  const words =
    'it takes in all records before it gives the first, within the memory of the run, and uses the disk beyond';
  return holding === uses.length ? `${words}.` : `by its settings ${words}.`;
}

function orderWords(step: AnyStep, uses: readonly Use[]): string {
  const kept = uses.filter(({ ordered }) => ordered).length;
  if (kept === 0) return 'not defined: `sort` after it where the order matters.';
  if (kept < uses.length) return 'defined or not by its settings; `millrace explain` says which.';
  if (step.category === 'source') return 'as the source has the records.';
  return step.name === 'sort' ? 'as it says.' : 'kept.';
}

function failureWords({ category, shape, settings, failsByRecord }: AnyStep, uses: readonly Use[]): string {
  const choices = '`fail`, `skip` or `reject`';
  if (failsByRecord === false)
    return `refused: what fails in it ends the run${shape === 'flow' ? '. Say it at the steps inside' : ', for whatever record'}.`;
  const evaluates = settingRows(settings).some(({ takes }) => /expression/.test(takes));
  if (shape === 'flow' && !evaluates) return `decides about a record for which a step inside fails: ${choices}.`;
  const isRelational = uses.every(({ found }) => found.checked.relation !== undefined);
  if (shape === 'flow' || (isRelational && category === 'transform'))
    return `decides about a record for which an expression of its settings ends in a problem: ${choices}.`;
  return `decides about a single record that cannot be read, made or written: ${choices}. What concerns all (a missing file, a server that does not answer) ends the run.`;
}
