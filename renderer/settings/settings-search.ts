/** Whether a text answers what is looked for: every word of the query is in it, in any order. */
export function answersQuery(query: string, ...texts: readonly string[]): boolean {
  const text = texts.join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}
