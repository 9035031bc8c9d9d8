/** The page about types of connections. */
import type { AnyConnector } from '../../model/connection.ts';
import { rowTable } from './definition-pages.ts';
import { code, pageHead } from './markdown.ts';
import { settingRows } from './setting-rows.ts';

/** `connections.md`. */
export function connectionsPage(connectors: readonly AnyConnector[]): string {
  return [
    ...pageHead('Connections'),
    'A connection is a document of `kind: connection`; its `type` decides which other keys it has. `${secret.NAME}` is filled',
    'in from the environment variable NAME, only where the table says so.',
    '',
    ...connectors.flatMap(connectorSection),
  ].join('\n');
}

function connectorSection({ type, summary, docs, kind, settings }: AnyConnector): readonly string[] {
  const rows = settingRows(settings);
  return [
    `## ${type}`,
    '',
    summary,
    '',
    docs,
    '',
    `It offers ${code(kind.name)}.`,
    '',
    ...(rows.length === 0 ? ['It has no further keys.'] : rowTable(rows)),
    '',
  ];
}
