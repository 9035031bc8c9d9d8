import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import table from '../look/table.module.css';
import { KeyMark } from './standings.tsx';

type Key = Schemas['ApiKey'];

interface KeyTableProps {
  readonly keys: readonly Key[];
  readonly label: string;
}

/** API keys, a row each. */
export function KeyTable({ keys, label }: KeyTableProps) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            <th>Key</th>
            <th className={table.notSmall}>Whose rights</th>
            <th className={table.notSmall}>State</th>
            <th className={`${table.right} ${table.notSmall}`}>Expires</th>
            <th className={`${table.right} ${table.notSmall}`}>Last used</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} of={key} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyRow({ of }: { readonly of: Key }) {
  const { id, name, owner, start, scopes, state, expiresAt, usedAt } = of;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/admin/keys/${id}`}>
          {name}
        </Link>
        <span className={table.second}>
          <code>{start}…</code> · {scopes === undefined ? "all of its owner's rights" : scopes.join(', ')}
        </span>
        <span className={`${table.onlySmall} ${table.line}`}>
          <KeyMark state={state} />
          {owner}
        </span>
      </td>
      <td className={table.notSmall}>{owner}</td>
      <td className={table.notSmall}>
        <KeyMark state={state} />
      </td>
      <td className={`${table.right} ${table.notSmall} ${table.above}`}>
        <Instant at={expiresAt} />
      </td>
      <td className={`${table.right} ${table.notSmall} ${table.above}`}>
        {usedAt === undefined ? <span className="soft">never</span> : <Instant at={usedAt} />}
      </td>
    </tr>
  );
}
