import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { duration } from '../format/time.ts';
import { OutcomeMark } from '../runs/outcome.tsx';
import { placeOfInstance } from '../workflows/instance-place.ts';
import { CodeBox } from './code-box.tsx';
import { PairList } from './delivery-parts.tsx';
import classes from './endpoints.module.css';
import { readable } from './endpoint-words.ts';
import { readInstance, readProblem } from './trial.ts';

interface TrialAnswerProps {
  readonly endpoint: Pick<Schemas['Endpoint'], 'name'>;
  readonly answer: Schemas['EndpointTrialAnswer'];
  /** True where something was typed or sent since. */
  readonly isOld: boolean;
}

/** What came back: status, time, headers, body, and the ways to what it became. */
export function TrialAnswer({ endpoint, answer, isOld }: TrialAnswerProps) {
  const { status, outcome, body, headers, repeated, delivery } = answer;
  const instance = readInstance(body);
  const receipt = headers['location'];
  const place = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer is brought into sight, once
  useEffect(() => {
    // Newer browsers give a promise here, which is nothing to clean up by.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [answer]);
  return (
    <section ref={place} className={classes.answer} aria-label="The answer" aria-live="polite" data-old={isOld}>
      <div className={classes.status}>
        <strong>{status}</strong>
        {outcome === undefined ? <span>ignored</span> : <OutcomeMark run={{ state: 'ended', outcome }} />}
        <span className="soft">{duration(answer.duration)}</span>
        {repeated && <span className="soft">the answer of the first delivery, again</span>}
      </div>
      <ProblemWords body={body} />
      {body !== '' && <CodeBox text={readable(body)} label="The body of the answer" limit={260} />}
      <div className={classes.status}>
        {delivery !== undefined && (
          <Link to={`/endpoints/${endpoint.name}/deliveries/${delivery}`}>See the delivery</Link>
        )}
        {instance !== undefined && <Link to={placeOfInstance(instance)}>See the instance</Link>}
        {receipt !== undefined && <a href={receipt}>See the receipt</a>}
      </div>
      <details>
        <summary>Headers</summary>
        <PairList pairs={headers} />
      </details>
    </section>
  );
}

/** What is wrong, and each fault with its path. */
export function ProblemWords({ body }: { readonly body: string }) {
  const problem = readProblem(body);
  if (problem === undefined) return null;
  const { detail, hint, issues = [] } = problem;
  return (
    <div className={classes.issues}>
      <strong>{detail}</strong>
      {hint !== undefined && <p className="soft">{hint}</p>}
      {issues.length > 0 && (
        <ul aria-label="Faults">
          {issues.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path !== '' && <code>{path}</code>} {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
