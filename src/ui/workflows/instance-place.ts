/** Where an instance has its page. */
export function placeOfInstance({ workflow, id }: { readonly workflow: string; readonly id: string }): string {
  return `/workflows/${workflow}/${id}`;
}

/** The end of an id, by which people tell instances apart: ids begin with the time, and alike. */
export function shortId(id: string): string {
  return id.slice(-6);
}
