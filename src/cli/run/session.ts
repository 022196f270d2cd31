import type { CommonOptions } from '../command-line';
import type { Core } from '../core/core';
import type { Terminal } from '../terminal';

/** What a command works with. */
export interface Session {
  core: Core;
  terminal: Terminal;
  options: CommonOptions;
  /** Aborted when the person presses Ctrl-C. */
  signal: AbortSignal;
}
