import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Count } from '../format/locale.tsx';
import { ShowMore } from '../lists/filters.tsx';
import table from '../look/table.module.css';
import { Mark } from '../runs/outcome.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { faceOfEvent, faceOfMessage } from './alert-face.ts';
import { type MessagesFilter, messagesQuery } from './alert-queries.ts';

type Message = Schemas['AlertMessage'];

function filterOf(search: URLSearchParams): MessagesFilter {
  return {
    job: search.get('job') ?? undefined,
    firing: search.get('firing') ?? undefined,
    state: (search.get('state') as MessagesFilter['state'] | null) ?? undefined,
  };
}

/** What was told, the latest first; the filter stands in the address. */
export function MessageList() {
  const [search] = useSearchParams();
  const filter = filterOf(search);
  const query = useInfiniteQuery(messagesQuery(filter));
  const messages = query.data?.pages.flatMap((page) => page.messages) ?? [];
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <Answer query={query} rows={6}>
        {() => (messages.length === 0 ? <None isFiltered={isFiltered} /> : <MessageTable messages={messages} />)}
      </Answer>
      <ShowMore query={query} />
    </>
  );
}

function None({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered)
    return (
      <Empty title="No message is like that." action={<Link to="/alerts?tab=deliveries">Show all messages</Link>} />
    );
  return (
    <Empty title="Nobody was told of anything yet.">
      Every message about an alert stands here with what became of it. Name who is told with `alerts` in the document of
      kind workspace, or with `alert` in a job.
    </Empty>
  );
}

function MessageTable({ messages }: { readonly messages: readonly Message[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="What was told">
        <thead>
          <tr>
            <th>About</th>
            <th className={table.notSmall}>What</th>
            <th className={table.notSmall}>To</th>
            <th className={table.notSmall}>State</th>
            <th className={`${table.right} ${table.notSmall}`}>Attempts</th>
            <th className={table.right}>When</th>
          </tr>
        </thead>
        <tbody>
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MessageRow({ message }: { readonly message: Message }) {
  const { id, job, channel, way, address, attempts, at, detail, state, insteadOf } = message;
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={`/alerts/messages/${id}`}>
          {job ?? 'the scheduler'}
        </Link>
        <span className={`${table.onlySmall} ${table.line}`}>
          <Mark face={faceOfEvent(message)} />
          <Mark face={faceOfMessage(message)} />
        </span>
        <span className={`${table.onlySmall} ${table.second}`}>
          {channel}, {address ?? way}
        </span>
      </td>
      <td className={table.notSmall}>
        <Mark face={faceOfEvent(message)} />
      </td>
      <td className={table.notSmall}>
        {channel}
        <span className={table.second}>
          {address ?? way}
          {insteadOf !== undefined && ', the second channel'}
        </span>
      </td>
      <td className={table.notSmall}>
        <Mark face={faceOfMessage(message)} />
        {state !== 'sent' && state !== 'kept' && detail !== '' && <span className={table.second}>{detail}</span>}
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={attempts} />
      </td>
      <td className={`${table.right} ${table.above}`}>
        <Instant at={at} />
      </td>
    </tr>
  );
}
