/** Workflows as the API asks for them: what is defined and where instances stand, for those who may see it. */
import { requirePrivilege } from '../access/permission.ts';
import type { CountedWork, InstanceFilter, InstancePage, WorkflowService } from '../http/workflow-service.ts';
import type { Principal } from '../model/principal.ts';
import { listHistory, listInstances } from '../store/workflow-instances.ts';
import { listTasks } from '../store/workflow-tasks.ts';
import type { EventAttempts } from '../workflow/event-attempts.ts';
import { InstanceReader } from './instance-reader.ts';
import { retryIncident, skipIncident } from './resolve-incident.ts';
import { requireIncident, visibleIncidents } from './shown-work.ts';
import { actOnTask } from './act-on-task.ts';
import { WorkflowDescriber } from './describe-workflows.ts';
import type { WorkflowsOptions } from './workflows.ts';
import type { FolderVersions } from './workflow-versions.ts';

/** What the service is wired from. */
export interface WorkflowServiceParts extends WorkflowsOptions {
  readonly versions: FolderVersions;
  readonly attempts: EventAttempts;
  /** Has work looked at now. */
  wake(): void;
  readonly follow: WorkflowService['follow'];
  /** Tells those who follow. */
  tell(event: CountedWork): void;
}

/** Workflows in the API. */
export function createWorkflowService(parts: WorkflowServiceParts): WorkflowService {
  const { store, attempts, live } = parts;
  const reader = new InstanceReader(parts);
  const describer = new WorkflowDescriber(parts);
  const needs = (principal: Principal, privilege: 'admin:workflows' | 'workflow:repair'): void =>
    requirePrivilege(principal, { privilege, roles: live.checked.workspace.roles });
  return {
    list: (principal) => describer.list(principal),
    get: (name, principal, version) => describer.get(name, principal, version),
    instances: (filter, principal) => pageOf(parts, reader, { filter, principal }),
    instance: async (id, principal) => reader.details(await reader.visible(id, principal), principal),
    async history(id, principal) {
      const instance = await reader.visible(id, principal);
      return reader.shownHistory(instance, await listHistory(store, instance.id), principal);
    },
    start: (order) => attempts.start(order),
    send: (order) => attempts.send(order),
    async tasks(scope, principal) {
      if (scope === 'all') needs(principal, 'admin:workflows');
      const found = await listTasks(
        store,
        scope === 'all' ? { all: true } : { user: principal.id, roles: principal.roles },
      );
      return Promise.all(found.map((one) => reader.task(one, principal)));
    },
    async act(task, deed, principal) {
      await actOnTask(parts, reader, { task, deed, principal });
      parts.tell({ kind: 'deed' });
    },
    async incidents(principal, workflow) {
      needs(principal, 'workflow:repair');
      return visibleIncidents(parts, reader, { principal, ...(workflow === undefined ? {} : { workflow }) });
    },
    async retry(incident, corrected, principal) {
      needs(principal, 'workflow:repair');
      await requireIncident(parts, reader, { id: incident, principal });
      await retryIncident(store, incident, { corrected, principal });
      parts.wake();
      parts.tell({ kind: 'deed' });
    },
    async skip(incident, reason, principal) {
      needs(principal, 'workflow:repair');
      await requireIncident(parts, reader, { id: incident, principal });
      await skipIncident(store, incident, { reason, principal });
      parts.tell({ kind: 'deed' });
    },
    follow: (listener) => parts.follow(listener),
  };
}

/** Rows are read until the page is full of what may be seen. */
async function pageOf(
  { store: rows }: WorkflowServiceParts,
  shown: InstanceReader,
  { filter, principal }: { filter: InstanceFilter; principal: Principal },
): Promise<InstancePage> {
  const { mine, limit, before, ...only } = filter;
  const startedBy = mine === true ? { startedBy: principal.id } : {};
  const seen: Awaited<ReturnType<typeof listInstances>>[number][] = [];
  let last = before;
  for (;;) {
    const from = last === undefined ? {} : { before: last };
    const found = await listInstances(rows, { ...only, ...startedBy, ...from, limit: 200 });
    for (const one of found) if (seen.length <= limit && (await shown.maySee(one, principal))) seen.push(one);
    last = found.at(-1)?.id;
    if (seen.length > limit || found.length < 200) break;
  }
  const page = seen.slice(0, limit);
  const next = seen.length > limit ? page.at(-1)?.id : undefined;
  const instances = await shown.summaries(page, principal);
  return { instances, ...(next === undefined ? {} : { next }) };
}
