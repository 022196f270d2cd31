import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openDearFiles } from '../../base/beside/dear-files';
import { neverAborted } from '../../base/async/job';
import { done } from '../../contract/tasks/task-outcome';
import {
  type KnownModel,
  type InstallModelParams,
  type LinkModelsParams,
  type LocalModel,
  type ModelFolders,
  type ModelLocations,
  type ModelRow,
  type MoveModelParams,
  type PlacedModel,
  type PlaceModelParams,
  type RemoteModel,
  type RemoveModelParams,
} from '../../contract/models';
import type { ManifestComparison } from '../../contract/library/model-manifest';
import type {
  ModelsFolderPlan,
  MoveModelsFolderParams,
  MoveModelsFolderPlan,
  UseModelsFolderParams,
} from '../../contract/models-folder';
import type { CatalogueMode, NetworkMode } from '../../contract/settings';
import type { TaskOutcome } from '../../contract/tasks/tasks';
import { msg, joinMessages, formatMessage, type Message } from '../../contract/text/message';
import { createSerial } from '../../base/async/serial';
import { createRateLimit } from '../../base/http/ranges/rate-limit';
import type { Logger } from '../../base/log';
import { refuseOffline } from '../installation/offline';
import type { Authorise } from '../installation/policy';
import type { ChangeTask, Move } from '../records/change-record';
import { authoriseModel } from './download/authorise-model';
import type { ModelPlaces } from './places/folders';
import { linkModels } from './arrange/link-models';
import { planModelsFolder } from './arrange/models-folder';
import { moveLibrary, planLibraryMove } from './arrange/move-library';
import { moveModel } from './arrange/move-model';
import { readShared, useModelsFolder } from './arrange/use-models-folder';
import type { HeadersByPath } from './ledger/headers/model-headers';
import { openLedger, type Ledger } from './ledger/ledger';
import { findDisks } from './ledger/disks';
import { findReaders } from './ledger/other-readers';
import { lookUpHash } from './download/look-up-hash';
import { openKnownHashes, type KnownHashes } from './ledger/known-hashes';
import { askModel, unknownModel } from './download/ask-model';
import { chooseInstall, prepareInstall, type InstallSource } from './download/prepare-install';
import type { ModelRun } from './places/model-run';
import { findPartHomes } from './places/part-folder';
import { trashLimit, type ModelTrash } from './trash/model-trash';
import { describeModels } from './ledger/presence';
import { planRemoval, removeModel, type MakeChange, type PlacedRemoval } from './trash/remove-model';
import { findModels, type Findings } from './finding/find-models';
import { createPlacings, placeModelFile, type Placings } from './download/place-file';
import { compareManifest } from './manifest/compare-manifest';
import { describeFiles, type RowsByPath } from './manifest/describe-files';
import { readManifest } from './manifest/manifest-document';
import { freeBytesOf } from './places/room';
import { readPlacesNow, type PlacesSource } from './places/places-now';
import { readNetwork } from './download/model-network';
import { modelRoots } from './places/target';

/** Model weights: what there is to download, what is on disk, and the download. */
export interface Models {
  /** The list of the channel with what is on disk. Never fails for want of a network; `notice` also names a broken paths file. */
  list(mode: CatalogueMode): Promise<{ models: ModelRow[]; asOf: string | null; notice: Message | null }>;
  /** Every model file on disk, ComfyUI's folder registry with the folders of its paths files, and which of those this app has named there. */
  local(): Promise<{ models: LocalModel[]; folders: ModelFolders; shared: string[] }>;
  /** What the files on disk say of themselves, by path. */
  headers(): Promise<HeadersByPath>;
  /** The folder of models, and ComfyUI's folder registry with the folders of its paths files. Reads no model. */
  folders(): Promise<Pick<ModelPlaces, 'modelsDir' | 'folders'>>;
  /** Where parts of downloads lie on further volumes, whether any do or not. */
  partHomes(): Promise<string[]>;
  /**
   * Kind install-model. Throws `policy-denied`, `path-outside-root`, `pack-not-installed`, `model-exists`, `model-invalid`,
   * `verification-failed`, `download-failed`, `download-stalled`, `network-failed`, `disk-full`, `archive-*`, `cancelled`; then
   * nothing is left behind.
   */
  install(params: InstallModelParams, run: ModelRun): Promise<TaskOutcome>;
  /** Throws `policy-denied` as `install` would, before anything is queued. */
  authoriseInstall(params: InstallModelParams, authorise: Authorise): Promise<void>;
  /** Kind remove-model. Throws `policy-denied`, `model-not-found`, `trash-refused`, `cancelled`, `file-held`; then nothing was moved. */
  remove(params: RemoveModelParams, run: ModelRun): Promise<TaskOutcome>;
  /** Kind link-models. See `linkModels`. */
  link(params: LinkModelsParams, run: ModelRun): Promise<TaskOutcome>;
  /** Kind move-model. See `moveModel`. */
  move(params: MoveModelParams, run: ModelRun): Promise<TaskOutcome>;
  /** Kind use-models-folder. See `useModelsFolder`. */
  useFolder(params: UseModelsFolderParams, run: ModelRun): Promise<TaskOutcome>;
  /** Kind move-models-folder. See `moveLibrary`. */
  moveFolder(params: MoveModelsFolderParams, run: ModelRun): Promise<TaskOutcome>;
  /** See `planLibraryMove`. */
  movePlan(params: Omit<MoveModelsFolderParams, 'keep'>): Promise<MoveModelsFolderPlan>;
  /** See `planModelsFolder`. */
  folderPlan(path: string): Promise<ModelsFolderPlan>;
  /** What lies on disk more than once, as far as hashes are known; those that are not known are read from now on. */
  duplicates(): Promise<Awaited<ReturnType<Ledger['duplicates']>> & { trashBytes: number }>;
  /** See `findDisks` and `findReaders`, for every model on disk. */
  locations(leftovers: Parameters<typeof findDisks>[1]): Promise<ModelLocations>;
  /** See `lookUpHash`, for a listed model whose hash is known. Throws `model-not-found`, `invalid-input` as well. */
  lookup(path: string, signal?: AbortSignal): Promise<KnownModel | null>;
  /** What Hugging Face or Civitai says of a file ahead. Never fails; in offline mode nobody is asked. */
  remote(url: string): Promise<RemoteModel>;
  /** See `findModels`. */
  find(query: string, signal?: AbortSignal): Promise<Findings>;
  /** See `placeModelFile`. */
  place(request: PlaceModelParams, signal?: AbortSignal): Promise<PlacedModel>;
  /** What is placed at this moment, by the `placing_id` of its request. */
  placingProgress: Placings['progress'];
  /** Where a model would go that is removed. Throws `model-not-found`. */
  removal(path: string): Promise<PlacedRemoval>;
  /** The models on disk as rows of a list of models, by their paths. `isQuick`: without opening the files. Asks no host. */
  describe(options?: { isQuick?: boolean }): Promise<RowsByPath>;
  /** How the models of a list, as text or parsed, stand here. Asks no host. Throws `invalid-input` for what is no such list. */
  compare(document: unknown): Promise<ManifestComparison>;
  /** Begins to hash all models in the background, a moment from now. */
  hashSoon(): void;
  /** Ends what goes on in the background. */
  close(): Promise<void>;
}

export interface ModelsOptions extends Omit<InstallSource, 'limit'> {
  config: () => { network_mode: NetworkMode };
  trash: Pick<ModelTrash, 'placeFor' | 'placeWithinReach' | 'folders'>;
  /** Writes down what was downloaded, so that it can be taken back. */
  note: (change: { moves: readonly Move[] }, about: { task?: ChangeTask | undefined }) => Promise<void>;
  /** The other installations of this machine, read anew at each use. */
  others: () => Promise<readonly PlacesSource[]>;
  /** Makes a change of moves. */
  change: MakeChange;
  /** Resolves once no task runs: hashing waits for that. */
  whenIdle: () => Promise<void>;
  log: Logger;
}

/** What hosts are asked without a download that was ordered: the offline mode forbids it. */
function createQuestions(
  { config, settings, readToken }: ModelsOptions,
  { ledger, places }: { ledger: Ledger; places: () => Promise<ModelPlaces> },
): Pick<Models, 'lookup' | 'remote' | 'find'> {
  const network = () => {
    const message = msg`Hugging Face and Civitai were not asked, because network_mode = offline in config.ini.`;
    refuseOffline(config().network_mode, message);
    return readNetwork(settings, readToken);
  };
  return {
    lookup: async (path, signal) => lookUpHash(await ledger.hashOf(path), network(), signal),
    remote: async (url) => (config().network_mode === 'offline' ? unknownModel : askModel(url, network())),
    find: async (query, signal = neverAborted()) =>
      findModels(query, { network: network(), places: await places() }, signal),
  };
}

/** The models as lists: what there is to download, what is here and where, and how a list from elsewhere stands here. */
function createLists(
  { catalogue, others }: ModelsOptions,
  { hashes, ledger, places }: { hashes: KnownHashes; ledger: Ledger; places: () => Promise<ModelPlaces> },
): Pick<Models, 'list' | 'describe' | 'compare' | 'locations'> {
  return {
    list: async (mode) => {
      const [listed, read] = await Promise.all([catalogue.models(mode), places()]);
      const notices = [listed.notice, read.problem].filter((text) => text !== null);
      const models = await describeModels(listed.models, read);
      return { models, asOf: listed.asOf, notice: notices.length === 0 ? null : joinMessages(notices) };
    },
    describe: async ({ isQuick = false } = {}) => {
      const [listed, read, sourceOf] = await Promise.all([catalogue.models('local'), places(), hashes.sources()]);
      // Asked for together, they share one look at the disk.
      const [walked, headers] = await Promise.all([ledger.walk(), isQuick ? {} : ledger.headers()]);
      return describeFiles({ walked, sourceOf, rows: await describeModels(listed.models, read), headers });
    },
    compare: async (document) => {
      const { models } = readManifest(document);
      const [{ models: files }, { folders, downloadBase }] = await Promise.all([ledger.walk(), places()]);
      return { rows: compareManifest(models, { files, folders }), freeBytes: await freeBytesOf(downloadBase) };
    },
    locations: async (leftovers) => {
      const [walked, found] = await Promise.all([ledger.walk(), others()]);
      const [installations, disks] = await Promise.all([findReaders(walked, found), findDisks(walked, leftovers)]);
      return { installations, disks };
    },
  };
}

/** Opens the models of an installation. Touches neither disk nor network. */
export function createModels(options: ModelsOptions): Models {
  const { catalogue, trash, note, log } = options;
  const hashes = openKnownHashes(join(options.paths.desktopDir, 'model-hashes.jsonl'));
  const about = {
    catalogue,
    get hubUrl() {
      return readNetwork(options.settings).hubUrl;
    },
  };
  const places = async () => {
    const read = await readPlacesNow(options);
    if (read.problem !== null) log.warn('A file of model paths is not used.', { problem: formatMessage(read.problem) });
    return read;
  };
  const isHashingOn = () => options.settings['models.hashInBackground'];
  const files = openDearFiles(join(options.paths.desktopDir, 'too-dear.jsonl'));
  const ledger = openLedger({ hashes, places, isHashingOn, whenIdle: options.whenIdle, files, log });
  const isListed = async (path: string) => (await ledger.walk()).identities.has(path);
  const change: MakeChange = (...given) => options.change(...given).finally(ledger.forget);
  const arranging = { ...options, change, isListed, places, hashes, list: ledger.walk, oneByOne: createSerial() };
  const moving = createSerial();
  const placings = createPlacings();
  const limit = createRateLimit(() => options.settings['downloads.maxBytesPerSecond']);
  return {
    ...createLists(options, { hashes, ledger, places }),
    local: async () => ({ ...(await ledger.local()), shared: await readShared(options.installation.comfyDir) }),
    headers: ledger.headers,
    duplicates: async () => ({ ...(await ledger.duplicates()), trashBytes: trashLimit(options.settings) }),
    hashSoon: ledger.hashSoon,
    close: ledger.close,
    folders: () => places(),
    partHomes: async () => findPartHomes(modelRoots(await places())),
    install: async (params, { job, authorise, task }) => {
      await authoriseModel(params, about, authorise);
      const install = await prepareInstall(params, { ...options, limit }, hashes);
      const { message, placed } = await chooseInstall(params)(install, job);
      const moves: Move[] = [];
      for (const to of placed) moves.push({ from: await trash.placeFor(to), to });
      await note({ moves }, { task });
      return done(message);
    },
    authoriseInstall: (params, authorise) => authoriseModel(params, about, authorise),
    remove: ({ path }, run) => removeModel(path, run, arranging),
    link: (params, run) => linkModels(params, run, arranging),
    move: (params, run) => moveModel(params, run, arranging),
    useFolder: (params, run) => arranging.oneByOne(() => useModelsFolder(params, run, arranging)),
    moveFolder: (params, run) => moving(() => moveLibrary(params, run, arranging)),
    movePlan: (params) => planLibraryMove(params, arranging),
    folderPlan: async (path) => planModelsFolder(path, await places()),
    ...createQuestions(options, { ledger, places }),
    place: (request, signal = neverAborted()) =>
      placings.run(request.placing_id ?? randomUUID(), (onProgress) =>
        placeModelFile(request, { ...options, places, stagingDir: options.paths.stagingDir }, { signal, onProgress }),
      ),
    placingProgress: placings.progress,
    removal: (path) => planRemoval(path, arranging),
  };
}
