import type { AppError } from '../../contract/errors';

/** Remembers which hosts are away: asking them again for every clone would only take time. */
export interface CircuitBreaker {
  /** Throws the error that `missed` was given of a host that is away. */
  throwIfAway(host: string): void;
  answered(host: string): void;
  /** One question got no answer. A host that never gave one is away then; one that did has to miss several in a row: it may be the repository. */
  missed(host: string, error: AppError): void;
}

const missesInRow = 4;

/** Makes the memory of one round of questions. */
export function createCircuitBreaker(): CircuitBreaker {
  const away = new Map<string, AppError>();
  const misses = new Map<string, number>();
  return {
    throwIfAway: (host) => {
      const error = away.get(host);
      if (error !== undefined) throw error;
    },
    answered: (host) => void misses.set(host, 0),
    missed: (host, error) => {
      const count = (misses.get(host) ?? missesInRow) + 1;
      misses.set(host, count);
      if (count >= missesInRow) away.set(host, error);
    },
  };
}
