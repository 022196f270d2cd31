/** As much of it as every program that reads the contract has: the window by the DOM, everything else by Node. */
interface AbortSignal {
  readonly aborted: boolean;
}
