import { MillraceError } from '../../core/errors.ts';
import { newId } from '../../core/ids.ts';
import type { CheckedChain } from '../../engine/check/check-chain.ts';
import { completeRequest } from '../../engine/run/run-values.ts';
import type { Principal } from '../../model/principal.ts';

/** For whom and when defaults are worked out. */
export interface DefaultsFor {
  readonly principal: Principal;
  readonly zone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the parameters of a chain would be if it ran now and nothing were given; none where something must be given. */
export function defaultValues(
  chain: CheckedChain,
  { principal, zone, now }: DefaultsFor,
): Readonly<Record<string, unknown>> {
  const id = newId();
  const request = {
    id,
    chain: chain.name,
    parameters: {},
    principal,
    zone,
    now,
    effectId: id,
    dryRun: true,
    trigger: { kind: 'manual' },
  } as const;
  try {
    return completeRequest(chain, request).parameters;
  } catch (thrown) {
    if (thrown instanceof MillraceError && thrown.outcome === 'invalid') return {};
    throw thrown;
  }
}
