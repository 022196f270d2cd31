/** A typed source of facts. */
export interface Emitter<T> {
  /** Adds a listener; the answer takes it away again. */
  on(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/** Makes an emitter whose listeners cannot hurt one another: a throwing listener is reported and the rest still hear. */
export function createEmitter<T>(onListenerError: (error: unknown) => void = () => undefined): Emitter<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(value) {
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          onListenerError(error);
        }
      }
    },
  };
}
