/** The workspace that tests of the API are about. */

/** Its files by name. */
export const files = {
  'workspace.yaml': `
kind: workspace
name: mill
zone: Asia/Singapore
locale: en-SG
---
kind: connection
name: mail
type: smtp
url: file
`,
  'tea.yaml': `
kind: chainset
name: tea
description: About tea
chains:
  List:
    description: Lists teas.
    params:
      least: { type: integer, default: 2, min: 0, description: At least so many }
      pin: { type: text, optional: true, sensitive: true }
    output: { name: text, count: integer }
    steps:
      - id: teas
        uses: records
        with: { columns: { name: text, count: integer }, records: [{ name: oolong, count: 3 }, { name: sencha, count: 1 }, { name: "+1", count: 12 }] }
      - uses: filter
        with: { where: count >= $least }
      - uses: csv.write
        with: { file: "teas.csv" }
      - uses: excel.write
        with: { file: "teas.xlsx", columns: { count: { format: "#,##0.00" } } }
      - uses: email.send
        with: { connection: mail, to: [ada@example.com], subject: "Teas", body: "**\${count()}** teas.", attach: ["teas.csv"] }
  Slow:
    steps:
      - { uses: records, with: { generate: 900000000 } }
      - { uses: derive, with: { compute: { n: index * 2 } } }
      - { uses: aggregate, with: { compute: { n: count() } } }
  Picky:
    steps:
      - uses: records
        with: { columns: { n: text }, records: [{ n: "1" }, { n: one }, { n: "2" }] }
      - { uses: derive, onError: reject, with: { compute: { m: cast(n as integer) } } }
`,
  'jobs.yaml': `
kind: job
name: every-morning
description: Teas before breakfast.
chain: tea.List
schedule: { cron: "0 8 * * *" }
params: { least: 1 }
`,
};

/** The chainset with an error in it. */
export const broken = `
kind: chainset
name: tea
chains:
  List:
    steps:
      - { uses: records, with: { columns: { name: text }, records: [] } }
      - { uses: filter, with: { where: nmae = 'x' } }
`;
