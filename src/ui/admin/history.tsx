import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { Panel } from '../shell/page.tsx';
import { TabBar } from '../shell/tab-bar.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { useMay } from '../workflows/use-me.ts';
import { type AuditFilter, auditQuery } from './admin-queries.ts';
import { AuditTable } from './audit-table.tsx';

interface HistoryProps {
  readonly kind: string;
  readonly name: string;
  /** The id by which the same one does things; then there is a second list of what they did. */
  readonly actor?: string;
}

/** What the audit log says of something, for those who may read it. */
export function History({ kind, name, actor }: HistoryProps) {
  const [search] = useSearchParams();
  if (!useMay('admin:audit')) return null;
  const of = { objectKind: kind, object: name };
  if (actor === undefined)
    return (
      <Panel title="What was done to it" aside={<All filter={of} />}>
        <Entries filter={of} label={`What was done to ${name}`} />
      </Panel>
    );
  const chosen = search.get('tab') === 'did' ? 'did' : 'done';
  const filter = chosen === 'did' ? { actor } : of;
  return (
    <Panel title="What happened" aside={<All filter={filter} />}>
      <TabBar
        tabs={[
          { key: 'done', name: 'Done to the account' },
          { key: 'did', name: 'Done by it' },
        ]}
        chosen={chosen}
        label="What happened"
      />
      <div role="tabpanel" id={`panel-${chosen}`} aria-labelledby={`tab-${chosen}`}>
        <Entries filter={filter} label={chosen === 'did' ? `What ${name} did` : `What was done to ${name}`} />
      </div>
    </Panel>
  );
}

function All({ filter }: { readonly filter: AuditFilter }) {
  const search = new URLSearchParams(
    Object.entries({ kind: filter.objectKind, object: filter.object, actor: filter.actor }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  );
  return <Link to={`/admin/audit?${search.toString()}`}>In the audit log</Link>;
}

const SHOWN = 10;

function Entries({ filter, label }: { readonly filter: AuditFilter; readonly label: string }) {
  const query = useInfiniteQuery(auditQuery(filter, SHOWN));
  return (
    <Answer query={query} rows={4}>
      {({ pages: [page] }) =>
        page === undefined || page.entries.length === 0 ? (
          <Empty title="Nothing yet.">What is done stands here, with who did it and when.</Empty>
        ) : (
          <AuditTable entries={page.entries} label={label} withObject={filter.object === undefined} />
        )
      }
    </Answer>
  );
}
