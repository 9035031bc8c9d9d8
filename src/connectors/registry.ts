import type { AnyConnector, ConnectorRegistry } from '../model/connection.ts';
import { embeddedConnector } from './documents/embedded.ts';
import { httpConnector } from './http/http.ts';
import { smtpConnector } from './mail/smtp.ts';
import { mongodbConnector } from './documents/mongodb.ts';
import { mariadbConnector, mysqlConnector } from './sql/mysql.ts';
import { postgresqlConnector } from './sql/postgresql.ts';

/** Every type of connection; a new one is a folder here and a line below. */
const connectors: readonly AnyConnector[] = [
  embeddedConnector,
  mongodbConnector,
  postgresqlConnector,
  mysqlConnector,
  mariadbConnector,
  httpConnector,
  smtpConnector,
];

/** The connectors by type. */
export function createConnectorRegistry(): ConnectorRegistry {
  const byType = new Map(connectors.map((connector) => [connector.type, connector]));
  return { find: (type) => byType.get(type), all: () => connectors };
}
