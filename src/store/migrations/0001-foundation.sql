-- Rules of this schema. Things that belong to a workgroup have workgroup_id and a UUIDv7 id. Parts of a run are keyed by
-- the run. Large tables are partitioned by time and dropped, not deleted: runs and their parts by the run's id, which
-- begins with its time; occurrences by their planned instant. Each has a default partition, so that nothing is refused
-- when the partitions ahead were not made in time. Partitions are made by src/store/partitions.ts.

create table millrace.workgroups (
  id uuid primary key,
  name text not null unique,
  created_at timestamptz not null default now()
);

insert into millrace.workgroups (id, name) values ('00000000-0000-7000-8000-000000000001', 'default');

-- people, and how they come in

create table millrace.users (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  name text not null,
  display_name text not null,
  email text,
  roles text[] not null default '{}',
  attributes jsonb not null default '{}',
  enabled boolean not null default true,
  password_hash text,
  created_at timestamptz not null,
  unique (workgroup_id, name)
);

create table millrace.sign_in_links (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  user_id uuid not null references millrace.users on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table millrace.user_sessions (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  user_id uuid not null references millrace.users on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  address text,
  agent text
);

create index user_sessions_user on millrace.user_sessions (user_id);

-- nodes: processes of one installation; they serve every workgroup

create table millrace.nodes (
  id uuid primary key,
  name text not null,
  roles text[] not null,
  version text not null,
  fence bigint not null generated always as identity,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  lease_until timestamptz not null,
  stopped_at timestamptz
);

create index nodes_live on millrace.nodes (lease_until) where stopped_at is null;

-- definitions: every version is kept

create table millrace.definitions (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  kind text not null,
  name text not null,
  version integer not null check (version > 0),
  hash text not null,
  content jsonb not null,
  source text,
  created_at timestamptz not null,
  created_by text not null,
  unique (workgroup_id, kind, name, version)
);

-- runs

create table millrace.runs (
  id uuid not null,
  workgroup_id uuid not null,
  chain text not null,
  state text not null check (state in ('queued', 'running', 'ended')),
  outcome text,
  trigger_kind text not null,
  job text,
  occurrence_id uuid,
  planned timestamptz,
  attempt integer not null default 1,
  principal jsonb not null,
  fingerprint text not null default '',
  parameters jsonb not null,
  input jsonb,
  effect_id text not null,
  effects_begun text[] not null default '{}',
  dry_run boolean not null,
  zone text not null,
  now timestamptz not null,
  timeout_ms bigint,
  queued_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  cancel_requested_at timestamptz,
  node_id uuid,
  fence bigint,
  records bigint not null default 0,
  rejected bigint not null default 0,
  steps jsonb not null default '[]',
  problems jsonb not null default '[]',
  effects jsonb not null default '[]',
  definitions jsonb not null default '{}',
  plan text,
  primary key (id),
  check ((state = 'ended') = (outcome is not null)),
  check ((state = 'ended') = (ended_at is not null))
) partition by range (id);

create table millrace.runs_default partition of millrace.runs default;
create index runs_newest on millrace.runs (workgroup_id, id desc);
create index runs_of_chain on millrace.runs (workgroup_id, chain, id desc);
create index runs_of_job on millrace.runs (workgroup_id, job, id desc) where job is not null;
create index runs_of_occurrence on millrace.runs (occurrence_id) where occurrence_id is not null;
create index runs_open on millrace.runs (node_id) where state <> 'ended';

create table millrace.run_logs (
  run_id uuid not null,
  seq bigint not null,
  workgroup_id uuid not null,
  at timestamptz not null,
  level text not null check (level in ('debug', 'info', 'warn', 'error')),
  step text,
  message text not null,
  primary key (run_id, seq)
) partition by range (run_id);

create table millrace.run_logs_default partition of millrace.run_logs default;

create table millrace.run_rejects (
  run_id uuid not null,
  seq bigint not null,
  workgroup_id uuid not null,
  step text not null,
  code text not null,
  reason text not null,
  record jsonb,
  primary key (run_id, seq)
) partition by range (run_id);

create table millrace.run_rejects_default partition of millrace.run_rejects default;

create table millrace.run_files (
  run_id uuid not null,
  name text not null,
  workgroup_id uuid not null,
  media_type text not null,
  size bigint not null,
  sha256 text not null,
  created_at timestamptz not null,
  primary key (run_id, name)
) partition by range (run_id);

create table millrace.run_files_default partition of millrace.run_files default;

-- what must not be done twice: idempotency keys of effects

create table millrace.effect_ledger (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  key text not null,
  run_id uuid not null,
  step text not null,
  state text not null check (state in ('begun', 'done')),
  result jsonb,
  created_at timestamptz not null,
  done_at timestamptz,
  unique (workgroup_id, key)
);

-- mails: one row per message and recipient; the key makes a retry send only what was not sent

create table millrace.mails (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  key text not null,
  run_id uuid,
  sender text not null,
  recipient text not null,
  subject text not null,
  attachments text[] not null default '{}',
  size bigint not null,
  state text not null check (state in ('pending', 'sent', 'kept', 'failed')),
  detail text not null default '',
  attempts integer not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (workgroup_id, key)
);

create index mails_newest on millrace.mails (workgroup_id, id desc);
create index mails_of_run on millrace.mails (run_id) where run_id is not null;

create table millrace.mail_sources (
  mail_id uuid not null,
  workgroup_id uuid not null,
  source bytea not null,
  primary key (mail_id)
) partition by range (mail_id);

create table millrace.mail_sources_default partition of millrace.mail_sources default;

-- chain state: watermarks, and who may move them

create table millrace.chain_states (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  chain text not null,
  name text not null,
  value jsonb not null,
  run_id uuid,
  changed_at timestamptz not null,
  unique (workgroup_id, chain, name)
);

create table millrace.chain_state_holders (
  workgroup_id uuid not null references millrace.workgroups,
  chain text not null,
  run_id uuid not null,
  node_id uuid,
  held_at timestamptz not null,
  primary key (workgroup_id, chain)
);

-- jobs: the ledger of planned instants

create table millrace.schedules (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  definition_hash text not null,
  settled_until timestamptz not null,
  next_planned timestamptz,
  enabled boolean not null default true,
  paused_at timestamptz,
  paused_reason text,
  failures integer not null default 0,
  changed_at timestamptz not null,
  unique (workgroup_id, job)
);

create table millrace.occurrences (
  id uuid not null,
  workgroup_id uuid not null,
  job text not null,
  planned timestamptz not null,
  origin text not null check (origin ~ '^(schedule|manual:.+|backfill:.+)$'),
  due timestamptz not null,
  state text not null check (state in
    ('planned', 'queued', 'running', 'waiting', 'succeeded', 'failed', 'cancelled', 'skipped', 'merged', 'missed')),
  late bigint not null default 0,
  until timestamptz,
  reason text,
  run_id uuid,
  attempt integer not null default 0,
  attempts jsonb not null default '[]',
  next_attempt_at timestamptz,
  definition_hash text not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (id, planned),
  unique (workgroup_id, job, planned, origin),
  check (state not in ('skipped', 'merged', 'missed', 'cancelled', 'failed') or reason is not null),
  check ((state in ('planned', 'queued', 'running', 'waiting')) = (ended_at is null))
) partition by range (planned);

comment on column millrace.occurrences.late is 'milliseconds from due to the start of the first attempt';
comment on column millrace.occurrences.until is 'last instant of a row that stands for a range';

create table millrace.occurrences_default partition of millrace.occurrences default;
create index occurrences_of_job on millrace.occurrences (workgroup_id, job, planned desc);
create index occurrences_open on millrace.occurrences (workgroup_id, job)
  where state in ('planned', 'queued', 'running', 'waiting');
create index occurrences_of_run on millrace.occurrences (run_id) where run_id is not null;

-- collections of documents: one partition per collection

create table millrace.collections (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  connection text not null,
  name text not null,
  partition text not null unique,
  created_at timestamptz not null default now(),
  unique (workgroup_id, connection, name)
);

create table millrace.documents (
  collection_id uuid not null,
  doc_id text not null,
  body jsonb not null,
  primary key (collection_id, doc_id)
) partition by list (collection_id);

-- audit

create table millrace.audit (
  id uuid not null,
  workgroup_id uuid not null,
  at timestamptz not null,
  actor jsonb not null,
  action text not null,
  object_kind text not null,
  object_name text not null,
  address text,
  result text not null,
  detail jsonb not null default '{}',
  seal bytea,
  primary key (id)
) partition by range (id);

create table millrace.audit_default partition of millrace.audit default;
create index audit_newest on millrace.audit (workgroup_id, id desc);
create index audit_unsealed on millrace.audit (id) where seal is null;
