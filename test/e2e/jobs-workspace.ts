/** A small workspace with jobs of every kind that their pages show. */
export const jobsWorkspace = `kind: workspace
name: mill
zone: Europe/Berlin
locale: en-GB
---
kind: chainset
name: sales
chains:
  Report:
    params: { day: { type: date } }
    steps:
      - { uses: records, with: { generate: 40, compute: { day: $day } } }
  Broken:
    steps:
      - { uses: records, with: { columns: { n: text }, records: [{ n: one }] } }
      - { uses: derive, with: { compute: { m: cast(n as integer) } } }
---
kind: job
name: daily-report
description: The report of the day before.
chain: sales.Report
schedule: { cron: "30 2 * * *" }
params: { day: "=@today - 1" }
---
kind: job
name: broken-import
chain: sales.Broken
schedule: { cron: "0 3 * * *" }
---
kind: job
name: often
chain: sales.Report
enabled: false
schedule: { every: 15m }
params: { day: =@today }
---
kind: job
name: by-hand
chain: sales.Report
params: { day: =@today }
`;

/** One without jobs. */
export const bareWorkspace = 'kind: workspace\nname: bare\n';
