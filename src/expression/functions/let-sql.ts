/** An argument that a text of SQL needs several times, computed and written once. */

const short = /^[\w"]{1,60}$|^'[^']{0,60}'$/;

/** `body` over `sql`, which is bound to a name unless it is a column or a short literal. */
export function letSql(sql: string, name: string, body: (bound: string) => string): string {
  if (short.test(sql)) return body(sql);
  return `list_extract(list_transform([${sql}], lambda ${name}: ${body(name)}), 1)`;
}
