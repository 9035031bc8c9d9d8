import type { CheckedValue } from '../expression/template.ts';
import type { JobDefinition } from '../model/definitions/definition.ts';
import type { Fault } from '../model/definitions/schema-faults.ts';
import { toJson } from '../model/value-codec.ts';
import { castValue } from '../model/cast.ts';
import { environment } from '../expression/closure.ts';
import type { RunRequest } from '../model/run.ts';
import type { CauseFacts } from '../model/trigger-cause.ts';
import type { Field, Shape, ValueType } from '../model/value-type.ts';
import { contextValues } from '../engine/run/run-values.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import { problemOfFault } from '../model/definitions/problem-at.ts';
import type { Problem } from '../model/problem.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { checkDefinedValue } from '../engine/check/check-defined-value.ts';
import type { CheckServices } from '../engine/check/check-session.ts';
import { contextShape } from '../engine/check/context-shape.ts';
import { pollFaults, triggerShape, triggerValue } from './check-triggers.ts';

/** The parameters of a job: values over `@planned`, `@today` and the like, worked out for each occurrence. */
export interface CheckedJobParameters {
  readonly values: readonly { readonly name: string; readonly type: ValueType; readonly value: CheckedValue }[];
  readonly attributes: Shape;
  /** What `@trigger` is; absent where nothing but its schedule starts the job. */
  readonly trigger?: Field;
  /** Paths start at the job's document. */
  readonly faults: readonly Fault[];
}

/** The parameters of all jobs whose chains exist, by name, with what is wrong in them. */
export function checkJobs(
  checked: CheckedWorkspace,
  services: Pick<CheckServices, 'functions'>,
): { readonly jobs: ReadonlyMap<string, CheckedJobParameters>; readonly problems: readonly Problem[] } {
  const { workspace, chains } = checked;
  const jobs = new Map<string, CheckedJobParameters>();
  const problems: Problem[] = [];
  for (const job of workspace.jobs.values()) {
    const chain = chains.get(job.chain)?.chain;
    if (chain === undefined) continue;
    const trigger = triggerShape(job, checked);
    const parameters = checkJobParameters(job, chain, { ...services, workspace, trigger });
    jobs.set(job.name, parameters);
    const faults = [...parameters.faults, ...pollFaults(job, checked)];
    problems.push(...faults.map((fault) => problemOfFault(job, fault)));
  }
  return { jobs, problems };
}

/** Checks the expressions in a job's parameters; whether their names and plain values are right is checked elsewhere. */
function checkJobParameters(
  job: JobDefinition,
  chain: CheckedChain,
  {
    functions,
    workspace,
    trigger,
  }: Pick<CheckServices, 'functions' | 'workspace'> & { readonly trigger: Field | undefined },
): CheckedJobParameters {
  const faults: Fault[] = [];
  const usual = contextShape(workspace).filter((field) => field.name !== 'state');
  const context = trigger === undefined ? usual : [...usual, trigger];
  const scope = {
    fields: undefined,
    parameters: [],
    context,
    aggregates: 'none' as const,
    windows: false,
    functions,
  };
  const values = chain.parameters.flatMap(({ field: { name, type } }) => {
    const written = job.params?.[name];
    if (written === undefined) return [];
    const { value, problems } = checkDefinedValue(written, scope, type);
    faults.push(
      ...problems.map(
        ({ at, path, ...problem }): Fault => ({ path: ['params', name, ...path], offset: at.start, ...problem }),
      ),
    );
    return [{ name, type, value }];
  });
  return { values, faults, attributes: chain.attributes, ...(trigger === undefined ? {} : { trigger }) };
}

/** The parameters of one occurrence, as JSON; `request` says its instant, zone and principal, `cause` what triggered it. */
export function jobParameters(
  { values, attributes, trigger }: CheckedJobParameters,
  request: RunRequest,
  cause?: CauseFacts,
): Record<string, unknown> {
  const usual = contextValues(request, { attributes });
  const context = trigger === undefined ? usual : { ...usual, trigger: triggerValue(trigger, cause) };
  const env = environment({ context });
  return Object.fromEntries(
    values.map(({ name, type, value }) => [name, toJson(castValue(value.evaluate({}, env), value.type, type), type)]),
  );
}
