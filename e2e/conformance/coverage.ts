import { nameOf, type SpecifiedOperation } from './specification';

/** What was seen of each operation: which statuses came back, and how many JSON answers fitted their schema. */
export interface Coverage {
  note(operation: SpecifiedOperation, status: number, wasValidated: boolean): void;
  /** Documented statuses that never came back, one line each. */
  missing(): string[];
  /** For people: operation, statuses reached, answers validated. */
  table(): string;
}

/** Starts counting. */
export function createCoverage(operations: readonly SpecifiedOperation[]): Coverage {
  const seen = new Map(
    operations.map((operation) => [nameOf(operation), { statuses: new Set<number>(), validated: 0 }]),
  );
  const reachedOf = (operation: SpecifiedOperation) => seen.get(nameOf(operation))?.statuses ?? new Set<number>();
  return {
    note(operation, status, wasValidated) {
      const entry = seen.get(nameOf(operation));
      entry?.statuses.add(status);
      if (entry && wasValidated) entry.validated += 1;
    },
    missing: () =>
      operations.flatMap((operation) =>
        [...operation.answers.keys()]
          .filter((status) => !reachedOf(operation).has(status))
          .map((status) => `${nameOf(operation)} never answered ${status}`),
      ),
    table: () => {
      const rows = operations.map((operation) => {
        const reached = [...reachedOf(operation)].sort((a, b) => a - b).join(' ');
        const validated = seen.get(nameOf(operation))?.validated ?? 0;
        return `${nameOf(operation).padEnd(56)}  ${reached.padEnd(20)}  ${validated}`;
      });
      return [`${'operation'.padEnd(56)}  ${'statuses reached'.padEnd(20)}  answers validated`, ...rows].join('\n');
    },
  };
}
