-- Passwords, API keys and what else says who somebody is.

alter table millrace.users
  add column password_at timestamptz,
  add column signed_in_at timestamptz;

alter table millrace.user_sessions
  add column method text not null default 'link' check (method in ('link', 'password'));

-- Tries to sign in that failed, by whom they were for ('user ada') and where they came from ('address 10.0.0.1').

create table millrace.sign_in_failures (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  subject text not null,
  count integer not null,
  last_at timestamptz not null,
  locked_until timestamptz,
  unique (workgroup_id, subject)
);

create index sign_in_failures_old on millrace.sign_in_failures (last_at);

-- API keys belong to a user or to a service account of the definitions. Only hashes are kept.

create table millrace.api_keys (
  id uuid primary key,
  workgroup_id uuid not null references millrace.workgroups,
  name text not null,
  owner text not null,
  user_id uuid references millrace.users on delete cascade,
  scopes text[],
  token_hash bytea not null unique,
  token_start text not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_address text,
  revoked_at timestamptz,
  check ((user_id is null) = (owner like 'service:%'))
);

create index api_keys_owner on millrace.api_keys (workgroup_id, owner);
