/** Who calls an endpoint, and whether they may. Whoever has no rights of their own gets those of `runAs`. */
import { maySee, requirePrivilege } from '../access/permission.ts';
import { MillraceError } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';
import { hooksRoot } from './endpoint-contract.ts';
import type { EndpointCall } from './endpoint-service.ts';
import type { IntakeOptions } from './intake-options.ts';
import { judgeSignature } from './signature.ts';
import type { Visit } from './visit.ts';

/** What a caller shows. */
export interface Shown {
  readonly identify: EndpointCall['identify'];
  readonly bytes: Uint8Array;
}

/** Who calls; throws `unauthenticated` or `bad_signature`. */
export async function authenticate(visit: Visit, shown: Shown, options: IntakeOptions): Promise<Principal> {
  const { definition, signature } = visit.endpoint;
  if (signature !== undefined) {
    await requireSignature(visit, shown.bytes, options);
    return accountOf(visit, options);
  }
  if (definition.auth === 'none') return accountOf(visit, options);
  const caller = await shown.identify();
  const isOfKind =
    definition.auth === 'key'
      ? caller?.key !== undefined || visit.call.trial === true
      : caller !== undefined && caller.key === undefined;
  if (caller !== undefined && isOfKind) return caller;
  throw definition.auth === 'key'
    ? new MillraceError('unauthenticated', 'This endpoint needs an API key that is valid.', {
        hint: 'Send the header authorization: Bearer mr_...',
      })
    : new MillraceError(
        'unauthenticated',
        'This endpoint is for those who are signed in on the pages of this server.',
        {
          hint: 'Sign in, and call it from a page of this server.',
        },
      );
}

async function requireSignature(
  { endpoint, call, receivedAt }: Visit,
  body: Uint8Array,
  options: IntakeOptions,
): Promise<void> {
  const { signature: rule } = endpoint;
  if (rule === undefined) return;
  const secrets = await Promise.all(rule.secrets.map((reference) => options.resolveSecrets(reference)));
  const { method, headers } = call;
  const path = `${hooksRoot}${call.path}${call.query === '' ? '' : `?${call.query}`}`;
  const fault = judgeSignature(rule, { method, path, headers, body }, { secrets, now: receivedAt });
  if (fault === undefined) return;
  throw new MillraceError('bad_signature', fault, { hint: 'The contract of the endpoint says what is to be signed.' });
}

/** The rights of an account, read when they are used. */
function accountOf({ endpoint: { definition } }: Visit, { service }: IntakeOptions): Principal {
  const name = definition.runAs?.service ?? '';
  const account = service(name);
  if (account !== undefined) return { ...account, kind: 'endpoint' };
  throw new MillraceError('unknown_reference', `The service account '${name}' of ${definition.name} is not defined.`);
}

/**
 * Throws `denied` unless the caller may call: who came by a signature or unknown was let in by the definition itself. The
 * address tells everybody by its 401 that it is there, so to those without its roles it is closed, not hidden.
 */
export function authorise({ endpoint: { definition } }: Visit, principal: Principal, { roles }: IntakeOptions): void {
  if (principal.kind === 'endpoint') return;
  const { name, owner, roles: allowed } = definition;
  if (!maySee(principal, { owner, roles: allowed })) {
    throw new MillraceError('denied', `${principal.name} has none of the roles that the endpoint '${name}' is for.`, {
      hint: 'An administrator can give one of them.',
    });
  }
  requirePrivilege(principal, { privilege: 'endpoint:call', roles: roles() });
}
