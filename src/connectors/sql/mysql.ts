import { z } from 'zod';
import { type AnyConnector, defineConnector, type OpenContext, type Opened } from '../../model/connection.ts';
import { mysqlAddress } from './mysql-address.ts';
import { removeMysql } from './mysql-delete.ts';
import { mysqlDialect } from './mysql-dialect.ts';
import { type MysqlPool, openMysqlPool } from './mysql-pool.ts';
import { aggregateMysql, describeMysql, readMysql } from './mysql-read.ts';
import { openMysqlWriter } from './mysql-write.ts';
import { type SqlDatabase, sqlKind } from './sql-database.ts';
import { bindSource } from './sql-source.ts';

const settings = z.strictObject({
  url: z.string().meta({
    description:
      'Where the server is: `mysql://user:password@host:3306/database`. `?tls=true` encrypts and checks the certificate, `?tls=no-verify` only encrypts; `?socket=/path` goes by a socket.',
    role: 'secret',
    examples: ['${secret.SHOP_MYSQL_URL}'],
  }),
  ca: z
    .string()
    .meta({
      description:
        'The certificate authority (PEM) that the certificate is checked against; default: those of the system.',
      role: 'secret',
      examples: ['${secret.SHOP_MYSQL_CA}'],
    })
    .optional(),
});

function openPool({ url, ca }: z.output<typeof settings>, context: OpenContext): MysqlPool {
  return openMysqlPool(mysqlAddress(url, { name: context.name, ca }), context);
}

function openDatabase(pool: MysqlPool): SqlDatabase {
  return {
    read: (query) => readMysql(pool, query),
    aggregate: (aggregation) => aggregateMysql(pool, aggregation),
    write: (options) => openMysqlWriter(pool, options),
    remove: (deletion) => removeMysql(pool, deletion),
    async shapeOf(source, signal) {
      const columns = await pool.use(signal, (session) => describeMysql(session, bindSource(source, mysqlDialect)));
      return columns.map(({ name, best }) => ({ name, type: best }));
    },
  };
}

/** MySQL and MariaDB speak one protocol and nearly one language: they are one connector under two names. */
function mysqlLike(type: 'mysql' | 'mariadb', product: string): AnyConnector {
  return defineConnector({
    type,
    kind: sqlKind,
    summary: `Tables in ${product}.`,
    docs: [
      'Reads rows as a stream in a read-only transaction, writes in one transaction with statements of many rows. Sessions are',
      'set to UTC and to strict mode, so that a value that does not fit is refused and not changed without a word. The types',
      '`mysql` and `mariadb` are the same; write the one that it is.',
    ].join('\n'),
    settings,
    async open(given, context): Promise<Opened<SqlDatabase>> {
      const pool = openPool(given, context);
      return { connection: openDatabase(pool), close: () => pool.close() };
    },
    async check(given, context) {
      const pool = openPool(given, context);
      try {
        const [row] = await pool.use(context.signal, (session) =>
          session.rows({ sql: 'select version(), database()', values: [] }),
        );
        const [version = '', database = ''] = row ?? [];
        return `${/mariadb/i.test(version ?? '') ? 'MariaDB' : 'MySQL'} ${version}, database ${database}`;
      } finally {
        await pool.close();
      }
    },
  });
}

/** Tables in MySQL. */
export const mysqlConnector = mysqlLike('mysql', 'MySQL');
/** Tables in MariaDB. */
export const mariadbConnector = mysqlLike('mariadb', 'MariaDB');
