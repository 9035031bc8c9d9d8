import { IconAlertTriangleFilled, IconCircleXFilled } from '@tabler/icons-react';
import type { Schemas } from '../api/client.ts';
import classes from './chains.module.css';

/** What is wrong with definitions: where, what, and what would be right. */
export function ProblemList({ problems }: { readonly problems: readonly Schemas['DefinitionProblem'][] }) {
  return (
    <ul aria-label="Problems">
      {problems.map((problem) => (
        <li
          key={`${problem.file} ${problem.line} ${problem.column} ${problem.message}`}
          className={classes.problem}
          data-severity={problem.severity}
        >
          {problem.severity === 'error' ? (
            <IconCircleXFilled size={18} aria-hidden />
          ) : (
            <IconAlertTriangleFilled size={18} aria-hidden />
          )}
          <div>
            <h2>
              <span className="hidden">{problem.severity}: </span>
              {problem.message}
            </h2>
            {problem.hint !== undefined && <p>{problem.hint}</p>}
            <p className="code soft">
              {problem.file}
              {problem.line !== undefined && `:${problem.line}:${problem.column}`}
              {problem.path !== undefined && ` · ${problem.path}`}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
