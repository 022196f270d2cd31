/** A restart that waits for its moment; several requests meanwhile are one. */
export interface RebootRequest {
  /** Wishes for one; does not wait for it. */
  ask(): void;
  /** Takes the waiting request back; one that is being carried out goes on. */
  withdraw(): void;
}

/** `carryOut` is called once per request, after `whenIdle`; neither may reject. */
export function createRebootRequest(whenIdle: () => Promise<void>, carryOut: () => Promise<void>): RebootRequest {
  let isWanted = false;
  let isWaiting = false;

  async function waitAndCarryOut(): Promise<void> {
    await whenIdle();
    isWaiting = false;
    if (!isWanted) return;
    isWanted = false;
    await carryOut();
  }

  return {
    ask() {
      isWanted = true;
      if (isWaiting) return;
      isWaiting = true;
      void waitAndCarryOut();
    },
    withdraw() {
      isWanted = false;
    },
  };
}
