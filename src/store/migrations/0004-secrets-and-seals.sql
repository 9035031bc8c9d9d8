-- Secrets, and the chain of seals over the audit log.

-- secrets: every version is a row; only the value of the newest is kept, encrypted

create table millrace.secrets (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  name text not null,
  version integer not null check (version > 0),
  key_id text not null,
  sealed bytea,
  created_at timestamptz not null,
  created_by jsonb not null,
  erased_at timestamptz,
  unique (workgroup_id, name, version),
  check ((sealed is null) = (erased_at is not null))
);

create unique index secrets_current on millrace.secrets (workgroup_id, name) where sealed is not null;
comment on column millrace.secrets.key_id is 'tells which key it is encrypted with; says nothing about it';

-- audit: entries are numbered when they are sealed, in the order in which the sealer finds them committed

alter table millrace.audit add column seq bigint;
create index audit_sealed on millrace.audit (workgroup_id, seq) where seq is not null;

create table millrace.audit_heads (
  workgroup_id uuid primary key references millrace.workgroups,
  seq bigint not null,
  seal bytea not null,
  sealed_at timestamptz not null
);

-- definitions as they were loaded last: what differs from them is a change that the audit log tells

create table millrace.loaded_definitions (
  workgroup_id uuid not null references millrace.workgroups,
  kind text not null,
  name text not null,
  hash text not null,
  primary key (workgroup_id, kind, name)
);
