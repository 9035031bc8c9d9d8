-- What starts jobs beside the clock: what they wait for, what has happened and is not in the ledger yet, and how far somebody
-- has looked for files and values.

create table millrace.trigger_watches (
  workgroup_id uuid not null references millrace.workgroups,
  kind text not null check (kind in ('job', 'chain')),
  subject text not null,
  job text not null,
  outcomes text[] not null,
  primary key (workgroup_id, kind, subject, job)
);
comment on table millrace.trigger_watches is 'jobs and chains whose end starts a job; written with the decision that first knows of it';

create table millrace.trigger_causes (
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  origin text not null check (origin ~ '^(after|file|poll):.+$'),
  number bigint generated always as identity,
  planned timestamptz not null,
  facts jsonb not null,
  primary key (workgroup_id, job, origin)
);
comment on table millrace.trigger_causes is 'deleted in the transaction that puts them into the ledger';

create table millrace.trigger_looks (
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  place text not null,
  lease_id uuid,
  lease_until timestamptz,
  looked_at timestamptz,
  failures integer not null default 0,
  problem text,
  mark jsonb,
  mark_type text,
  primary key (workgroup_id, job, place)
);
comment on column millrace.trigger_looks.place is '`file data/inbox/*.csv` or `poll sales.NewestOrder`';

create table millrace.trigger_files (
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  path text not null,
  size bigint not null,
  modified bigint not null,
  seen_at timestamptz not null,
  taken_at timestamptz,
  gone_at timestamptz,
  primary key (workgroup_id, job, path)
);
comment on column millrace.trigger_files.modified is 'microseconds since 1970';
comment on column millrace.trigger_files.seen_at is 'since when size and modified are what they are';

alter table millrace.occurrences
  add column cause jsonb,
  drop constraint occurrences_origin_check,
  add constraint occurrences_origin_check check (origin ~ '^(schedule|(manual|backfill|after|file|poll):.+)$');

create index occurrences_polled on millrace.occurrences (workgroup_id, job, planned desc) where origin like 'poll:%';

-- In the database, so that nothing can end a run or an occurrence without the jobs that wait for it hearing of it.

create function millrace.note_ended_occurrence() returns trigger language plpgsql as $$
begin
  insert into millrace.trigger_causes (workgroup_id, job, origin, planned, facts)
  select new.workgroup_id, w.job, 'after:' || new.id, new.ended_at, jsonb_strip_nulls(jsonb_build_object(
    'on', 'job', 'job', new.job, 'occurrence', new.id, 'run', new.run_id, 'outcome', new.state))
  from millrace.trigger_watches w
  where w.workgroup_id = new.workgroup_id and w.kind = 'job' and w.subject = new.job and new.state = any (w.outcomes)
  on conflict do nothing;
  return null;
end $$;

create function millrace.note_ended_run() returns trigger language plpgsql as $$
begin
  insert into millrace.trigger_causes (workgroup_id, job, origin, planned, facts)
  select new.workgroup_id, w.job, 'after:' || new.id, new.ended_at, jsonb_build_object(
    'on', 'chain', 'chain', new.chain, 'run', new.id, 'outcome', new.outcome)
  from millrace.trigger_watches w
  where w.workgroup_id = new.workgroup_id and w.kind = 'chain' and w.subject = new.chain and new.outcome = any (w.outcomes)
  on conflict do nothing;
  return null;
end $$;

create trigger note_ended after update of state on millrace.occurrences for each row
  when (old.state <> new.state and new.state in ('succeeded', 'failed', 'cancelled') and new.origin not like 'backfill:%')
  execute function millrace.note_ended_occurrence();

create trigger note_ended after update of state on millrace.runs for each row
  when (old.state <> 'ended' and new.state = 'ended' and not new.dry_run and new.trigger_kind <> 'test')
  execute function millrace.note_ended_run();

create trigger note_written_ended after insert on millrace.runs for each row
  when (new.state = 'ended' and not new.dry_run and new.trigger_kind <> 'test' and new.trigger_place is distinct from 'poll')
  execute function millrace.note_ended_run();
