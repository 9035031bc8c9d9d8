/** Wires what the API says of alerts. */
import type { AlertService } from '../http/alert-service.ts';
import { getAlertMessage, listAlertMessages, reopenAlertMessage } from '../store/alert-messages.ts';
import { listAlerts, listFirings } from '../store/alerts.ts';
import { actorOf, addAuditEntry } from '../store/audit.ts';
import { inTransaction, type Store } from '../store/open-store.ts';
import { lastSchedulerLook } from '../store/scheduler-beats.ts';

/** Alerts over a store; `wake` has what waits sent now, where this node sends. */
export function createAlertService(store: Store, wake: () => void): AlertService {
  return {
    standing: async () => (await listAlerts(store)).filter(({ state }) => state === 'firing' || state === 'pending'),
    firings: (page) => listFirings(store, page),
    messages: (page) => listAlertMessages(store, page),
    message: (id) => getAlertMessage(store, id),
    async resend(id, by) {
      await inTransaction(store, async (inner) => {
        await reopenAlertMessage(inner, id);
        const object = { kind: 'alert message', name: id };
        await addAuditEntry(inner, { ...actorOf(by), action: 'alert.resend', object, result: 'done' });
      });
      wake();
    },
    lastLook: () => lastSchedulerLook(store),
  };
}
