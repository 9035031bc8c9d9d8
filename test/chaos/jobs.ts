/**
 * Jobs for nodes that fail: one that leaves a document, one that tells somebody outside who takes his time, what comes after
 * that one, and what comes with files; and a chain that spills.
 */
export const chaosJobs = (outside: string): string => `
---
kind: chainset
name: timed
roles: [intake]
chains:
  Tick:
    description: Leaves a document; done again for the same occurrence it adds nothing.
    params: { planned: { type: timestamp } }
    steps:
      - uses: records
        with: { columns: { planned: timestamp }, records: [{ planned: =$planned }] }
      - uses: documents.write
        with: { connection: shop, collection: ticks, mode: insert }
  Slow:
    description: Tells somebody outside, who takes his time; cannot be repeated.
    params: { planned: { type: timestamp } }
    steps:
      - uses: records
        with: { columns: { event: text }, records: [{ event: "=format('slow {}', $planned)" }] }
      - uses: http.send
        with: { url: "${outside}slow" }
      - uses: documents.write
        with: { connection: shop, collection: slows, mode: insert }
  Caused:
    description: Leaves a document of what caused it.
    params: { cause: { type: text, optional: true } }
    steps:
      - uses: records
        with: { columns: { cause: text }, records: [{ cause: =$cause }] }
      - uses: documents.write
        with: { connection: shop, collection: causes, mode: insert }
  Spill:
    description: Sorts more than its memory holds.
    memory: 64mb
    timeout: 60s
    steps:
      - uses: records
        with: { generate: 40000, compute: { key: "repeat(md5(format('{}', index)), 100)" } }
      - uses: sort
        with: { by: [key] }
---
kind: job
name: tick
chain: timed.Tick
params: { planned: =@planned }
schedule: { every: 1s }
overlap: allow
missed: { run: all, within: 1h }
retry: { attempts: 5, wait: 1s, factor: 1 }
---
kind: job
name: slow
chain: timed.Slow
params: { planned: =@planned }
schedule: { every: 2s }
overlap: skip
missed: { run: latest, within: 1h }
retry: { attempts: 3, wait: 1s, factor: 1 }
---
kind: job
name: chained
chain: timed.Caused
params: { cause: =@trigger.run }
triggers: [{ after: { job: slow, outcome: ended } }]
overlap: allow
retry: { attempts: 5, wait: 1s, factor: 1 }
---
kind: job
name: arrived
chain: timed.Caused
params: { cause: =@trigger.file }
triggers: [{ file: { path: "data/inbox/*.csv", stable: 1s } }]
overlap: allow
retry: { attempts: 5, wait: 1s, factor: 1 }
---
kind: endpoint
name: spill
route: POST /spill
auth: none
runAs: { service: intake }
respond: receipt
chain: timed.Spill
`;

/** How often each job is due, in seconds. */
export const jobIntervals: Readonly<Record<string, number>> = { tick: 1, slow: 2 };
