/** Tasks by when they are due, those that are never due last; of equals the oldest first. Pure. */
export function byUrgency<T extends { readonly dueAt?: string; readonly createdAt: string }>(
  tasks: readonly T[],
): readonly T[] {
  const order = ({ dueAt = '9999', createdAt }: T): string => `${dueAt} ${createdAt}`;
  return tasks.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}
