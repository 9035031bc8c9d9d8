import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { workspaceQuery } from '../api/queries.ts';
import { byUrgency } from '../inbox/by-urgency.ts';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { placeOfInstance } from '../workflows/instance-place.ts';
import { StartLink } from '../workflows/start-link.tsx';
import { tasksQuery, workflowsQuery } from '../workflows/workflow-queries.ts';
import { DueMark } from '../workflows/workflow-standing.tsx';
import classes from './home.module.css';
import { Tour } from './tour.tsx';

type Task = Schemas['Task'];

const MOST_TASKS = 8;

/** What waits for somebody, and what they can start. */
export function PersonalHome() {
  const workspace = useQuery(workspaceQuery);
  const tasks = useQuery(tasksQuery('mine'));
  return (
    <Page title="Home" heading={tasks.data === undefined ? 'Home' : headline(tasks.data.tasks.length)}>
      <Tour stops={workspace.data?.tour ?? []} />
      <div className={classes.home}>
        <div className={classes.now}>
          <Panel title="Waits for you" aside={<Link to="/inbox">Inbox</Link>}>
            <Answer query={tasks} rows={4}>
              {({ tasks: found }) => <Tasks tasks={byUrgency(found).slice(0, MOST_TASKS)} />}
            </Answer>
          </Panel>
        </div>
        <div className={classes.next}>
          <Startable />
        </div>
      </div>
    </Page>
  );
}

function headline(waiting: number): string {
  if (waiting === 0) return 'Nothing waits for you';
  return waiting === 1 ? 'One task waits for you' : `${waiting} tasks wait for you`;
}

function Tasks({ tasks }: { readonly tasks: readonly Task[] }) {
  if (tasks.length === 0)
    return <Empty title="No tasks.">What needs your decision stands here; it comes by itself.</Empty>;
  return (
    <ul aria-label="Tasks">
      {tasks.map(({ id, workflow, workflowLabel = workflow, label, instance, startedBy, dueAt }) => (
        <li key={id} className={classes.job}>
          <div className={classes.jobWhat}>
            <Link className={classes.jobName} to={`${placeOfInstance({ workflow, id: instance })}?from=inbox`}>
              {workflowLabel} of {startedBy.name}
            </Link>
            <p className={classes.jobWhen}>{label}</p>
          </div>
          {dueAt !== undefined && <DueMark at={dueAt} />}
        </li>
      ))}
    </ul>
  );
}

function Startable() {
  const query = useQuery(workflowsQuery);
  return (
    <Panel title="What you can start" aside={<Link to="/workflows">All workflows</Link>}>
      <Answer query={query} rows={3}>
        {({ workflows }) => {
          const startable = workflows.filter(({ mayStart }) => mayStart);
          if (startable.length === 0)
            return <Empty title="Nothing.">An administrator can give you a role that starts workflows.</Empty>;
          return (
            <ul aria-label="What you can start">
              {startable.map((workflow) => (
                <li key={workflow.name} className={classes.job}>
                  <div className={classes.jobWhat}>
                    <Link className={classes.jobName} to={`/workflows/${workflow.name}`}>
                      {workflow.label ?? workflow.name}
                    </Link>
                    <p className={classes.jobWhen}>{workflow.description}</p>
                  </div>
                  <StartLink workflow={workflow} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Panel>
  );
}
