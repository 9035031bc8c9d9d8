-- What a run is a part of, as a `traceparent`: whichever node takes it up goes on with that trace.
alter table millrace.runs add column trace text;
