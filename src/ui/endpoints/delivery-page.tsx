import { Button } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { duration } from '../format/time.ts';
import { Columns, Facts, Page, Panel } from '../shell/page.tsx';
import { Answer } from '../states/states.tsx';
import { placeOfInstance, shortId } from '../workflows/instance-place.ts';
import { instanceQuery } from '../workflows/workflow-queries.ts';
import { CodeBox } from './code-box.tsx';
import { PairList } from './delivery-parts.tsx';
import { deliveryQuery, useRedeliver } from './endpoint-queries.ts';
import { DeliveryMark } from './endpoint-standing.tsx';
import classes from './endpoints.module.css';
import { readable } from './endpoint-words.ts';
import { ProblemWords } from './trial-answer.tsx';

type Delivery = Schemas['Delivery'];

/** One delivery: what was sent, what was answered, and what it became. */
export function DeliveryPage() {
  const { endpoint = '', delivery: id = '' } = useParams();
  const query = useQuery(deliveryQuery(id));
  const { data } = query;
  return (
    <Page
      title={`Delivery ${shortId(id)}`}
      above={{ to: `/endpoints/${endpoint}`, name: endpoint }}
      heading={data && <Heading delivery={data} />}
      actions={data?.redeliverable === true ? <Redeliver delivery={data.id} /> : undefined}
    >
      <Answer query={query} rows={10}>
        {(delivery) => <DeliveryBody delivery={delivery} />}
      </Answer>
    </Page>
  );
}

function Heading({ delivery }: { readonly delivery: Delivery }) {
  return (
    <span className={classes.status}>
      <span className="number">{delivery.status}</span>
      <DeliveryMark delivery={delivery} large />
    </span>
  );
}

function Redeliver({ delivery }: { readonly delivery: string }) {
  const { mutate, isPending } = useRedeliver();
  return (
    <Button
      mih="var(--target)"
      leftSection={<IconRepeat size={15} aria-hidden />}
      loading={isPending}
      onClick={() => mutate(delivery)}
      title="It keeps its id, so that nothing is done twice"
    >
      Work on it again
    </Button>
  );
}

function DeliveryBody({ delivery }: { readonly delivery: Delivery }) {
  return (
    <>
      <DeliveryFacts delivery={delivery} />
      <Columns
        main={
          <>
            <Answered delivery={delivery} />
            <Sent delivery={delivery} />
          </>
        }
        side={<Headers delivery={delivery} />}
      />
    </>
  );
}

function DeliveryFacts({ delivery }: { readonly delivery: Delivery }) {
  const { id, endpoint, receivedAt, principal, address, key, attempt, run, instance } = delivery;
  return (
    <div className={classes.facts}>
      <Facts
        facts={[
          ['Came', <Instant key="came" at={receivedAt} />],
          [
            'Took',
            <span key="took" className="number">
              {duration(delivery.duration)}
            </span>,
          ],
          ['As', principal?.name ?? 'nobody was let in'],
          address === undefined ? undefined : ['From', <code key="from">{address}</code>],
          key === undefined
            ? undefined
            : [
                'Key',
                <Link key="key" to={`/endpoints/${endpoint}?key=${encodeURIComponent(key)}`}>
                  {key}
                </Link>,
              ],
          attempt > 1 ? ['Attempt', `${attempt}`] : undefined,
          run === undefined
            ? undefined
            : [
                'Run',
                <Link key="run" to={`/runs/${run}`}>
                  {shortId(run)}
                </Link>,
              ],
          instance === undefined ? undefined : ['Instance', <InstanceLink key="instance" id={instance} />],
          [
            'Delivery',
            <code key="id" title={id}>
              {shortId(id)}
            </code>,
          ],
        ]}
      />
    </div>
  );
}

/** The way to an instance, with the state that it is in now; its id alone to those who may not see it. */
function InstanceLink({ id }: { readonly id: string }) {
  const { data } = useQuery({ ...instanceQuery(id), retry: false });
  if (data === undefined) return <code title={id}>{shortId(id)}</code>;
  return (
    <Link to={placeOfInstance(data)}>
      {data.workflowLabel ?? data.workflow}, {data.stateLabel}
    </Link>
  );
}

const Nothing = ({ children }: { readonly children: ReactNode }) => <p className={classes.note}>{children}</p>;

function Answered({ delivery: { answer, state } }: { readonly delivery: Delivery }) {
  return (
    <Panel title="Answered" aside={state === 'accepted' ? 'its run goes on' : undefined}>
      {answer.body === '' ? (
        <Nothing>Without a body.</Nothing>
      ) : (
        <div className={classes.part}>
          <ProblemWords body={answer.body} />
          <CodeBox text={readable(answer.body)} label="The body of the answer" />
        </div>
      )}
    </Panel>
  );
}

function Sent({ delivery: { method, path, request } }: { readonly delivery: Delivery }) {
  return (
    <Panel title="Sent" aside={request.masked ? 'what is sensitive is masked, or was not kept' : undefined}>
      <div className={classes.part}>
        <p className="code">
          <strong>{method}</strong> /hooks{path}
          {request.query === '' ? '' : `?${request.query}`}
        </p>
        {request.body === undefined ? (
          <p className="soft">Its body was not kept.</p>
        ) : request.body === '' ? (
          <p className="soft">Without a body.</p>
        ) : (
          <CodeBox text={readable(request.body)} label="The body that was sent" />
        )}
      </div>
    </Panel>
  );
}

function Headers({ delivery: { request, answer } }: { readonly delivery: Delivery }) {
  return (
    <>
      <Panel title="Headers that came">
        <div className={classes.part}>
          <PairList pairs={request.headers} />
        </div>
      </Panel>
      <Panel title="Headers of the answer">
        <div className={classes.part}>
          <PairList pairs={answer.headers} />
        </div>
      </Panel>
    </>
  );
}
