import type { Logger } from '../../base/log';
import type { AppEvent } from '../../contract/events';
import type { Installation } from '../../contract/installation';
import type { ManagerOperations } from '../../contract/operations';
import type { Upstream } from '../../server/gateway/upstream';
import { listenIfFree, listenOnPort } from './api-port';
import { createComfyUpstream } from '../../server/gateway/comfy-upstream';
import { createCoreSlot, type CoreSlot, type CreateCore } from './core-slot';
import { followActivity, type Activity } from './activity';
import { createInstallationEvents, type Subscriber, type InstallationEvent } from './installation-events';

/** A place for one core, with the door that leads to it. While it is vacant its door answers that no folder is open. */
export interface Instance {
  slot: CoreSlot;
  /** Its ComfyUI as its gateway knows it. */
  upstream: Upstream;
  activity: Activity;
  /** Port of its door. */
  port: number;
  /** Closes the door; not the core. */
  closeDoor: () => Promise<void>;
}

/** What a door leads to. */
export interface BehindDoor {
  operations: () => ManagerOperations | null;
  onEvent: (listener: (event: AppEvent, number: number) => void) => () => void;
  upstream: Upstream;
  /** What is open behind it. */
  installation: () => Installation | null;
  /** 0 takes any free port. */
  port: number;
}

/** Opens a door. Throws `port-unavailable`, and `invalid-input` when the host is not of this machine. */
export type CreateDoor = (behind: BehindDoor) => Promise<{ port: number; close: () => Promise<void> }>;

export interface InstancesOptions {
  createCore: CreateCore;
  createDoor: CreateDoor;
  /** Port that this run was asked to serve on. */
  requestedPort: number | null;
  /** Where the door of a folder was. */
  rememberedPort: (folder: string) => number | null;
  /** Receives, for the window, the events of all instances. */
  onEvent: (received: InstallationEvent) => void;
  /** Called when something has changed that a list of installations shows. */
  onActivity: () => void;
  log: Logger;
}

/** The instances of a run. There is one at least from `openFirst` on: scripts find the app also while no folder is open. */
export interface Instances {
  all: () => readonly Instance[];
  /**
   * Opens the first door: on the port that was asked for, else where the folder that will be opened had it. Throws `port-unavailable`,
   * and `invalid-input` when `gateway.host` is not of this machine.
   */
  openFirst: (folder: string | null) => Promise<void>;
  /** A vacant instance for a folder; null: for one that is not remembered. */
  take: (folder: string | null) => Promise<Instance>;
  /** Gives an instance up whose core has closed. Its door goes too, unless it is the last. */
  leave: (instance: Instance) => Promise<void>;
  /** Whether the door is where this run was asked to serve, wherever the folder had it before. */
  isRequested: (instance: Instance) => boolean;
  closeDoors: () => Promise<void>;
}

/** Makes an empty list. The caller sees to it that `take` and `leave` never overlap. */
export function createInstances({ requestedPort, rememberedPort, ...options }: InstancesOptions): Instances {
  let instances: readonly Instance[] = [];
  let requestedInstance: Instance | null = null;

  const add = (instance: Instance): Instance => {
    instances = [...instances, instance];
    return instance;
  };

  async function remove(instance: Instance): Promise<void> {
    instances = instances.filter((known) => known !== instance);
    await instance.closeDoor();
  }

  /** At the address the folder had before: tabs and scripts know it. */
  async function moveTo(port: number, vacant: Instance): Promise<Instance> {
    const moved = await listenIfFree((wanted) => createInstance(options, wanted), port);
    if (moved === null) return vacant;
    await remove(vacant);
    return add(moved);
  }

  return {
    all: () => instances,
    async openFirst(folder) {
      const remembered = folder === null ? null : rememberedPort(folder);
      const instance = await listenOnPort((port) => createInstance(options, port), {
        requested: requestedPort,
        remembered,
      });
      if (requestedPort !== null) requestedInstance = instance;
      add(instance);
    },
    async take(folder) {
      const remembered = folder === null ? null : rememberedPort(folder);
      const vacant = instances.find(({ slot }) => slot.current() === null);
      if (!vacant)
        return add(await listenOnPort((port) => createInstance(options, port), { requested: null, remembered }));
      const stays = remembered === null || remembered === vacant.port || vacant === requestedInstance;
      return stays ? vacant : moveTo(remembered, vacant);
    },
    async leave(instance) {
      if (instances.length > 1) await remove(instance);
    },
    isRequested: (instance) => instance === requestedInstance,
    async closeDoors() {
      await Promise.all(instances.map(({ closeDoor }) => closeDoor()));
    },
  };
}

async function createInstance(
  { createCore, createDoor, onEvent, onActivity, log }: Omit<InstancesOptions, 'requestedPort' | 'rememberedPort'>,
  port: number,
): Promise<Instance> {
  const events = createInstallationEvents(log);
  const slot = createCoreSlot(createCore, events, log);
  const operations = () => slot.current()?.core.operations ?? null;
  const subscribeAs = (subscriber: Subscriber) => (listener: (event: AppEvent, number: number) => void) =>
    events.listen(subscriber, ({ event, number }) => listener(event, number));
  const installation = () => slot.current()?.installation ?? null;
  const remote = () => slot.current()?.core.remote?.door() ?? null;
  const upstream = createComfyUpstream({ operations, remote, onEvent: subscribeAs('upstream') });
  const activity = followActivity({ slot, onEvent: subscribeAs('activity'), onChange: onActivity });
  events.listen('window', onEvent);
  const door = await createDoor({ operations, onEvent: subscribeAs('door'), upstream, installation, port });
  return { slot, upstream, activity, port: door.port, closeDoor: door.close };
}
