import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { duration } from '../format/time.ts';
import type { FormField } from '../forms/form-values.ts';
import { ChainLink } from '../runs/chain-name.tsx';
import { OutcomeMark } from '../runs/outcome.tsx';
import { Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { DataList } from './data-list.tsx';
import { eventLabel, stateLabel } from './diagram-of.ts';
import { detailWords, isGood, titleOf } from './history-words.ts';
import classes from './instance.module.css';
import { useMay } from './use-me.ts';
import { historyQuery } from './workflow-queries.ts';

type Entry = Schemas['HistoryEntry'];
type Action = Entry['actions'][number];
type Workflow = Schemas['Workflow'];

interface HistoryListProps {
  readonly instance: Schemas['Instance'];
  readonly workflow: Workflow | undefined;
}

/** What happened to an instance, the newest first: who, when, what, and what chains did about it. */
export function HistoryList({ instance, workflow }: HistoryListProps) {
  const query = useQuery(historyQuery(instance.id));
  return (
    <Panel title="History">
      <Answer query={query} rows={6}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty title="Nothing has happened yet." />
          ) : (
            <ol className={classes.history} aria-label="What happened">
              {entries.map((entry) => (
                <HistoryItem key={entry.id} entry={entry} workflow={workflow} fields={instance.fields.public} />
              ))}
            </ol>
          )
        }
      </Answer>
    </Panel>
  );
}

interface HistoryItemProps {
  readonly entry: Entry;
  readonly workflow: Workflow | undefined;
  readonly fields: readonly FormField[];
}

function HistoryItem({ entry, workflow, fields }: HistoryItemProps) {
  const { at, by, name, input, shown, actions, outcome, problem } = entry;
  const label = workflow === undefined ? name : eventLabel(workflow, name);
  return (
    <li className={classes.entry} data-kind={entry.kind} data-good={isGood(entry)}>
      <h3>
        {titleOf(entry, label)} <span className="soft">{by.name}</span>{' '}
        <span className={classes.when}>
          <Instant at={at} />
        </span>
      </h3>
      <Way entry={entry} workflow={workflow} />
      {!isGood(entry) && (
        <p>
          <OutcomeMark run={{ state: 'ended', outcome }} /> {problem?.message}
        </p>
      )}
      {Object.keys(input).length > 0 && (
        <DataList fields={fieldsIn(fields, input)} data={input} label={`Entered with ${label}`} />
      )}
      {detailWords(entry).map((words) => (
        <p key={words}>{words}</p>
      ))}
      {Object.keys(shown).length > 0 && (
        <details className={classes.shown}>
          <summary>What {by.name} saw</summary>
          <DataList fields={fieldsIn(fields, shown)} data={shown} label={`Shown before ${label}`} />
        </details>
      )}
      {actions.length > 0 && <Actions actions={actions} />}
    </li>
  );
}

const fieldsIn = (fields: readonly FormField[], data: Readonly<Record<string, unknown>>): readonly FormField[] =>
  fields.filter(({ name }) => name in data);

function Way({ entry, workflow }: { readonly entry: Entry; readonly workflow: Workflow | undefined }) {
  const { from, to } = entry;
  if (to === undefined || (from === to && entry.kind !== 'event')) return null;
  const words = (state: string): string => (workflow === undefined ? state : stateLabel(workflow, state));
  return (
    <p className={classes.way}>
      {from !== undefined && (
        <>
          {words(from)} <span aria-hidden>→</span> <span className="hidden">to </span>
        </>
      )}
      {words(to)}
    </p>
  );
}

function Actions({ actions }: { readonly actions: readonly Action[] }) {
  // Runs of workflows are given private data, so few may look at them.
  const seesRuns = useMay('admin:runs');
  return (
    <ul className={classes.actions} aria-label="Chains that ran">
      {actions.map((action) => (
        <li key={action.run}>
          <OutcomeMark run={{ state: 'ended', outcome: action.outcome }} />
          <span>
            <ChainLink chain={action.chain} /> <span className="soft">{placeWords(action.place)}</span>
          </span>
          {seesRuns && (
            <Link to={`/runs/${action.run}`} aria-label={`Run of ${action.chain}`}>
              run
            </Link>
          )}
          <span className="soft number">{duration(action.duration)}</span>
          {action.problem !== undefined && <p className="soft">{action.problem.message}</p>}
          {action.effects.map((effect) => (
            <p key={`${effect.step} ${effect.uses}`} className="soft">
              {effect.performed ? 'Done outside' : 'Not done outside'}: {effect.uses} in {effect.step}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

/** Where in a definition an action stands: `pending.onEntry.0` is `when pending was entered`. */
function placeWords(place: string): string {
  const [state = '', hook = ''] = place.split('.');
  if (hook === 'onEntry') return `entering ${state}`;
  if (hook === 'onExit') return `leaving ${state}`;
  return place.includes('guard') ? 'as the guard' : 'on the way';
}
