import type { InstallModelParams } from '../../../contract/models';
import { type Message } from '../../../contract/text/message';
import type { ArchiveLimits } from '../../../base/archives/archive-list';
import type { KnownHashes } from '../ledger/known-hashes';
import type { Told } from '../gate/gate';
import type { ModelNetwork } from './remote-facts';
import type { ModelTarget } from '../places/target';

/** What an install did. */
export interface InstalledModel {
  /** One sentence. */
  message: Message;
  /** Every file or folder that it put into its place; none where all of it was there. */
  placed: readonly string[];
}

/** One install, once it is decided and allowed. */
export interface ModelInstall {
  params: InstallModelParams;
  target: ModelTarget;
  /** Name below the target folder. */
  name: string;
  /** Where the bytes come from: the address with the configured hub in it. */
  url: string;
  /** What is asked in turn when that fails for good; only where the hash of the file is known. */
  mirrors: readonly string[];
  /** What the task and the list say of it. */
  told: Told;
  network: ModelNetwork;
  /** Further folders in which ComfyUI finds a file of this name. */
  otherDirs: string[];
  hashes: KnownHashes;
  archiveLimits: ArchiveLimits;
  stagingDir: string;
  /** The home of downloads that are not finished. */
  downloadsDir: string;
}
