-- Firings, deliveries and their attempts, silence, and the sign of life of the scheduler.

-- one row for each time that an alert fired; at most one of a kind and job at once, whatever happens

create table millrace.alert_firings (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  kind text not null check (kind in ('failed', 'late', 'silent', 'dead')),
  cause text not null,
  run_id uuid,
  began_at timestamptz not null,
  ended_at timestamptz,
  ending text check (ending in ('ended', 'withdrawn')),
  ended_cause text,
  ended_run_id uuid,
  check ((ended_at is null) = (ending is null))
);

create unique index alert_firings_open on millrace.alert_firings (workgroup_id, job, kind) where ended_at is null;
create index alert_firings_latest on millrace.alert_firings (workgroup_id, began_at desc, id desc);
create index alert_firings_of_job on millrace.alert_firings (workgroup_id, job, began_at desc, id desc);

insert into millrace.alert_firings (id, workgroup_id, job, kind, cause, run_id, began_at)
select gen_random_uuid(), workgroup_id, job, kind, cause, run_id, since from millrace.alerts where state = 'firing';

alter table millrace.alerts
  drop constraint alerts_kind_check,
  add constraint alerts_kind_check check (kind in ('failed', 'late', 'silent', 'dead')),
  add column firing_id uuid references millrace.alert_firings,
  add column told_at timestamptz;

update millrace.alerts a set firing_id = f.id, told_at = a.since
from millrace.alert_firings f
where (f.workgroup_id, f.job, f.kind) = (a.workgroup_id, a.job, a.kind) and a.state = 'firing';

-- messages of before belong to no firing that is known

alter table millrace.alert_messages
  drop constraint alert_messages_event_check,
  add constraint alert_messages_event_check check (event in ('began', 'reminded', 'ended', 'withdrawn')),
  add column firing_id uuid references millrace.alert_firings,
  add column way text not null default 'email' check (way in ('email', 'webhook')),
  add column instead_of uuid references millrace.alert_messages,
  add column opened_at timestamptz,
  add column tries integer not null default 0,
  add column resent integer not null default 0,
  add column sent jsonb;

update millrace.alert_messages m set opened_at = created_at, tries = attempts,
  firing_id = (select a.firing_id from millrace.alerts a
    where (a.workgroup_id, a.job, a.kind) = (m.workgroup_id, m.job, m.kind) and m.created_at >= a.since);
alter table millrace.alert_messages alter column opened_at set not null;

create unique index alert_messages_once on millrace.alert_messages (firing_id, event, channel, address)
  where event <> 'reminded' and firing_id is not null;
create index alert_messages_of_firing on millrace.alert_messages (firing_id);
create index alert_messages_latest on millrace.alert_messages (workgroup_id, created_at desc, id desc);

create table millrace.alert_attempts (
  message_id uuid not null references millrace.alert_messages on delete cascade,
  number integer not null,
  workgroup_id uuid not null references millrace.workgroups,
  at timestamptz not null,
  ended_at timestamptz,
  result text check (result in ('sent', 'kept', 'failed')),
  detail text not null default '',
  primary key (message_id, number),
  check ((ended_at is null) = (result is null))
);
comment on column millrace.alert_attempts.ended_at is 'null while it goes on, and for ever where the node that made it died';

-- since when jobs have not succeeded, of which somebody wants to know

create table millrace.alert_watches (
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  quiet_since timestamptz not null,
  primary key (workgroup_id, job)
);

-- the sign of life of the scheduler: its last look at the jobs, on whichever node

create table millrace.scheduler_beats (
  workgroup_id uuid primary key references millrace.workgroups,
  looked_at timestamptz not null,
  node_id uuid,
  pinged_at timestamptz
);
