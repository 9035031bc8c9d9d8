/**
 * The fingerprint of a person for a chain. Law: where two principals could get different records from a chain, their
 * fingerprints differ; what the chain never looks at makes no difference.
 */
import { createHash } from 'node:crypto';
import type { Principal } from '../model/principal.ts';
import { toJson } from '../model/value-codec.ts';
import { formatType } from '../model/value-type.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckedChain } from './check/check-chain.ts';
import { userValue } from './run/user-value.ts';
import { joinReach, noReach, type UserReach } from './user-reach.ts';

/** What a fingerprint is taken over beside a chain and a principal. */
export interface FingerprintParts {
  readonly workgroup: string;
  /** What else looks at the user: rules on what the chain gives. */
  readonly also?: UserReach;
}

type Seen = Pick<CheckedChain, 'reach' | 'policies' | 'attributes'>;

/** SHA-256, in hex, of the workgroup, the policies that hold and the values of what is seen of the user. */
export function fingerprintOf(
  chain: Seen,
  principal: Principal,
  { workgroup, also = noReach }: FingerprintParts,
): string {
  const policies = [...chain.policies].sort(([one], [other]) => (one < other ? -1 : 1));
  const reach = joinReach(chain.reach, also);
  const seen =
    reach === 'everything' ? everything(principal) : [...reach].sort().map((name) => member(name, principal, chain));
  return createHash('sha256')
    .update(JSON.stringify(['fingerprint 1', workgroup, policies, seen]))
    .digest('hex');
}

/** A member of `@user` with its value, as all that mean the same write it. */
function member(name: string, principal: Principal, { attributes }: Seen): readonly unknown[] {
  const field = attributes.find((attribute) => attribute.name === name);
  if (field === undefined) return [name, { id: principal.id, name: principal.name, roles: principal.roles }[name]];
  try {
    const value = userValue(principal, [field])[name] ?? null;
    return [name, formatType(field.type), toJson(value, field.type)];
  } catch (thrown) {
    // A value that is not as declared ends every run; nobody is to share it meanwhile.
    if (thrown instanceof MillraceError) return [name, ['not as declared', principal.attributes[name]]];
    throw thrown;
  }
}

/** All that is known of somebody, whatever order their attributes stand in. */
function everything({ kind, id, name, roles, attributes, scopes }: Principal): unknown {
  const sorted = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
  return { kind, id, name, roles, attributes: sorted, scopes: scopes ?? null };
}
