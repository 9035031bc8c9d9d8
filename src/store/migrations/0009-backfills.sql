-- Backfills: past instants of a job that somebody wants to run, one row each here and their instants in the ledger, with
-- the origin `backfill:<id>`.

create table millrace.backfills (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  job text not null,
  range_from timestamptz not null,
  range_to timestamptz not null,
  total integer not null check (total > 0),
  actor jsonb not null,
  created_at timestamptz not null,
  cancelled_at timestamptz
);

create index backfills_of_job on millrace.backfills (workgroup_id, job, id desc);
comment on column millrace.backfills.range_to is 'the last instant that may belong to it';
comment on column millrace.backfills.total is 'how many instants were planned';

create index occurrences_by_instant on millrace.occurrences (workgroup_id, planned desc);
