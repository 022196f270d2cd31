import { createSerial, type Serial } from '../../base/async/serial';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { Installation } from '../../contract/installation';
import { isRemoteFolder } from '../../contract/remote/names';
import type { RemoteTarget } from '../remote/remote-core';
import type { DemoWorld } from './demo-world';
import type { Opening } from './opening';
import type { Instance, Instances } from './instances';
import type { ShownInstance } from './shown-instance';

/** What changes which installations are open and which one is shown. */
export interface WorkspaceCommands {
  /**
   * Opens `folder` beside the others unless it is open, and shows it. Throws `installation-missing` when it is no ComfyUI and
   * `installation-in-use` when another app has it; then nothing changed, except that the demo has ended.
   */
  open: (folder: string) => Promise<Installation>;
  /** The same for an installation on another machine, which is connected with anew where it is open. Throws what connecting throws. */
  connect: (target: RemoteTarget) => Promise<Installation>;
  /**
   * Builds the demo world and opens the world's ComfyUI, with settings and an environment that keep the person's own home, hosts and
   * interpreter out of it. Throws `demo-failed`, also while another folder is open; then nothing changed.
   */
  openDemo: () => Promise<Installation>;
  /** Closes an installation, the shown one where none is named, with its door. */
  close: (folder?: string) => Promise<void>;
  /** Closes all, and ends the demo world, open or still being built. What is remembered stays. */
  closeAll: () => Promise<void>;
}

interface Parts {
  shownInstance: ShownInstance;
  instances: Instances;
  opening: Opening;
  demo: DemoWorld;
}

type Show = (instance: Instance) => Installation;

/** What changes which installations are open: one at a time, in the order they were asked for. */
export function createWorkspaceCommands(parts: Parts): WorkspaceCommands {
  const { shownInstance, instances, opening, demo } = parts;
  const inTurn = createSerial();
  /** Counts what the person wished to see: whoever looks elsewhere while a folder opens is not taken away from there. */
  let requests = 0;
  const findDemo = () => instances.all().find(opening.isDemo);

  /** A world under construction is not wanted any more once a folder was chosen; an open one ends with its core. */
  async function abandonBuilding(): Promise<void> {
    if (!findDemo()) await demo.stop();
  }

  async function leave(instance: Instance): Promise<void> {
    await opening.close(instance);
    shownInstance.settle(instances.all());
  }

  const show: Show = (instance) => {
    const opened = instance.slot.current();
    if (!opened) throw new AppError('installation-missing', msg`The folder was closed again before it could be shown.`);
    shownInstance.show(instance);
    return opened.installation;
  };

  const openInto = (folder: string) => (isRemoteFolder(folder) ? opening.remote(folder) : opening.own(folder));

  async function open(folder: string): Promise<Installation> {
    const known = opening.find(folder);
    if (!known) return openAndShow(() => openInto(folder));
    requests += 1;
    return show(known);
  }

  async function openAndShow(fill: () => Promise<Instance>): Promise<Installation> {
    const request = (requests += 1);
    return inTurn(async () => {
      const instance = await fill().catch((error: unknown) => {
        // The demo may have ended for it.
        shownInstance.settle(instances.all());
        throw error;
      });
      await abandonBuilding();
      const opened = instance.slot.current();
      const isOvertaken = request !== requests && shownInstance.shown() !== null;
      return opened && isOvertaken ? opened.installation : show(instance);
    });
  }

  return {
    open,
    connect: (target) => openAndShow(() => opening.remote(target.folder, target)),
    openDemo: () => {
      requests += 1;
      return openDemo(parts, { inTurn, show, leave });
    },
    async close(folder) {
      // This does not wait its turn: who closes does not wait for a world that is being built.
      await abandonBuilding();
      await inTurn(async () => {
        const instance = folder === undefined ? shownInstance.shown() : opening.find(folder);
        if (instance) await leave(instance);
      });
    },
    async closeAll() {
      await abandonBuilding();
      shownInstance.end();
      await inTurn(() => Promise.all(instances.all().map((instance) => opening.close(instance))));
    },
  };
}

interface DemoSteps {
  inTurn: Serial;
  show: Show;
  leave: (instance: Instance) => Promise<void>;
}

async function openDemo(
  { instances, opening, demo }: Parts,
  { inTurn, show, leave }: DemoSteps,
): Promise<Installation> {
  const findDemo = () => instances.all().find(opening.isDemo);
  const endDemo = () =>
    inTurn(async () => {
      const instance = findDemo();
      if (instance) await leave(instance);
    });
  refuseBeside(instances.all(), opening);
  const place = await demo.start(endDemo);
  return inTurn(async () => {
    try {
      refuseBeside(instances.all(), opening);
      return show(findDemo() ?? (await opening.demo(place)));
    } catch (error) {
      await demo.stop();
      throw error;
    }
  });
}

/** The demo changes the environment of every program this app starts, so nothing else may be open beside it. */
function refuseBeside(all: readonly Instance[], { isDemo }: Opening): void {
  if (!all.some((instance) => instance.slot.current() !== null && !isDemo(instance))) return;
  throw new AppError(
    'demo-failed',
    msg`The demo runs in its own environment, so it cannot be open at the same time as a ComfyUI folder.`,
    {
      remedy: msg`Close the open folders first.`,
    },
  );
}
