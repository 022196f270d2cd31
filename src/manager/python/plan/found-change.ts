/** One package that an installation would bring, as the tool tells it. */
export interface FoundChange {
  /** Normalised. */
  name: string;
  /** Null for what comes from an address that does not tell it: who builds it will know. */
  version: string | null;
  /** Where it comes from when a line gave its address, as a requirement line takes it; null for what is of an index. */
  address: string | null;
  /** What it needs in its turn, as requirement lines; null when the tool does not tell. */
  requires: readonly string[] | null;
  /** The file that the tool chose; null when it does not tell. */
  url: string | null;
}
