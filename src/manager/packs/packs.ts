import { createGit } from '../../base/git/git';
import { readTablesWith } from '../../base/git/reftable';
import { done } from '../../contract/tasks/task-outcome';
import { msg, type Sentence, formatMessage } from '../../contract/text/message';
import type { Logger } from '../../base/log';
import type { Installation } from '../../contract/installation';
import type {
  DisableParams,
  EnableParams,
  FixParams,
  InstallArchiveParams,
  InstallParams,
  UninstallParams,
  UpdateParams,
} from '../../contract/packs/pack-params';
import type { InstalledPacks, LocalPack, PackUpdates } from '../../contract/packs/local-packs';
import type { AppSettings, CatalogueMode } from '../../contract/settings';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import type { LiveCatalogue } from '../catalogue/catalogue';
import type { ConfigFile } from '../installation/config';
import type { Paths } from '../installation/paths';
import type { Python } from '../python/python';
import type { ChangeRecord, Move } from '../records/change-record';
import type { ChangeRecords, RecordAbout } from '../records/change-records';
import { createOneCopyOperations, type OneCopyOperations } from './exact/operations-on-one-copy';
import { fixPack } from './operations/fix';
import { gitSettings } from '../installation/git-settings';
import type { ReadToken } from '../installation/tokens';
import type { FoundUpdates } from './inventory/found-updates';
import { createHolds, withHolds, type Holds } from './inventory/holds';
import { installPack } from './operations/install';
import { installArchive } from './operations/install-archive';
import { scanPacks, type PackCopy } from './inventory/inventory';
import { LiveInventory } from './inventory/live-inventory';
import { createOrigins } from './inventory/origins';
import type { PackContext, PackRun } from './change/pack-run';
import { createSwap, type Swap } from './change/swap';
import { takeBackChange } from './change/take-back';
import { disablePack, enablePack } from './operations/toggle';
import { uninstallPack } from './operations/uninstall';
import { updatePack } from './operations/update';
import { prepareUpdate, type PreparedUpdate } from './operations/prepare-update';
import { createUpdateChecks } from './operations/update-checks';

export type { PackRun } from './change/pack-run';

/**
 * The packs of one installation: what is on disk, and the six operations on it. Operations throw `AppError`; the worker turns that into
 * `failed`. What `list`, `installed` and `copies` answer is frozen, and the same object as long as nothing changed; what other programs
 * change is in it within a second, what our operations change at once.
 */
export interface Packs {
  /** One entry per pack: its active copy, else its newest disabled one. */
  list(): Promise<LocalPack[]>;
  /** The same with the holds on it. Throws `config-unreadable` when nobody can tell which packs are held. */
  listWithHolds(): Promise<LocalPack[]>;
  /** The same, with the copy that each pack of the list stands for at the same place. */
  listWithCopies(): Promise<{ packs: readonly LocalPack[]; copies: readonly PackCopy[] }>;
  /** The same as the map of `customnode/installed`. */
  installed(): Promise<InstalledPacks>;
  /** Every copy of every pack, enabled and disabled ones, single files included. */
  copies(): Promise<readonly PackCopy[]>;
  /** The optional groups that are chosen, joined by commas, by the folded name of the folder. */
  chosenGroups(): Promise<ReadonlyMap<string, string>>;
  /** The list changed without an operation of ours. */
  onOutsideChange(listener: () => void): () => void;
  install(params: InstallParams, run: PackRun): Promise<TaskOutcome>;
  /** Installs what a zip on this machine holds, as a folder of its own. */
  installArchive(params: InstallArchiveParams, run: PackRun): Promise<TaskOutcome>;
  uninstall(params: UninstallParams, run: PackRun): Promise<TaskOutcome>;
  disable(params: DisableParams, run: PackRun): Promise<TaskOutcome>;
  enable(params: EnableParams, run: PackRun): Promise<TaskOutcome>;
  update(params: UpdateParams, run: PackRun): Promise<TaskOutcome>;
  /** Puts what an update would bring into a folder that must not exist yet, and changes nothing else. Throws as `update`. */
  prepareUpdate(ref: string, dir: string, run: PackRun): Promise<PreparedUpdate>;
  fix(params: FixParams, run: PackRun): Promise<TaskOutcome>;
  /** Takes the moves and packages of a change back; whether that is possible was looked at. */
  takeBack(record: ChangeRecord, run: PackRun): Promise<TaskOutcome>;
  /** Writes down a change that was made elsewhere, so that it can be taken back. */
  note: Swap['note'];
  /** Makes moves of another room, whose folders a change may name as well, as one change that can be taken back. Throws what a swap throws. */
  change(moves: readonly Move[], about: RecordAbout): Promise<void>;
  /** Asks remotes and the registry what is newer; changes nothing. Throws `updates-unavailable` when nobody answered, `cancelled`. */
  updates(mode: CatalogueMode, signal: AbortSignal): Promise<PackUpdates>;
  /** What the last checks found. Each check goes into it, whoever asked for it. */
  found: Pick<FoundUpdates, 'read' | 'skip' | 'onChange'>;
  /** From now on looks for updates in the background, until `close`. */
  watchUpdates(): void;
  /** What a person keeps at its version. */
  holds: Holds;
  /** Operations on single copies: what a restore needs. */
  exact: OneCopyOperations;
  /** At start: finishes or takes back what a crash left. */
  recover(): Promise<void>;
  /** Deletes one thing of the trash; false while a change that is not over needs it. */
  discard(path: string): Promise<boolean>;
  /** What people need to know of what `recover` found, each sentence once. */
  takeUnreported(): Sentence[];
  /** Ends the watches on the packs folders. */
  close(): Promise<void>;
}

export interface PacksOptions {
  installation: Installation;
  paths: Paths;
  settings: AppSettings;
  readToken?: ReadToken;
  config: ConfigFile;
  catalogue: LiveCatalogue;
  python: Python;
  /** Where changes are kept that can be taken back. */
  records: ChangeRecords;
  /** Hears of each change that a crash had left open, once it is taken back. */
  onTakenBack?: ((change: ChangeRecord) => void) | undefined;
  /** Further folders that a change may name, those of models, and their trash among them. */
  moreRoots?: (() => Promise<readonly string[]>) | undefined;
  /** Single files that a change may name. */
  moreFiles?: readonly string[] | undefined;
  moreTrash?: (() => Promise<readonly string[]>) | undefined;
  log: Logger;
}

/** The context of the operations before the packs on disk are watched. */
type BareContext = Omit<PackContext, 'find'>;

async function createBareContext(options: PacksOptions): Promise<BareContext> {
  const { paths, settings, config, catalogue, log } = options;
  const origins = createOrigins(paths.originsFile);
  const groups = createOrigins(paths.groupsFile);
  const holds = createHolds(paths.holdsFile);
  const gitOptions = gitSettings(settings, () => config.current(), options.readToken);
  const git = createGit(gitOptions);
  // The inventory looks at packs before the first command of git.
  readTablesWith(gitOptions.executable);
  const swap = createSwap({
    journalDir: paths.journalDir,
    packsDir: paths.customNodesDir,
    stagingDir: paths.stagingDir,
    trashDir: paths.trashDir,
    ...{ moreRoots: options.moreRoots, moreTrash: options.moreTrash, moreFiles: options.moreFiles },
    origins,
    groups,
    records: options.records,
    onTakenBack: options.onTakenBack,
    log,
  });
  const scan = async () =>
    scanPacks({
      customNodesDir: paths.customNodesDir,
      disabledDir: paths.disabledDir,
      origins: await origins.read(),
      registryIdOf: catalogue.registryIdOf,
    });
  return {
    paths,
    settings,
    readToken: options.readToken,
    config,
    catalogue,
    python: options.python,
    git,
    swap,
    origins,
    groups,
    holds,
    records: options.records,
    log,
    scan,
  };
}

function openInventory({ paths, catalogue, log }: PacksOptions, { origins }: BareContext): LiveInventory {
  const { customNodesDir, disabledDir, originsFile } = paths;
  const { registryIdOf } = catalogue;
  return new LiveInventory({ customNodesDir, disabledDir, originsFile, origins, registryIdOf, log });
}

/** The swap, telling the places of every move it made or took back. */
function notifyMoves(swap: Swap, notify: (places: readonly string[]) => void): Swap {
  return {
    ...swap,
    async apply(moves, about) {
      const places = moves.flatMap(({ from, to }) => [from, to]);
      const telling = async <T>(work: () => Promise<T>): Promise<T> => work().finally(() => notify(places));
      const change = await telling(() => swap.apply(moves, about));
      return { ...change, rollBack: () => telling(change.rollBack) };
    },
  };
}

type Operation<P> = (context: PackContext, params: P, run: PackRun) => Promise<TaskOutcome>;

async function takeBack(context: PackContext, record: ChangeRecord, run: PackRun): Promise<TaskOutcome> {
  await takeBackChange(context, record, run);
  return done(msg`Undid: ${record.task?.kind ?? ''} ${record.task?.target ?? ''}.`);
}

/** Opens the packs of an installation. Call `recover` before the first operation. */
export async function createPacks(options: PacksOptions): Promise<Packs> {
  const bare = await createBareContext(options);
  const inventory = openInventory(options, bare);
  const context: PackContext = {
    ...bare,
    swap: notifyMoves(bare.swap, (places) => inventory.notify(places)),
    find: (choose) => inventory.readChosen(choose),
  };
  const offCatalogue = options.catalogue.onChange(() => inventory.renameAll());
  const copies = async () => (await inventory.read()).copies;
  const checks = createUpdateChecks(context, options.log);
  const unreported: Sentence[] = [];
  const changing =
    <P>(operation: Operation<P>) =>
    (params: P, run: PackRun) =>
      inventory.changing(() => operation(context, params, run));
  return {
    list: async () => (await inventory.read()).list,
    listWithHolds: async () => withHolds((await inventory.read()).list, await context.holds.read()),
    async listWithCopies() {
      const { list: packs, chosen: copies } = await inventory.read();
      return { packs, copies };
    },
    installed: async () => (await inventory.read()).installed,
    copies,
    chosenGroups: () => context.groups.read(),
    onOutsideChange: (listener) => inventory.onOutsideChange(listener),
    install: changing(installPack),
    installArchive: changing(installArchive),
    uninstall: changing(uninstallPack),
    disable: changing(disablePack),
    enable: changing(enablePack),
    update: changing(updatePack),
    prepareUpdate: (ref, dir, run) => prepareUpdate(context, { ref, dir }, run),
    fix: changing(fixPack),
    takeBack: changing(takeBack),
    note: (change, about) => context.swap.note(change, about),
    change: async (moves, about) => (await context.swap.apply(moves, about)).close(),
    updates: (mode, signal) => checks.check({ mode, signal }),
    found: checks.found,
    watchUpdates: checks.watch.begin,
    holds: context.holds,
    exact: createOneCopyOperations(context, (work) => inventory.changing(work)),
    async recover() {
      const sentences = await context.swap.recover();
      for (const sentence of sentences) options.log.warn(formatMessage(sentence));
      unreported.push(...sentences);
      inventory.invalidate();
    },
    discard: (path) => context.swap.discard(path),
    takeUnreported: () => unreported.splice(0),
    close: async () => {
      offCatalogue();
      await checks.watch.close();
      await inventory.close();
    },
  };
}
