import { useId } from 'react';
import classes from './admin.module.css';

/** Something that can be ticked. */
export interface Tickable {
  readonly name: string;
  readonly words?: string | undefined;
}

interface CheckListProps {
  readonly legend: string;
  readonly help?: string;
  readonly choices: readonly Tickable[];
  readonly chosen: readonly string[];
  readonly change: (chosen: readonly string[]) => void;
  readonly fault?: string | undefined;
}

/** Choices with a word about each, any number of which can be ticked. */
export function CheckList({ legend, help, choices, chosen, change, fault }: CheckListProps) {
  const id = useId();
  const turn = (name: string) => () =>
    change(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <fieldset className={classes.checks} aria-describedby={fault === undefined ? undefined : id}>
      <legend>{legend}</legend>
      {help !== undefined && <p>{help}</p>}
      <div className={classes.columns}>
        {choices.map(({ name, words }) => (
          <label key={name} className={classes.check}>
            <input type="checkbox" checked={chosen.includes(name)} onChange={turn(name)} />
            <span>
              {name}
              {words !== undefined && <small>{words}</small>}
            </span>
          </label>
        ))}
      </div>
      {fault !== undefined && (
        <p id={id} className={classes.fault}>
          {fault}
        </p>
      )}
    </fieldset>
  );
}
