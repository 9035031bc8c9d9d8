/** The files of the workspace that `millrace init` makes. */

/** A file by its path, with its text. */
export type WorkspaceFiles = Readonly<Record<string, string>>;

/** A small working workspace: a CSV file, a chain over it with a test, and a job. */
export function firstWorkspace({ name, zone, schema }: { name: string; zone: string; schema: string }): WorkspaceFiles {
  return {
    'workspace.yaml': workspaceFile(name, zone),
    'sales.yaml': salesFile,
    'data/orders.csv': ordersFile,
    'millrace.schema.json': schema,
    '.gitignore': '.millrace/\n',
  };
}

const modeline = '# yaml-language-server: $schema=millrace.schema.json\n';

const workspaceFile = (name: string, zone: string): string => `${modeline}kind: workspace
name: ${name}
zone: ${zone}                       # of @today and of schedules
`;

const salesFile = `${modeline}kind: chainset
name: sales
description: What was sold
chains:
  ByProduct:
    description: Orders and revenue by product, as a workbook.
    params:
      least: { type: integer, default: 1, description: Products with fewer orders are left out. }
    output: { product: text, orders: integer, revenue: "decimal(38,2)" }
    steps:
      - id: orders
        uses: csv.read
        with:
          file: data/orders.csv
          columns: { id: integer, product: text, quantity: integer, price: "decimal(12,2)" }
      - uses: aggregate
        with:
          by: [product]
          compute:
            orders: count()
            revenue: sum(quantity * price)
      - uses: filter
        with: { where: orders >= $least }
      - uses: sort
        with: { by: [revenue desc, product] }
      - uses: excel.write
        with:
          file: by-product.xlsx
          sheet: Products
          columns: { revenue: { format: "#,##0.00" } }
          totals: [orders, revenue]
    tests:
      - name: quantities count
        given:
          orders:
            - { id: 1, product: tea, quantity: 2, price: 4.50 }
            - { id: 2, product: mug, quantity: 1, price: 12.00 }
            - { id: 3, product: tea, quantity: 1, price: 4.50 }
        expect:
          ordered: true
          records:
            - { product: tea, orders: 2, revenue: 13.50 }
            - { product: mug, orders: 1, revenue: 12.00 }
---
kind: job
name: morning
description: The workbook, every morning while \`millrace serve\` runs.
chain: sales.ByProduct
schedule: { cron: "0 8 * * *" }
`;

const ordersFile = `id,product,quantity,price
1,tea,2,4.50
2,mug,1,12.00
3,tea,1,4.50
4,pot,1,39.90
5,tea,5,4.20
6,mug,2,11.50
`;
