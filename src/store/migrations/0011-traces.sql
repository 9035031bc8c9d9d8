-- What a run is a part of, as a `traceparent`, so that whichever node takes it up goes on with its trace.
alter table millrace.runs add column trace text;
