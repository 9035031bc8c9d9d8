/** What a job names must exist, and its parameters must be those of its chain. */
import { didYouMean } from '../../core/did-you-mean.ts';
import { isLiteral } from '../field-constraints.ts';
import type { DeclaredField } from '../parse-shape.ts';
import type { Problem } from '../problem.ts';
import { validateDeclared } from '../validate-declared.ts';
import { triggerFaults } from './check-job-triggers.ts';
import { chainReferenceFaults, referenceProblems } from './check-reference.ts';
import type { JobDefinition, Workspace } from './definition.ts';
import type { Fault } from './schema-faults.ts';

/** What is wrong with a job when one looks at the other documents. */
export function checkJob(workspace: Workspace, job: JobDefinition): readonly Problem[] {
  return [
    ...[...chainFaults(workspace, job), ...triggerFaults(workspace, job)].map((fault) => job.document.problem(fault)),
    ...referenceProblems(workspace, job, { path: ['schedule', 'calendar'], kind: 'calendar' }),
    ...referenceProblems(workspace, job, { path: ['alert', 'to'], kind: 'channel', key: 'channel' }),
  ];
}

function chainFaults(workspace: Workspace, job: JobDefinition): readonly Fault[] {
  const chain = workspace.chains.get(job.chain);
  if (chain === undefined) return chainReferenceFaults(workspace, job.chain, ['chain']);
  const given = job.params ?? {};
  const input: Fault[] =
    chain.input === undefined
      ? []
      : [
          {
            path: ['chain'],
            code: 'type_mismatch',
            message: `${job.chain} takes records, but a job has none to give`,
            hint: 'Use a chain that starts with a source.',
          },
        ];
  return [
    ...input,
    ...chain.params.flatMap((field) => parameterFaults(field, given)),
    ...strangers(chain.params, given),
  ];
}

function parameterFaults(field: DeclaredField, given: Readonly<Record<string, unknown>>): readonly Fault[] {
  if (!Object.hasOwn(given, field.name)) {
    if (field.optional) return [];
    return [
      {
        path: ['params'],
        code: 'missing_key',
        message: `the chain's parameter '${field.name}' has no default and is not given`,
        hint: `Add \`${field.name}:\` to params.`,
      },
    ];
  }
  return constraintFaultsOf(field, given[field.name]);
}

/** Bounds, pattern and options of a plain value; its type is checked where expressions are, with the same words. */
function constraintFaultsOf(field: DeclaredField, value: unknown): readonly Fault[] {
  const { name, type, optional } = field;
  const issuesOf = (declared: DeclaredField) => validateDeclared({ [name]: value }, [declared]).issues;
  if (!isLiteral(value) || issuesOf({ name, type, optional }).length > 0) return [];
  return issuesOf(field).map(({ message }) => ({ path: ['params', name], code: 'invalid_value', message }));
}

function strangers(fields: readonly DeclaredField[], given: Readonly<Record<string, unknown>>): readonly Fault[] {
  const names = fields.map(({ name }) => name);
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const hint = didYouMean(name, names) ?? 'It has no parameters.';
      return {
        path: ['params', name],
        code: 'unknown_parameter',
        message: `the chain has no parameter '${name}'`,
        hint,
        atKey: true,
      };
    });
}
