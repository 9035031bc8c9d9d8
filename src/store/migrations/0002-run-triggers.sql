-- What a run belongs to: the workflow, dataset, dashboard or endpoint, its instance or delivery, and the place in it.
alter table millrace.runs
  add column trigger_of text,
  add column trigger_subject text,
  add column trigger_place text;

create index runs_of_subject on millrace.runs (trigger_subject, id desc) where trigger_subject is not null;
create index runs_of_trigger on millrace.runs (workgroup_id, trigger_kind, trigger_of, id desc) where trigger_of is not null;
