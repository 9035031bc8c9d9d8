-- Instances of workflows, their tasks, what the server has to do about them by itself, and their history.

-- An instance with version 0 is being started: its first event is not committed yet, and nobody sees it. Who works on an
-- event holds the lease; each claim counts `lease` up, and a commit holds only for the number that it was claimed with.
create table millrace.workflow_instances (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  workflow text not null,
  definition integer not null,
  state text not null,
  final boolean not null default false,
  version integer not null default 0,
  public jsonb not null default '{}',
  private jsonb not null default '{}',
  started_by jsonb not null,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  ended_at timestamptz,
  actors text[] not null default '{}',
  lease bigint not null default 0,
  lease_until timestamptz,
  lease_node uuid
) with (fillfactor = 70);

create index workflow_instances_latest on millrace.workflow_instances (workgroup_id, workflow, started_at desc, id desc);
create index workflow_instances_state on millrace.workflow_instances (workgroup_id, workflow, state);
create index workflow_instances_open on millrace.workflow_instances (workgroup_id, workflow, definition) where not final;

-- What somebody has to do; gone when the state is left.
create table millrace.workflow_tasks (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  instance_id uuid not null unique references millrace.workflow_instances on delete cascade,
  assignee text,
  role text,
  claimed_by text,
  due_at timestamptz,
  created_at timestamptz not null
);

create index workflow_tasks_assignee on millrace.workflow_tasks (assignee) where assignee is not null;
create index workflow_tasks_role on millrace.workflow_tasks (role) where role is not null;

-- Timers, actions after the commit, and events that chains sent. Each try counts `attempts` up, and says with that number
-- what became of it. What failed for good stays as an incident.
create table millrace.workflow_work (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  workflow text not null,
  instance_id uuid,
  kind text not null check (kind in ('timer', 'action', 'event')),
  work jsonb not null,
  principal jsonb not null,
  due_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'incident')),
  attempts integer not null default 0,
  problem jsonb,
  lease_until timestamptz,
  lease_node uuid,
  changed_at timestamptz not null
);

create index workflow_work_due on millrace.workflow_work (due_at) where state = 'waiting';
create index workflow_work_instance on millrace.workflow_work (instance_id) where instance_id is not null;
create index workflow_work_incidents on millrace.workflow_work (workgroup_id, workflow, id) where state = 'incident';

-- What happened. The entry of an event has the id of the event, so that an event that is told again gets its first answer.
create table millrace.workflow_history (
  id uuid primary key,
  seq bigint not null generated always as identity,
  workgroup_id uuid not null references millrace.workgroups,
  instance_id uuid not null,
  workflow text not null,
  kind text not null check (kind in ('event', 'action', 'task', 'incident')),
  at timestamptz not null,
  actor jsonb not null,
  name text not null,
  from_state text,
  to_state text,
  version integer,
  final boolean not null default false,
  outcome text not null,
  problem jsonb,
  input jsonb not null default '{}',
  shown jsonb not null default '{}',
  actions jsonb not null default '[]',
  detail jsonb not null default '{}'
);

create index workflow_history_instance on millrace.workflow_history (instance_id, seq);
