import { IconCircleXFilled } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import { Panel } from '../shell/page.tsx';
import classes from './run-page.module.css';

type RunProblem = Schemas['RunProblem'];

/** What went wrong, where, and what would be right. */
export function RunProblems({ run }: { readonly run: Schemas['Run'] }) {
  return (
    <Panel label="What went wrong">
      <ul>
        {run.problems.map((problem, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: problems are only ever added
          <Item key={at} problem={problem} run={run.id} />
        ))}
      </ul>
    </Panel>
  );
}

function Item({ problem, run }: { readonly problem: RunProblem; readonly run: string }) {
  const { message, hint, step, code, issues = [] } = problem;
  return (
    <li className={classes.problem}>
      <IconCircleXFilled size={20} aria-hidden />
      <div>
        <h2>{message}</h2>
        {hint !== undefined && <p>{hint}</p>}
        {issues.length > 0 && (
          <ul className={classes.issues}>
            {issues.map((issue) => (
              <li key={`${issue.path} ${issue.message}`}>
                <code>{issue.path}</code> {issue.message}
              </li>
            ))}
          </ul>
        )}
        <p className={classes.fine}>
          {step !== undefined && (
            <>
              in step <code>{step}</code> ·{' '}
            </>
          )}
          <code>{code}</code> · run <code>{run}</code>
        </p>
      </div>
    </li>
  );
}
