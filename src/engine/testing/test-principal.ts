/** Whom a test runs as. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { ChainTest } from '../../model/definitions/chain-test-schema.ts';
import { localAdministrator, type Principal, serviceId, workspaceAccount } from '../../model/principal.ts';
import type { TestCheck } from './test-check.ts';

/** The one whom `as` names; the local administrator where nobody is named. */
export function testPrincipal(check: TestCheck, { as, user }: ChainTest): Principal {
  const whom = as ?? user;
  if (whom === undefined) return localAdministrator;
  if (typeof whom === 'string') return somebody({ roles: [whom] });
  return 'service' in whom ? service(check, whom.service) : somebody(whom);
}

function somebody({
  id = 'test',
  name = 'somebody',
  roles = [],
  attributes = {},
}: NonNullable<ChainTest['user']>): Principal {
  return { kind: 'user', id, name, roles, attributes };
}

function service(check: TestCheck, name: string): Principal {
  if (serviceId(name) === workspaceAccount.id) return workspaceAccount;
  const { services } = check.services.workspace;
  const found = services.get(name);
  if (found === undefined) {
    const hint = didYouMean(name, services.keys()) ?? 'Define it: `kind: service`.';
    check.fault(['as', 'service'], `there is no service '${name}'.`, { code: 'unknown_reference', hint });
  }
  const { roles = [], attributes = {} } = found ?? {};
  return { kind: 'service', id: serviceId(name), name, roles, attributes };
}
