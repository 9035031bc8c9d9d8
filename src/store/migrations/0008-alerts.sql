-- Alerts and their messages.

-- how the alerts of each job stand; a kind that was never anything but ok has no row

create table millrace.alerts (
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  kind text not null check (kind in ('failed', 'late', 'silent')),
  state text not null check (state in ('ok', 'pending', 'firing', 'resolved')),
  since timestamptz not null,
  cause text not null,
  run_id uuid,
  primary key (workgroup_id, job, kind)
);

-- messages, written with the change that they tell of; one row per recipient

create table millrace.alert_messages (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  kind text not null,
  event text not null check (event in ('began', 'ended')),
  cause text not null,
  channel text not null,
  address text not null,
  run_id uuid,
  outcome text,
  planned timestamptz,
  began timestamptz,
  created_at timestamptz not null,
  state text not null check (state in ('waiting', 'sent', 'kept', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  detail text not null default '',
  check ((state = 'waiting') = (next_attempt_at is not null))
);

create index alert_messages_waiting on millrace.alert_messages (workgroup_id, next_attempt_at) where state = 'waiting';
create index alert_messages_of_job on millrace.alert_messages (workgroup_id, job, id desc);
comment on column millrace.alert_messages.next_attempt_at is 'while it is being sent: when another node may try';
