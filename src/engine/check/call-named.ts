import { didYouMean } from '../../core/did-you-mean.ts';
import type { Pipeline } from '../planned.ts';
import { callDefinition, type CallPlace, emptyPipeline } from './call-chain.ts';
import type { ChainScope, NamedSources } from './check-session.ts';

/** Checks a source that is a chain under another name: `source: { key: name }`. */
export function callNamed(sources: NamedSources, place: CallPlace, scope: ChainScope): Pipeline {
  const { key } = sources;
  const { workspace } = scope.session.services;
  const found = sources.find(place.name, workspace);
  if (found !== undefined) {
    const atMost = found.atMost === undefined ? {} : { atMost: found.atMost };
    return callDefinition(found.chain, { ...place, ...atMost }, scope);
  }
  const names = sources.names(workspace);
  const message = names.includes(place.name)
    ? `The ${key} '${place.name}' has problems of its own, or is not enabled.`
    : `There is no ${key} '${place.name}'.`;
  const hint = names.includes(place.name) ? 'Correct or enable it first.' : didYouMean(place.name, names);
  place.context.problem([...place.path, key], 'unknown_reference', message, hint ?? `Define it: \`kind: ${key}\`.`);
  return emptyPipeline(place);
}
