import type { RoleTable } from '../access/permission.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import type { Principal } from '../model/principal.ts';
import type { Workflows } from '../model/workflow-event.ts';
import type { RenderProblem } from './answer.ts';
import type { CheckedEndpoint } from './checked-endpoint.ts';
import type { DeliveryLedger } from './delivery-ledger.ts';

/** What endpoints are made of. */
export interface IntakeOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The endpoints of the moment. */
  endpoints(): ReadonlyMap<string, CheckedEndpoint>;
  /** The roles of the moment. */
  roles(): RoleTable;
  zone(): string;
  service(name: string): Principal | undefined;
  /** The text with its secrets in place. */
  resolveSecrets(text: string): Promise<string>;
  readonly runs: DirectRuns;
  readonly workflows: Workflows;
  readonly ledger: DeliveryLedger;
  readonly render: RenderProblem;
}
