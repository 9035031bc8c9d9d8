import type { PlannedStep } from '../planned.ts';

/** True for a step that leaves something behind that others could see, a file of the run too; also by the steps within it. */
export function acts({ declaration, checked, nested, enabled }: PlannedStep): boolean {
  if (!enabled) return false;
  const effects = checked.effects ?? [];
  return (
    declaration.shape === 'sink' ||
    effects.some(({ kind }) => kind !== 'none') ||
    nested.some(({ steps }) => steps.some(acts))
  );
}
