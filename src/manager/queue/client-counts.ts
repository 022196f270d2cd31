/** How many items each client has. */
export interface ClientCounts {
  add(clientId: string): void;
  take(clientId: string): void;
  of(clientId: string): number;
}

/** Counts as items come and go, so that asking is no look at all of them. A client without items is forgotten. */
export function countByClient(): ClientCounts {
  const counts = new Map<string, number>();
  const of = (clientId: string) => counts.get(clientId) ?? 0;
  return {
    add: (clientId) => void counts.set(clientId, of(clientId) + 1),
    take(clientId) {
      if (of(clientId) > 1) counts.set(clientId, of(clientId) - 1);
      else counts.delete(clientId);
    },
    of,
  };
}
