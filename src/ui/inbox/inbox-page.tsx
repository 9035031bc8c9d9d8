import { useQuery } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { TabBar } from '../shell/tab-bar.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { placeOfInstance } from '../workflows/instance-place.ts';
import { TaskDeeds } from '../workflows/task-panel.tsx';
import { holderWords } from '../workflows/task-words.ts';
import { useMay, useMe } from '../workflows/use-me.ts';
import { tasksQuery } from '../workflows/workflow-queries.ts';
import { DueMark } from '../workflows/workflow-standing.tsx';
import classes from './inbox.module.css';
import { byUrgency } from './by-urgency.ts';
import { DataWords } from './data-words.tsx';

type Task = Schemas['Task'];

/** What waits for somebody: their own tasks and those of their roles; for administrators, all. */
export function InboxPage() {
  const seesAll = useMay('admin:workflows');
  const [search] = useSearchParams();
  const scope = seesAll && search.get('tab') === 'all' ? 'all' : 'mine';
  return (
    <Page title="Inbox">
      <Panel label="Tasks">
        {seesAll ? (
          <>
            <TabBar
              tabs={[
                { key: 'mine', name: 'Mine' },
                { key: 'all', name: 'Everybody’s' },
              ]}
              chosen={scope}
              label="Whose tasks"
            />
            <div role="tabpanel" id={`panel-${scope}`} aria-labelledby={`tab-${scope}`}>
              <Tasks scope={scope} />
            </div>
          </>
        ) : (
          <Tasks scope={scope} />
        )}
      </Panel>
    </Page>
  );
}

function Tasks({ scope }: { readonly scope: 'mine' | 'all' }) {
  const query = useQuery(tasksQuery(scope));
  return (
    <Answer query={query} rows={6}>
      {({ tasks }) => (tasks.length === 0 ? <NoTasks scope={scope} /> : <TaskList tasks={byUrgency(tasks)} />)}
    </Answer>
  );
}

function NoTasks({ scope }: { readonly scope: 'mine' | 'all' }) {
  if (scope === 'all')
    return <Empty title="Nobody has anything to do.">Tasks of all people stand here, of every workflow.</Empty>;
  return (
    <Empty title="Nothing waits for you." action={<Link to="/workflows">See the workflows</Link>}>
      When a workflow needs your decision, or that of somebody with a role of yours, it stands here; it comes by itself.
    </Empty>
  );
}

/** Arrows go from task to task, Enter opens one. */
function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || (event.target instanceof HTMLElement && event.target.tagName === 'INPUT')) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-task]')];
  const at = links.findIndex((link) => link.closest('li')?.contains(document.activeElement) === true);
  const next = links[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function TaskList({ tasks }: { readonly tasks: readonly Task[] }) {
  return (
    // The links inside have the focus; arrows only move it from one to the next.
    <ul className={classes.tasks} aria-label="Tasks" onKeyDown={walk}>
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} />
      ))}
    </ul>
  );
}

function TaskRow({ task }: { readonly task: Task }) {
  const { workflow, workflowLabel = workflow, label, instance, startedBy, createdAt, dueAt } = task;
  const me = useMe();
  return (
    <li className={classes.task}>
      <div className={classes.what}>
        <Link data-task className={classes.name} to={`${placeOfInstance({ workflow, id: instance })}?from=inbox`}>
          {workflowLabel} of {startedBy.name}
        </Link>
        <p>
          {label} · <DataWords task={task} />
        </p>
        <p className="soft">
          for {holderWords(task, me)} · <Instant at={createdAt} />
        </p>
      </div>
      {dueAt !== undefined && (
        <div className={classes.due}>
          <DueMark at={dueAt} />
        </div>
      )}
      {task.may.length > 0 && (
        <div className={classes.doing}>
          <TaskDeeds task={task} />
        </div>
      )}
    </li>
  );
}
