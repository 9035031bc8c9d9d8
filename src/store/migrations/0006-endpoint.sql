-- Deliveries to endpoints: what was sent and answered; and the keys by which repeats are told, which a partitioned table
-- cannot hold unique.

create table millrace.deliveries (
  id uuid not null,
  workgroup_id uuid not null,
  endpoint text not null,
  state text not null check (state in ('accepted', 'ended', 'ignored')),
  outcome text,
  code text,
  status integer not null,
  method text not null,
  path text not null,
  query text not null default '',
  address text,
  key text,
  principal jsonb,
  attempt integer not null default 1,
  received_at timestamptz not null,
  duration_ms double precision not null,
  run_id uuid,
  instance_id text,
  request_headers jsonb not null default '{}',
  request_body text,
  masked boolean not null default false,
  answer_headers jsonb not null default '{}',
  answer_body text not null default '',
  primary key (id),
  check (state = 'accepted' or (state = 'ignored') = (outcome is null))
) partition by range (id);

comment on column millrace.deliveries.duration_ms is 'from the first byte to the answer';

create table millrace.deliveries_default partition of millrace.deliveries default;
create index deliveries_newest on millrace.deliveries (workgroup_id, endpoint, id desc);
create index deliveries_accepted on millrace.deliveries (id) where state = 'accepted';

create table millrace.delivery_keys (
  workgroup_id uuid not null references millrace.workgroups,
  endpoint text not null,
  principal text not null,
  key text not null,
  delivery_id uuid not null,
  body_hash bytea not null,
  state text not null check (state in ('running', 'done', 'released')),
  claim uuid not null,
  node_id uuid not null,
  attempt integer not null,
  method text not null,
  path text not null,
  claimed_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (workgroup_id, endpoint, principal, key)
);

comment on column millrace.delivery_keys.claim is 'whose attempt it is; an end counts only for the claim that it belongs to';

create unique index delivery_keys_claim on millrace.delivery_keys (claim);
create index delivery_keys_expiry on millrace.delivery_keys (expires_at);
