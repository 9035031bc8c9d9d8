import type { Schemas } from '../api/client.ts';
import { duration } from '../format/time.ts';
import { bytes } from '../format/amount.ts';
import { useLocale } from '../format/locale.tsx';
import table from '../look/table.module.css';
import { BodyTable } from './body-table.tsx';
import { CodeBox, CopyButton } from './code-box.tsx';
import classes from './endpoints.module.css';
import { answerShape } from './endpoint-words.ts';

type Endpoint = Schemas['Endpoint'];

/** What a caller has to know to call: who they must show to be, what they send, an example. */
export function CallContract({ endpoint }: { readonly endpoint: Endpoint }) {
  const { method, path, authWords, runAs, example } = endpoint;
  return (
    <>
      <div className={classes.part}>
        <h2>Address</h2>
        <p>
          <code>
            <strong>{method}</strong> {window.location.origin}
            {path}
          </code>
        </p>
      </div>
      <div className={classes.part}>
        <h2>Who may call</h2>
        <p>
          <Words text={authWords} />
        </p>
        {runAs !== undefined && (
          <p className="soft">
            The work has the rights of the service account <code>{runAs}</code>.
          </p>
        )}
      </div>
      <Rules endpoint={endpoint} />
      <BodyTable endpoint={endpoint} />
      <div className={classes.part}>
        <div className={classes.partHead}>
          <h2>A call, to be changed and tried</h2>
          <CopyButton text={example} what="the call" />
        </div>
        <CodeBox text={example} label="A call by curl" />
      </div>
    </>
  );
}

/** Words in which code stands between backquotes. */
function Words({ text }: { readonly text: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence stay where they are
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}

function Rules({ endpoint }: { readonly endpoint: Endpoint }) {
  const { when, idempotency, limits, headers, query } = endpoint;
  const { locale } = useLocale();
  const rules: readonly (readonly [string, React.ReactNode] | undefined)[] = [
    headers.length === 0 ? undefined : ['Headers', <Names key="headers" names={headers} />],
    query.length === 0 ? undefined : ['Query', <Names key="query" names={query} />],
    when === undefined ? undefined : ['Only where', <code key="when">{when}</code>],
    idempotency === undefined
      ? undefined
      : [
          'Told apart by',
          <span key="key">
            <code>{idempotency.key}</code>; the same again within {duration(idempotency.within)} gets the first answer
          </span>,
        ],
    limits.rates.length === 0 ? undefined : ['How often', limits.rates.join(', ')],
    limits.concurrent === undefined ? undefined : ['At once', `${limits.concurrent}`],
    ['Largest body', bytes(limits.body, locale)],
  ];
  return (
    <div className={classes.part}>
      <h2>Rules</h2>
      <dl className={classes.pairs}>
        {rules
          .filter((rule) => rule !== undefined)
          .map(([name, words]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{words}</dd>
            </div>
          ))}
      </dl>
    </div>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return names.map((name, at) => (
    <span key={name}>
      {at > 0 && ', '}
      <code>{name}</code>
    </span>
  ));
}

/** Every status that it may answer with, when, and what the answer then is. */
export function AnswerContract({ endpoint }: { readonly endpoint: Endpoint }) {
  return (
    <>
      <div className={table.scroll}>
        <table className={table.table} aria-label="Possible answers">
          <thead>
            <tr>
              <th className={table.tight}>Status</th>
              <th>When</th>
              <th className={table.notSmall}>The body is</th>
            </tr>
          </thead>
          <tbody>
            {endpoint.answers.map(({ status, meaning }) => (
              <tr key={status}>
                <td className={`${table.tight} number`}>
                  <strong>{status}</strong>
                </td>
                <td>
                  <Words text={meaning} />
                  <span className={`${table.onlySmall} ${table.line}`}>{answerShape(endpoint, status)}</span>
                </td>
                <td className={table.notSmall}>{answerShape(endpoint, status)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Shapes endpoint={endpoint} />
    </>
  );
}

function Shapes({ endpoint: { output, respond, target } }: { readonly endpoint: Endpoint }) {
  return (
    <>
      {respond === 'result' && target.kind === 'chain' && output.length > 0 && (
        <div className={classes.part}>
          <h2>A record</h2>
          <dl className={classes.pairs}>
            {output.map(({ name, type }) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>
                  <code>{type}</code>
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      <div className={classes.part}>
        <h2>A problem</h2>
        <p>
          <code>application/problem+json</code> (RFC 9457) with <code>type</code>, <code>title</code>,{' '}
          <code>status</code>, <code>detail</code>, <code>code</code>, <code>outcome</code>, often a <code>hint</code>.
          Its <code>issues</code>, where the body was not valid, have each a <code>path</code>, <code>message</code> and{' '}
          <code>code</code>.
        </p>
        <p className="soft">
          Every answer names its delivery in the header <code>millrace-delivery</code>; a repeated answer has{' '}
          <code>idempotency-replayed: true</code>.
        </p>
      </div>
    </>
  );
}
