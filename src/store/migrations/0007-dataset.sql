-- Tags of datasets.

-- How often something was written under a tag. Who writes counts it up and notifies; every node listens, and reads this
-- table when it begins to.
create table millrace.dataset_tags (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  tag text not null,
  version bigint not null default 1,
  touched_at timestamptz not null,
  unique (workgroup_id, tag)
);
