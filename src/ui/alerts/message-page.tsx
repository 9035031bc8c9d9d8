import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { CodeBox } from '../endpoints/code-box.tsx';
import { readable } from '../endpoints/endpoint-words.ts';
import { Instant } from '../format/instant.tsx';
import { duration } from '../format/time.ts';
import table from '../look/table.module.css';
import { Mark } from '../runs/outcome.tsx';
import { Facts, Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { useMay } from '../workflows/use-me.ts';
import { faceOfEvent, faceOfMessage } from './alert-face.ts';
import { messageQuery, useResend } from './alert-queries.ts';
import classes from './alerts.module.css';

type Delivery = Schemas['AlertDelivery'];

/** One message: what was sent, to whom, and every attempt. */
export function MessagePage() {
  const { message: id = '' } = useParams();
  const query = useQuery(messageQuery(id));
  const { data } = query;
  const mayResend = useMay('alert:resend');
  return (
    <Page
      title={data === undefined ? 'A message' : `${data.job ?? 'The scheduler'}, ${faceOfEvent(data).word}`}
      above={{ to: '/alerts?tab=deliveries', name: 'Alerts' }}
      actions={data !== undefined && mayResend ? <Resend message={data} /> : undefined}
    >
      <Answer query={query} rows={8}>
        {(message) => (
          <>
            <MessageFacts message={message} />
            <div className={classes.stack}>
              <Attempts message={message} />
              <Sent message={message} />
            </div>
          </>
        )}
      </Answer>
    </Page>
  );
}

function Resend({ message: { id, mayResend } }: { readonly message: Delivery }) {
  const { mutate, isPending } = useResend();
  return (
    <Button
      mih="var(--target)"
      leftSection={<IconSend size={15} aria-hidden />}
      loading={isPending}
      disabled={!mayResend}
      title={mayResend ? 'By its channel as it is defined now' : 'It is on its way already'}
      onClick={() => mutate(id)}
    >
      Send again
    </Button>
  );
}

function MessageFacts({ message }: { readonly message: Delivery }) {
  const { job, channel, way, address, at, nextAt, cause, run, resent, firing, insteadOf, id } = message;
  return (
    <div className={classes.facts}>
      <Facts
        facts={[
          ['State', <Mark key="state" face={faceOfMessage(message)} />],
          ['To', `${channel}, ${address ?? way}`],
          ['Told of', <Instant key="at" at={at} />],
          nextAt === undefined ? undefined : ['Next attempt', <Instant key="next" at={nextAt} />],
          resent === 0 ? undefined : ['Sent again by hand', resent === 1 ? 'once' : `${resent} times`],
          insteadOf === undefined
            ? undefined
            : [
                'Instead of',
                <Link key="instead" to={`/alerts/messages/${insteadOf}`}>
                  the one that could not leave
                </Link>,
              ],
          job === undefined
            ? undefined
            : [
                'Job',
                <Link key="job" to={`/jobs/${job}`}>
                  {job}
                </Link>,
              ],
          run === undefined
            ? undefined
            : [
                'Run',
                <Link key="run" to={`/runs/${run}`}>
                  See the run
                </Link>,
              ],
          [
            'Alert',
            <Link key="firing" to={`/alerts?tab=deliveries&firing=${firing}`}>
              Who else was told
            </Link>,
          ],
          ['Key', <code key="key">{id}</code>],
        ]}
      />
      <p className="soft">{cause}</p>
    </div>
  );
}

function Attempts({ message: { tries } }: { readonly message: Delivery }) {
  if (tries.length === 0)
    return (
      <Panel title="Attempts">
        <Empty title="None yet.">It leaves in a moment.</Empty>
      </Panel>
    );
  return (
    <Panel title="Attempts">
      <div className={table.scroll}>
        <table className={table.table} aria-label="Attempts">
          <thead>
            <tr>
              <th>Attempt</th>
              <th>Result</th>
              <th className={table.notSmall}>What was said</th>
              <th className={`${table.right} ${table.notSmall}`}>Took</th>
              <th className={table.right}>When</th>
            </tr>
          </thead>
          <tbody>
            {tries.toReversed().map((attempt) => (
              <AttemptRow key={attempt.number} attempt={attempt} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function AttemptRow({
  attempt: { number, at, endedAt, result, detail },
}: {
  readonly attempt: Delivery['tries'][number];
}) {
  const face =
    result === undefined
      ? faceOfMessage({ state: 'waiting', attempts: 0, detail: '' })
      : faceOfMessage({ state: result, attempts: number, detail });
  return (
    <tr>
      <td className="number">{number}</td>
      <td>
        <Mark face={result === 'failed' ? { ...face, word: 'failed' } : face} />
        {detail !== '' && <span className={`${table.onlySmall} ${table.second}`}>{detail}</span>}
      </td>
      <td className={table.notSmall}>{detail === '' ? <span className="soft">nothing</span> : detail}</td>
      <td className={`${table.right} ${table.notSmall} number`}>
        {endedAt === undefined ? '' : duration(Date.parse(endedAt) - Date.parse(at))}
      </td>
      <td className={`${table.right} ${table.above}`}>
        <Instant at={at} />
      </td>
    </tr>
  );
}

function Sent({ message: { sent } }: { readonly message: Delivery }) {
  return (
    <Panel title="What was sent" aside={sent === undefined ? undefined : 'without what is secret'}>
      {sent === undefined ? (
        <Empty title="Nothing has left yet." />
      ) : (
        <div className={classes.part}>
          <strong>{sent.title}</strong>
          <CodeBox text={readable(sent.body)} label="What was sent" />
        </div>
      )}
    </Panel>
  );
}
