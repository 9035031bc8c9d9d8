/** From a question to what decides its answer: who asks for which records of which chain. */
import { requireUse } from '../access/permission.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { completeRequest } from '../engine/run/run-values.ts';
import type { FunctionRegistry } from '../expression/function-declaration.ts';
import type { DatasetOrder } from '../model/dataset-query.ts';
import type { Principal } from '../model/principal.ts';
import { cacheKey, canonical, dayIn } from './cache-key.ts';
import type { CheckedDataset } from './check-datasets.ts';
import type { DatasetDefinitions } from './dataset-ports.ts';
import { prepareView, type SelectRecords, viewKey } from './records-view.ts';

/** A question that may be answered. */
export interface AskedDataset {
  readonly checked: CheckedDataset;
  readonly definitions: DatasetDefinitions;
  readonly principal: Principal;
  /** All of them, defaults worked out. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
  /** Equal for those who may share an evaluation. */
  readonly key: string;
  /** Equal for equal views of one evaluation. */
  readonly view: string;
  readonly select: SelectRecords;
}

/** A dataset that the principal may query; throws `not_found`, `denied` or `conflict`. */
export function requireDataset(definitions: DatasetDefinitions, name: string, principal: Principal): CheckedDataset {
  const found = definitions.datasets.get(name);
  if (found === undefined) throw new MillraceError('not_found', `There is no dataset '${name}'.`);
  const { owner, roles, enabled } = found.definition;
  requireUse(
    principal,
    { noun: 'dataset', name, owner, roles, enabled },
    { privilege: 'dataset:query', roles: definitions.roles },
  );
  return found;
}

/** Works out what is asked; throws what is wrong with it. `now` in milliseconds since 1970. */
export function askDataset(
  order: DatasetOrder,
  { definitions, functions, now }: { definitions: DatasetDefinitions; functions: FunctionRegistry; now: number },
): AskedDataset {
  const { principal } = order;
  const checked = requireDataset(definitions, order.dataset, principal);
  const { chain, definition, limit, shape } = checked;
  checkNames(order, checked);
  const parameters = completeParameters(order, checked, { zone: definitions.zone, now });
  const fingerprint = definitions.fingerprint(chain, principal);
  const key = cacheKey({
    dataset: definition.name,
    fingerprint,
    definitions: hashesIn(definitions, chain),
    parameters,
    zone: definitions.zone,
    today: definitions.namesToday(chain) ? dayIn(now, definitions.zone) : undefined,
    limit,
  });
  const select = prepareView(order, shape, functions);
  return { checked, definitions, principal, parameters, fingerprint, key, view: viewKey(order), select };
}

const hashes = new WeakMap<CheckedChain, string>();

/** What a chain uses, as one text; a chain is another object whenever the definitions were loaded anew. */
function hashesIn(definitions: DatasetDefinitions, chain: CheckedChain): string {
  const known = hashes.get(chain) ?? canonical(definitions.hashesOf(chain));
  hashes.set(chain, known);
  return known;
}

function checkNames({ dataset, parameters }: DatasetOrder, { chain }: CheckedDataset): void {
  const names = chain.parameters.map(({ field }) => field.name);
  const issues = Object.keys(parameters)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: name,
      code: 'unknown_parameter',
      message: `There is no parameter '${name}'. ${didYouMean(name, names) ?? `There is: ${names.join(', ') || 'none'}.`}`,
    }));
  if (issues.length === 0) return;
  throw new MillraceError('invalid_input', `The parameters of ${dataset} are not right. ${issues[0]?.message}`, {
    issues,
  });
}

function completeParameters(
  { parameters, principal, dataset }: DatasetOrder,
  { chain }: CheckedDataset,
  { zone, now }: { zone: string; now: number },
): Readonly<Record<string, unknown>> {
  const trigger = { kind: 'dataset', of: dataset } as const;
  const about = { chain: chain.name, parameters, principal, trigger, dryRun: false, zone, now };
  // Nothing runs by it: defaults cannot name the run.
  const request = { ...about, id: '', effectId: '' };
  return completeRequest(chain, request).parameters;
}
