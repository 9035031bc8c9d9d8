table alert_attempts
  message_id uuid not null
  number integer not null
  workgroup_id uuid not null
  at timestamp with time zone not null
  ended_at timestamp with time zone
  result text
  detail text not null default ''::text
  constraint alert_attempts_check CHECK (((ended_at IS NULL) = (result IS NULL)))
  constraint alert_attempts_message_id_fkey FOREIGN KEY (message_id) REFERENCES alert_messages(id) ON DELETE CASCADE
  constraint alert_attempts_pkey PRIMARY KEY (message_id, number)
  constraint alert_attempts_result_check CHECK ((result = ANY (ARRAY['sent'::text, 'kept'::text, 'failed'::text])))
  constraint alert_attempts_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table alert_firings
  id uuid not null
  workgroup_id uuid not null
  job text not null
  kind text not null
  cause text not null
  run_id uuid
  began_at timestamp with time zone not null
  ended_at timestamp with time zone
  ending text
  ended_cause text
  ended_run_id uuid
  constraint alert_firings_check CHECK (((ended_at IS NULL) = (ending IS NULL)))
  constraint alert_firings_ending_check CHECK ((ending = ANY (ARRAY['ended'::text, 'withdrawn'::text])))
  constraint alert_firings_kind_check CHECK ((kind = ANY (ARRAY['failed'::text, 'late'::text, 'silent'::text, 'dead'::text])))
  constraint alert_firings_pkey PRIMARY KEY (id)
  constraint alert_firings_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX alert_firings_latest ON millrace.alert_firings USING btree (workgroup_id, began_at DESC, id DESC)
  CREATE INDEX alert_firings_of_job ON millrace.alert_firings USING btree (workgroup_id, job, began_at DESC, id DESC)
  CREATE UNIQUE INDEX alert_firings_open ON millrace.alert_firings USING btree (workgroup_id, job, kind) WHERE (ended_at IS NULL)

table alert_messages
  id uuid not null
  workgroup_id uuid not null
  job text not null
  kind text not null
  event text not null
  cause text not null
  channel text not null
  address text not null
  run_id uuid
  outcome text
  planned timestamp with time zone
  began timestamp with time zone
  created_at timestamp with time zone not null
  state text not null
  attempts integer not null default 0
  next_attempt_at timestamp with time zone
  detail text not null default ''::text
  firing_id uuid
  way text not null default 'email'::text
  instead_of uuid
  opened_at timestamp with time zone not null
  tries integer not null default 0
  resent integer not null default 0
  sent jsonb
  constraint alert_messages_check CHECK (((state = 'waiting'::text) = (next_attempt_at IS NOT NULL)))
  constraint alert_messages_event_check CHECK ((event = ANY (ARRAY['began'::text, 'reminded'::text, 'ended'::text, 'withdrawn'::text])))
  constraint alert_messages_firing_id_fkey FOREIGN KEY (firing_id) REFERENCES alert_firings(id)
  constraint alert_messages_instead_of_fkey FOREIGN KEY (instead_of) REFERENCES alert_messages(id)
  constraint alert_messages_pkey PRIMARY KEY (id)
  constraint alert_messages_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'kept'::text, 'failed'::text])))
  constraint alert_messages_way_check CHECK ((way = ANY (ARRAY['email'::text, 'webhook'::text])))
  constraint alert_messages_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX alert_messages_latest ON millrace.alert_messages USING btree (workgroup_id, created_at DESC, id DESC)
  CREATE INDEX alert_messages_of_firing ON millrace.alert_messages USING btree (firing_id)
  CREATE INDEX alert_messages_of_job ON millrace.alert_messages USING btree (workgroup_id, job, id DESC)
  CREATE UNIQUE INDEX alert_messages_once ON millrace.alert_messages USING btree (firing_id, event, channel, address) WHERE ((event <> 'reminded'::text) AND (firing_id IS NOT NULL))
  CREATE INDEX alert_messages_waiting ON millrace.alert_messages USING btree (workgroup_id, next_attempt_at) WHERE (state = 'waiting'::text)

table alert_watches
  workgroup_id uuid not null
  job text not null
  quiet_since timestamp with time zone not null
  constraint alert_watches_pkey PRIMARY KEY (workgroup_id, job)
  constraint alert_watches_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table alerts
  workgroup_id uuid not null
  job text not null
  kind text not null
  state text not null
  since timestamp with time zone not null
  cause text not null
  run_id uuid
  firing_id uuid
  told_at timestamp with time zone
  constraint alerts_firing_id_fkey FOREIGN KEY (firing_id) REFERENCES alert_firings(id)
  constraint alerts_kind_check CHECK ((kind = ANY (ARRAY['failed'::text, 'late'::text, 'silent'::text, 'dead'::text])))
  constraint alerts_pkey PRIMARY KEY (workgroup_id, job, kind)
  constraint alerts_state_check CHECK ((state = ANY (ARRAY['ok'::text, 'pending'::text, 'firing'::text, 'resolved'::text])))
  constraint alerts_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table api_keys
  id uuid not null
  workgroup_id uuid not null
  name text not null
  owner text not null
  user_id uuid
  scopes text[]
  token_hash bytea not null
  token_start text not null
  created_at timestamp with time zone not null
  created_by text not null
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  used_address text
  revoked_at timestamp with time zone
  constraint api_keys_check CHECK (((user_id IS NULL) = (owner ~~ 'service:%'::text)))
  constraint api_keys_pkey PRIMARY KEY (id)
  constraint api_keys_token_hash_key UNIQUE (token_hash)
  constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
  constraint api_keys_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX api_keys_owner ON millrace.api_keys USING btree (workgroup_id, owner)

table audit partition by RANGE (id)
  id uuid not null
  workgroup_id uuid not null
  at timestamp with time zone not null
  actor jsonb not null
  action text not null
  object_kind text not null
  object_name text not null
  address text
  result text not null
  detail jsonb not null default '{}'::jsonb
  seal bytea
  seq bigint
  constraint audit_pkey PRIMARY KEY (id)
  CREATE INDEX audit_newest ON ONLY millrace.audit USING btree (workgroup_id, id DESC)
  CREATE INDEX audit_sealed ON ONLY millrace.audit USING btree (workgroup_id, seq) WHERE (seq IS NOT NULL)
  CREATE INDEX audit_unsealed ON ONLY millrace.audit USING btree (id) WHERE (seal IS NULL)

table audit_heads
  workgroup_id uuid not null
  seq bigint not null
  seal bytea not null
  sealed_at timestamp with time zone not null
  constraint audit_heads_pkey PRIMARY KEY (workgroup_id)
  constraint audit_heads_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table backfills
  id uuid not null
  workgroup_id uuid not null
  job text not null
  range_from timestamp with time zone not null
  range_to timestamp with time zone not null
  total integer not null
  actor jsonb not null
  created_at timestamp with time zone not null
  cancelled_at timestamp with time zone
  constraint backfills_pkey PRIMARY KEY (id)
  constraint backfills_total_check CHECK ((total > 0))
  constraint backfills_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX backfills_of_job ON millrace.backfills USING btree (workgroup_id, job, id DESC)

table chain_state_holders
  workgroup_id uuid not null
  chain text not null
  run_id uuid not null
  node_id uuid
  held_at timestamp with time zone not null
  constraint chain_state_holders_pkey PRIMARY KEY (workgroup_id, chain)
  constraint chain_state_holders_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table chain_states
  id uuid not null
  workgroup_id uuid not null
  chain text not null
  name text not null
  value jsonb not null
  run_id uuid
  changed_at timestamp with time zone not null
  constraint chain_states_pkey PRIMARY KEY (id)
  constraint chain_states_workgroup_id_chain_name_key UNIQUE (workgroup_id, chain, name)
  constraint chain_states_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table collections
  id uuid not null
  workgroup_id uuid not null
  connection text not null
  name text not null
  partition text not null
  created_at timestamp with time zone not null default now()
  constraint collections_partition_key UNIQUE (partition)
  constraint collections_pkey PRIMARY KEY (id)
  constraint collections_workgroup_id_connection_name_key UNIQUE (workgroup_id, connection, name)
  constraint collections_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table dataset_tags
  id uuid not null
  workgroup_id uuid not null
  tag text not null
  version bigint not null default 1
  touched_at timestamp with time zone not null
  constraint dataset_tags_pkey PRIMARY KEY (id)
  constraint dataset_tags_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  constraint dataset_tags_workgroup_id_tag_key UNIQUE (workgroup_id, tag)

table definitions
  id uuid not null
  workgroup_id uuid not null
  kind text not null
  name text not null
  version integer not null
  hash text not null
  content jsonb not null
  source text
  created_at timestamp with time zone not null
  created_by text not null
  constraint definitions_pkey PRIMARY KEY (id)
  constraint definitions_version_check CHECK ((version > 0))
  constraint definitions_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  constraint definitions_workgroup_id_kind_name_version_key UNIQUE (workgroup_id, kind, name, version)

table deliveries partition by RANGE (id)
  id uuid not null
  workgroup_id uuid not null
  endpoint text not null
  state text not null
  outcome text
  code text
  status integer not null
  method text not null
  path text not null
  query text not null default ''::text
  address text
  key text
  principal jsonb
  attempt integer not null default 1
  received_at timestamp with time zone not null
  duration_ms double precision not null
  run_id uuid
  instance_id text
  request_headers jsonb not null default '{}'::jsonb
  request_body text
  masked boolean not null default false
  answer_headers jsonb not null default '{}'::jsonb
  answer_body text not null default ''::text
  constraint deliveries_check CHECK (((state = 'accepted'::text) OR ((state = 'ignored'::text) = (outcome IS NULL))))
  constraint deliveries_pkey PRIMARY KEY (id)
  constraint deliveries_state_check CHECK ((state = ANY (ARRAY['accepted'::text, 'ended'::text, 'ignored'::text])))
  CREATE INDEX deliveries_accepted ON ONLY millrace.deliveries USING btree (id) WHERE (state = 'accepted'::text)
  CREATE INDEX deliveries_newest ON ONLY millrace.deliveries USING btree (workgroup_id, endpoint, id DESC)

table delivery_keys
  workgroup_id uuid not null
  endpoint text not null
  principal text not null
  key text not null
  delivery_id uuid not null
  body_hash bytea not null
  state text not null
  claim uuid not null
  node_id uuid not null
  attempt integer not null
  method text not null
  path text not null
  claimed_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  constraint delivery_keys_pkey PRIMARY KEY (workgroup_id, endpoint, principal, key)
  constraint delivery_keys_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'released'::text])))
  constraint delivery_keys_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE UNIQUE INDEX delivery_keys_claim ON millrace.delivery_keys USING btree (claim)
  CREATE INDEX delivery_keys_expiry ON millrace.delivery_keys USING btree (expires_at)

table documents partition by LIST (collection_id)
  collection_id uuid not null
  doc_id text not null
  body jsonb not null
  constraint documents_pkey PRIMARY KEY (collection_id, doc_id)

table effect_ledger
  id uuid not null
  workgroup_id uuid not null
  key text not null
  run_id uuid not null
  step text not null
  state text not null
  result jsonb
  created_at timestamp with time zone not null
  done_at timestamp with time zone
  constraint effect_ledger_pkey PRIMARY KEY (id)
  constraint effect_ledger_state_check CHECK ((state = ANY (ARRAY['begun'::text, 'done'::text])))
  constraint effect_ledger_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  constraint effect_ledger_workgroup_id_key_key UNIQUE (workgroup_id, key)

table loaded_definitions
  workgroup_id uuid not null
  kind text not null
  name text not null
  hash text not null
  constraint loaded_definitions_pkey PRIMARY KEY (workgroup_id, kind, name)
  constraint loaded_definitions_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table mail_sources partition by RANGE (mail_id)
  mail_id uuid not null
  workgroup_id uuid not null
  source bytea not null
  constraint mail_sources_pkey PRIMARY KEY (mail_id)

table mails
  id uuid not null
  workgroup_id uuid not null
  key text not null
  run_id uuid
  sender text not null
  recipient text not null
  subject text not null
  attachments text[] not null default '{}'::text[]
  size bigint not null
  state text not null
  detail text not null default ''::text
  attempts integer not null default 1
  created_at timestamp with time zone not null
  changed_at timestamp with time zone not null
  constraint mails_pkey PRIMARY KEY (id)
  constraint mails_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'kept'::text, 'failed'::text])))
  constraint mails_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  constraint mails_workgroup_id_key_key UNIQUE (workgroup_id, key)
  CREATE INDEX mails_newest ON millrace.mails USING btree (workgroup_id, id DESC)
  CREATE INDEX mails_of_run ON millrace.mails USING btree (run_id) WHERE (run_id IS NOT NULL)

table migrations
  number integer not null
  name text not null
  hash text not null
  applied_at timestamp with time zone not null default now()
  constraint migrations_pkey PRIMARY KEY (number)

table nodes
  id uuid not null
  name text not null
  roles text[] not null
  version text not null
  fence bigint not null generated always as identity
  started_at timestamp with time zone not null
  seen_at timestamp with time zone not null
  lease_until timestamp with time zone not null
  stopped_at timestamp with time zone
  constraint nodes_pkey PRIMARY KEY (id)
  CREATE INDEX nodes_live ON millrace.nodes USING btree (lease_until) WHERE (stopped_at IS NULL)

table occurrences partition by RANGE (planned)
  id uuid not null
  workgroup_id uuid not null
  job text not null
  planned timestamp with time zone not null
  origin text not null
  due timestamp with time zone not null
  state text not null
  late bigint not null default 0
  until timestamp with time zone
  reason text
  run_id uuid
  attempt integer not null default 0
  attempts jsonb not null default '[]'::jsonb
  next_attempt_at timestamp with time zone
  definition_hash text not null
  created_at timestamp with time zone not null
  ended_at timestamp with time zone
  cause jsonb
  constraint occurrences_check CHECK (((state <> ALL (ARRAY['skipped'::text, 'merged'::text, 'missed'::text, 'cancelled'::text, 'failed'::text])) OR (reason IS NOT NULL)))
  constraint occurrences_check1 CHECK (((state = ANY (ARRAY['planned'::text, 'queued'::text, 'running'::text, 'waiting'::text])) = (ended_at IS NULL)))
  constraint occurrences_origin_check CHECK ((origin ~ '^(schedule|(manual|backfill|after|file|poll):.+)$'::text))
  constraint occurrences_pkey PRIMARY KEY (id, planned)
  constraint occurrences_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'queued'::text, 'running'::text, 'waiting'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text, 'skipped'::text, 'merged'::text, 'missed'::text])))
  constraint occurrences_workgroup_id_job_planned_origin_key UNIQUE (workgroup_id, job, planned, origin)
  CREATE INDEX occurrences_by_instant ON ONLY millrace.occurrences USING btree (workgroup_id, planned DESC)
  CREATE INDEX occurrences_of_job ON ONLY millrace.occurrences USING btree (workgroup_id, job, planned DESC)
  CREATE INDEX occurrences_of_run ON ONLY millrace.occurrences USING btree (run_id) WHERE (run_id IS NOT NULL)
  CREATE INDEX occurrences_open ON ONLY millrace.occurrences USING btree (workgroup_id, job) WHERE (state = ANY (ARRAY['planned'::text, 'queued'::text, 'running'::text, 'waiting'::text]))
  CREATE INDEX occurrences_polled ON ONLY millrace.occurrences USING btree (workgroup_id, job, planned DESC) WHERE (origin ~~ 'poll:%'::text)
  CREATE TRIGGER note_ended AFTER UPDATE OF state ON millrace.occurrences FOR EACH ROW WHEN (((old.state <> new.state) AND (new.state = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text])) AND (new.origin !~~ 'backfill:%'::text))) EXECUTE FUNCTION note_ended_occurrence()

table run_files partition by RANGE (run_id)
  run_id uuid not null
  name text not null
  workgroup_id uuid not null
  media_type text not null
  size bigint not null
  sha256 text not null
  created_at timestamp with time zone not null
  constraint run_files_pkey PRIMARY KEY (run_id, name)

table run_logs partition by RANGE (run_id)
  run_id uuid not null
  seq bigint not null
  workgroup_id uuid not null
  at timestamp with time zone not null
  level text not null
  step text
  message text not null
  constraint run_logs_level_check CHECK ((level = ANY (ARRAY['debug'::text, 'info'::text, 'warn'::text, 'error'::text])))
  constraint run_logs_pkey PRIMARY KEY (run_id, seq)

table run_rejects partition by RANGE (run_id)
  run_id uuid not null
  seq bigint not null
  workgroup_id uuid not null
  step text not null
  code text not null
  reason text not null
  record jsonb
  constraint run_rejects_pkey PRIMARY KEY (run_id, seq)

table runs partition by RANGE (id)
  id uuid not null
  workgroup_id uuid not null
  chain text not null
  state text not null
  outcome text
  trigger_kind text not null
  job text
  occurrence_id uuid
  planned timestamp with time zone
  attempt integer not null default 1
  principal jsonb not null
  fingerprint text not null default ''::text
  parameters jsonb not null
  input jsonb
  effect_id text not null
  effects_begun text[] not null default '{}'::text[]
  dry_run boolean not null
  zone text not null
  now timestamp with time zone not null
  timeout_ms bigint
  queued_at timestamp with time zone not null
  started_at timestamp with time zone
  ended_at timestamp with time zone
  cancel_requested_at timestamp with time zone
  node_id uuid
  fence bigint
  records bigint not null default 0
  rejected bigint not null default 0
  steps jsonb not null default '[]'::jsonb
  problems jsonb not null default '[]'::jsonb
  effects jsonb not null default '[]'::jsonb
  definitions jsonb not null default '{}'::jsonb
  plan text
  trigger_of text
  trigger_subject text
  trigger_place text
  trace text
  constraint runs_check CHECK (((state = 'ended'::text) = (outcome IS NOT NULL)))
  constraint runs_check1 CHECK (((state = 'ended'::text) = (ended_at IS NOT NULL)))
  constraint runs_pkey PRIMARY KEY (id)
  constraint runs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'ended'::text])))
  CREATE INDEX runs_newest ON ONLY millrace.runs USING btree (workgroup_id, id DESC)
  CREATE INDEX runs_of_chain ON ONLY millrace.runs USING btree (workgroup_id, chain, id DESC)
  CREATE INDEX runs_of_job ON ONLY millrace.runs USING btree (workgroup_id, job, id DESC) WHERE (job IS NOT NULL)
  CREATE INDEX runs_of_occurrence ON ONLY millrace.runs USING btree (occurrence_id) WHERE (occurrence_id IS NOT NULL)
  CREATE INDEX runs_of_subject ON ONLY millrace.runs USING btree (trigger_subject, id DESC) WHERE (trigger_subject IS NOT NULL)
  CREATE INDEX runs_of_trigger ON ONLY millrace.runs USING btree (workgroup_id, trigger_kind, trigger_of, id DESC) WHERE (trigger_of IS NOT NULL)
  CREATE INDEX runs_open ON ONLY millrace.runs USING btree (node_id) WHERE (state <> 'ended'::text)
  CREATE TRIGGER note_ended AFTER UPDATE OF state ON millrace.runs FOR EACH ROW WHEN (((old.state <> 'ended'::text) AND (new.state = 'ended'::text) AND (NOT new.dry_run) AND (new.trigger_kind <> 'test'::text))) EXECUTE FUNCTION note_ended_run()
  CREATE TRIGGER note_written_ended AFTER INSERT ON millrace.runs FOR EACH ROW WHEN (((new.state = 'ended'::text) AND (NOT new.dry_run) AND (new.trigger_kind <> 'test'::text) AND (new.trigger_place IS DISTINCT FROM 'poll'::text))) EXECUTE FUNCTION note_ended_run()

table scheduler_beats
  workgroup_id uuid not null
  looked_at timestamp with time zone not null
  node_id uuid
  pinged_at timestamp with time zone
  constraint scheduler_beats_pkey PRIMARY KEY (workgroup_id)
  constraint scheduler_beats_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table schedules
  id uuid not null
  workgroup_id uuid not null
  job text not null
  definition_hash text not null
  settled_until timestamp with time zone not null
  next_planned timestamp with time zone
  enabled boolean not null default true
  paused_at timestamp with time zone
  paused_reason text
  failures integer not null default 0
  changed_at timestamp with time zone not null
  constraint schedules_pkey PRIMARY KEY (id)
  constraint schedules_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  constraint schedules_workgroup_id_job_key UNIQUE (workgroup_id, job)

table secrets
  id uuid not null
  workgroup_id uuid not null
  name text not null
  version integer not null
  key_id text not null
  sealed bytea
  created_at timestamp with time zone not null
  created_by jsonb not null
  erased_at timestamp with time zone
  constraint secrets_check CHECK (((sealed IS NULL) = (erased_at IS NOT NULL)))
  constraint secrets_pkey PRIMARY KEY (id)
  constraint secrets_version_check CHECK ((version > 0))
  constraint secrets_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  constraint secrets_workgroup_id_name_version_key UNIQUE (workgroup_id, name, version)
  CREATE UNIQUE INDEX secrets_current ON millrace.secrets USING btree (workgroup_id, name) WHERE (sealed IS NOT NULL)

table sign_in_failures
  id uuid not null
  workgroup_id uuid not null
  subject text not null
  count integer not null
  last_at timestamp with time zone not null
  locked_until timestamp with time zone
  constraint sign_in_failures_pkey PRIMARY KEY (id)
  constraint sign_in_failures_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  constraint sign_in_failures_workgroup_id_subject_key UNIQUE (workgroup_id, subject)
  CREATE INDEX sign_in_failures_old ON millrace.sign_in_failures USING btree (last_at)

table sign_in_links
  id uuid not null
  workgroup_id uuid not null
  user_id uuid not null
  token_hash bytea not null
  created_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  used_at timestamp with time zone
  constraint sign_in_links_pkey PRIMARY KEY (id)
  constraint sign_in_links_token_hash_key UNIQUE (token_hash)
  constraint sign_in_links_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
  constraint sign_in_links_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table trigger_causes
  workgroup_id uuid not null
  job text not null
  origin text not null
  number bigint not null generated always as identity
  planned timestamp with time zone not null
  facts jsonb not null
  constraint trigger_causes_origin_check CHECK ((origin ~ '^(after|file|poll):.+$'::text))
  constraint trigger_causes_pkey PRIMARY KEY (workgroup_id, job, origin)
  constraint trigger_causes_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table trigger_files
  workgroup_id uuid not null
  job text not null
  path text not null
  size bigint not null
  modified bigint not null
  seen_at timestamp with time zone not null
  taken_at timestamp with time zone
  gone_at timestamp with time zone
  constraint trigger_files_pkey PRIMARY KEY (workgroup_id, job, path)
  constraint trigger_files_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table trigger_looks
  workgroup_id uuid not null
  job text not null
  place text not null
  lease_id uuid
  lease_until timestamp with time zone
  looked_at timestamp with time zone
  failures integer not null default 0
  problem text
  mark jsonb
  mark_type text
  constraint trigger_looks_pkey PRIMARY KEY (workgroup_id, job, place)
  constraint trigger_looks_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table trigger_watches
  workgroup_id uuid not null
  kind text not null
  subject text not null
  job text not null
  outcomes text[] not null
  constraint trigger_watches_kind_check CHECK ((kind = ANY (ARRAY['job'::text, 'chain'::text])))
  constraint trigger_watches_pkey PRIMARY KEY (workgroup_id, kind, subject, job)
  constraint trigger_watches_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)

table user_sessions
  id uuid not null
  workgroup_id uuid not null
  user_id uuid not null
  token_hash bytea not null
  created_at timestamp with time zone not null
  seen_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  ended_at timestamp with time zone
  address text
  agent text
  method text not null default 'link'::text
  constraint user_sessions_method_check CHECK ((method = ANY (ARRAY['link'::text, 'password'::text])))
  constraint user_sessions_pkey PRIMARY KEY (id)
  constraint user_sessions_token_hash_key UNIQUE (token_hash)
  constraint user_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
  constraint user_sessions_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX user_sessions_user ON millrace.user_sessions USING btree (user_id)

table users
  id uuid not null
  workgroup_id uuid not null
  name text not null
  display_name text not null
  email text
  roles text[] not null default '{}'::text[]
  attributes jsonb not null default '{}'::jsonb
  enabled boolean not null default true
  password_hash text
  created_at timestamp with time zone not null
  password_at timestamp with time zone
  signed_in_at timestamp with time zone
  constraint users_pkey PRIMARY KEY (id)
  constraint users_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  constraint users_workgroup_id_name_key UNIQUE (workgroup_id, name)

table workflow_history
  id uuid not null
  seq bigint not null generated always as identity
  workgroup_id uuid not null
  instance_id uuid not null
  workflow text not null
  kind text not null
  at timestamp with time zone not null
  actor jsonb not null
  name text not null
  from_state text
  to_state text
  version integer
  final boolean not null default false
  outcome text not null
  problem jsonb
  input jsonb not null default '{}'::jsonb
  shown jsonb not null default '{}'::jsonb
  actions jsonb not null default '[]'::jsonb
  detail jsonb not null default '{}'::jsonb
  constraint workflow_history_kind_check CHECK ((kind = ANY (ARRAY['event'::text, 'action'::text, 'task'::text, 'incident'::text])))
  constraint workflow_history_pkey PRIMARY KEY (id)
  constraint workflow_history_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX workflow_history_instance ON millrace.workflow_history USING btree (instance_id, seq)

table workflow_instances
  id uuid not null
  workgroup_id uuid not null
  workflow text not null
  definition integer not null
  state text not null
  final boolean not null default false
  version integer not null default 0
  public jsonb not null default '{}'::jsonb
  private jsonb not null default '{}'::jsonb
  started_by jsonb not null
  started_at timestamp with time zone not null
  changed_at timestamp with time zone not null
  ended_at timestamp with time zone
  actors text[] not null default '{}'::text[]
  lease bigint not null default 0
  lease_until timestamp with time zone
  lease_node uuid
  constraint workflow_instances_pkey PRIMARY KEY (id)
  constraint workflow_instances_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX workflow_instances_latest ON millrace.workflow_instances USING btree (workgroup_id, workflow, started_at DESC, id DESC)
  CREATE INDEX workflow_instances_open ON millrace.workflow_instances USING btree (workgroup_id, workflow, definition) WHERE (NOT final)
  CREATE INDEX workflow_instances_state ON millrace.workflow_instances USING btree (workgroup_id, workflow, state)

table workflow_tasks
  id uuid not null
  workgroup_id uuid not null
  instance_id uuid not null
  assignee text
  role text
  claimed_by text
  due_at timestamp with time zone
  created_at timestamp with time zone not null
  constraint workflow_tasks_instance_id_fkey FOREIGN KEY (instance_id) REFERENCES workflow_instances(id) ON DELETE CASCADE
  constraint workflow_tasks_instance_id_key UNIQUE (instance_id)
  constraint workflow_tasks_pkey PRIMARY KEY (id)
  constraint workflow_tasks_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX workflow_tasks_assignee ON millrace.workflow_tasks USING btree (assignee) WHERE (assignee IS NOT NULL)
  CREATE INDEX workflow_tasks_role ON millrace.workflow_tasks USING btree (role) WHERE (role IS NOT NULL)

table workflow_work
  id uuid not null
  workgroup_id uuid not null
  workflow text not null
  instance_id uuid
  kind text not null
  work jsonb not null
  principal jsonb not null
  due_at timestamp with time zone not null
  state text not null default 'waiting'::text
  attempts integer not null default 0
  problem jsonb
  lease_until timestamp with time zone
  lease_node uuid
  changed_at timestamp with time zone not null
  constraint workflow_work_kind_check CHECK ((kind = ANY (ARRAY['timer'::text, 'action'::text, 'event'::text])))
  constraint workflow_work_pkey PRIMARY KEY (id)
  constraint workflow_work_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'incident'::text])))
  constraint workflow_work_workgroup_id_fkey FOREIGN KEY (workgroup_id) REFERENCES workgroups(id)
  CREATE INDEX workflow_work_due ON millrace.workflow_work USING btree (due_at) WHERE (state = 'waiting'::text)
  CREATE INDEX workflow_work_incidents ON millrace.workflow_work USING btree (workgroup_id, workflow, id) WHERE (state = 'incident'::text)
  CREATE INDEX workflow_work_instance ON millrace.workflow_work USING btree (instance_id) WHERE (instance_id IS NOT NULL)

table workgroups
  id uuid not null
  name text not null
  created_at timestamp with time zone not null default now()
  constraint workgroups_name_key UNIQUE (name)
  constraint workgroups_pkey PRIMARY KEY (id)

CREATE OR REPLACE FUNCTION millrace.note_ended_occurrence()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into millrace.trigger_causes (workgroup_id, job, origin, planned, facts)
  select new.workgroup_id, w.job, 'after:' || new.id, new.ended_at, jsonb_strip_nulls(jsonb_build_object(
    'on', 'job', 'job', new.job, 'occurrence', new.id, 'run', new.run_id, 'outcome', new.state))
  from millrace.trigger_watches w
  where w.workgroup_id = new.workgroup_id and w.kind = 'job' and w.subject = new.job and new.state = any (w.outcomes)
  on conflict do nothing;
  return null;
end $function$

CREATE OR REPLACE FUNCTION millrace.note_ended_run()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into millrace.trigger_causes (workgroup_id, job, origin, planned, facts)
  select new.workgroup_id, w.job, 'after:' || new.id, new.ended_at, jsonb_build_object(
    'on', 'chain', 'chain', new.chain, 'run', new.id, 'outcome', new.outcome)
  from millrace.trigger_watches w
  where w.workgroup_id = new.workgroup_id and w.kind = 'chain' and w.subject = new.chain and new.outcome = any (w.outcomes)
  on conflict do nothing;
  return null;
end $function$
