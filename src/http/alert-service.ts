/** What the API needs of alerts; `main.ts` wires it. Instants are milliseconds since 1970. */
import type {
  AlertAttempt,
  AlertDeliveryRecord,
  AlertFiring,
  AlertMessageState,
  AlertStanding,
} from '../model/alert.ts';
import type { AuditActor } from '../model/audit-actor.ts';

/** A page of what there was: of some jobs, and before where the page before ended. */
export interface AlertPage {
  readonly jobs?: readonly string[];
  readonly before?: number;
  readonly limit: number;
}

/** Alerts in the API. */
export interface AlertService {
  /** How alerts stand, those that are well left out. */
  standing(): Promise<readonly (AlertStanding & { readonly job: string })[]>;
  /** Times that alerts fired, the latest first. */
  firings(page: AlertPage): Promise<readonly AlertFiring[]>;
  /** What was told, the latest first. */
  messages(
    page: AlertPage & { readonly firing?: string; readonly states?: readonly AlertMessageState[] },
  ): Promise<readonly AlertDeliveryRecord[]>;
  /** A message with its attempts. */
  message(
    id: string,
  ): Promise<{ readonly message: AlertDeliveryRecord; readonly attempts: readonly AlertAttempt[] } | undefined>;
  /** Sends a message again, as their doing; `conflict` while it waits to leave. */
  resend(id: string, by: AuditActor): Promise<void>;
  /** When a scheduler looked at the jobs last; undefined if none ever did. */
  lastLook(): Promise<number | undefined>;
}
