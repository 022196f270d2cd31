import { z } from 'zod';
import { createEmitter } from '../../../base/async/emitter';
import { createSerial } from '../../../base/async/serial';
import { writeJson } from '../../../base/files/files';
import { readOwnText } from '../../../base/files/own-file';
import { LeanPacks } from '../../../contract/comfyui';
import { AppError } from '../../../contract/errors';
import {
  PackNames,
  ProfileName,
  type Profile,
  type ProfileInput,
  type Profiles,
} from '../../../contract/operations/profiles';
import { msg } from '../../../contract/text/message';
import { leanOf, type StartOrder } from '../arguments/launch-plan';
import { canBeNamed } from '../arguments/part-of-packs';
import type { StoredStart } from '../process/begin-run';
import type { PackOnDisk } from '../process/pack-states';

const StoredProfile = z.object({ name: ProfileName, packs: PackNames, workflow: z.string().nullable().default(null) });
type StoredProfile = z.infer<typeof StoredProfile>;

const Stored = z.object({
  profiles: z.array(StoredProfile).default([]),
  /** The packs of every start that names no others; of a profile those that it has now. */
  chosen: LeanPacks.nullable().default(null),
});
type Stored = z.infer<typeof Stored>;

/** More make a menu that nobody reads. */
const maxProfiles = 100;

/** Named sets of packs that ComfyUI can be started with, and the one that is chosen (docs/rooms/comfyui.md). */
export interface StartProfiles extends StoredStart {
  list(): Promise<Profiles>;
  /** The start with the packs of a profile. Throws `profile-not-found`. */
  orderOf(name: string): StartOrder;
  /** Throws `profile-exists`, `invalid-input`. */
  save(profile: ProfileInput): Promise<void>;
  /** Throws `profile-not-found`, `profile-exists`. */
  rename(name: string, to: string): Promise<void>;
  /** Throws `profile-not-found`. */
  remove(name: string): Promise<void>;
}

const fold = (name: string) => name.normalize('NFC').toLowerCase();
const isNamed = (name: string) => (one: { name: string }) => fold(one.name) === fold(name);
const byName = (a: StoredProfile, b: StoredProfile) => a.name.localeCompare(b.name, 'en', { numeric: true });

function notFound(name: string): AppError {
  return new AppError('profile-not-found', msg`There is no profile "${name}".`, {
    remedy: msg`Choose one of the list; another window may have renamed or removed it.`,
  });
}

function exists(name: string): AppError {
  return new AppError('profile-exists', msg`There is already a profile "${name}".`, {
    remedy: msg`Give another name, or overwrite it.`,
  });
}

/** Throws `invalid-input` for a pack that ComfyUI's command line cannot name. */
export function proveNameable(packs: readonly string[]): void {
  const bad = packs.find((pack) => !canBeNamed(pack));
  if (bad === undefined) return;
  throw new AppError('invalid-input', msg`ComfyUI cannot load "${bad}" by name: its name begins with a dash.`, {
    remedy: msg`Rename its folder below custom_nodes, or leave it out.`,
  });
}

async function readStored(file: string): Promise<Stored> {
  const text = await readOwnText(file);
  // What cannot be read was set aside, and told, before anything reads it (`own-files.ts`).
  const read = Stored.safeParse(text === null ? {} : JSON.parse(text));
  return read.success ? read.data : Stored.parse({});
}

function stateOf(name: string, copies: readonly PackOnDisk[]): Profile['packs'][number]['state'] {
  const found = copies.filter((copy) => copy.name === name);
  if (found.some(({ enabled }) => enabled)) return 'there';
  return found.length > 0 ? 'disabled' : 'missing';
}

class FileProfiles implements StartProfiles {
  #stored: Stored;
  readonly #file: string;
  readonly #packsOnDisk: () => Promise<readonly PackOnDisk[]>;
  readonly #inTurn = createSerial();
  readonly #changes = createEmitter<null>();

  constructor(file: string, stored: Stored, packsOnDisk: () => Promise<readonly PackOnDisk[]>) {
    this.#file = file;
    this.#stored = stored;
    this.#packsOnDisk = packsOnDisk;
  }

  current(): StartOrder {
    const { chosen, profiles } = this.#stored;
    if (chosen === null) return { mode: 'normal' };
    const profile = chosen.isProfile ? profiles.find(isNamed(chosen.name)) : undefined;
    return { mode: 'lean', ...chosen, packs: profile?.packs ?? chosen.packs };
  }

  async keep(order: StartOrder): Promise<void> {
    const chosen = leanOf(order);
    await this.#change((stored) => ({ ...stored, chosen }));
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  async list(): Promise<Profiles> {
    const copies = await this.#packsOnDisk();
    const { profiles, chosen } = this.#stored;
    return {
      profiles: profiles.map(({ packs, ...rest }) => ({
        ...rest,
        packs: packs.map((name) => ({ name, state: stateOf(name, copies) })),
      })),
      chosen: chosen?.isProfile === true ? chosen.name : null,
    };
  }

  orderOf(name: string): StartOrder {
    const found = this.#find(name);
    return { mode: 'lean', name: found.name, isProfile: true, packs: found.packs };
  }

  async save({ name, packs, workflow, replace }: ProfileInput): Promise<void> {
    proveNameable(packs);
    await this.#change(({ profiles, chosen }) => {
      const others = profiles.filter((one) => !isNamed(name)(one));
      if (others.length < profiles.length && !replace) throw exists(name);
      if (others.length >= maxProfiles) {
        throw new AppError('invalid-input', msg`There are already ${maxProfiles} profiles.`, {
          remedy: msg`Remove one that is no longer used.`,
        });
      }
      const profile = { name, packs: [...new Set(packs)].sort(), workflow: workflow ?? null };
      return { profiles: [...others, profile].sort(byName), chosen };
    });
  }

  async rename(name: string, to: string): Promise<void> {
    await this.#change(({ profiles, chosen }) => {
      const found = this.#find(name);
      const others = profiles.filter((one) => one !== found);
      if (others.some(isNamed(to))) throw exists(to);
      const isChosen = chosen?.isProfile === true && isNamed(name)(chosen);
      return {
        profiles: [...others, { ...found, name: to }].sort(byName),
        chosen: isChosen ? { ...chosen, name: to } : chosen,
      };
    });
  }

  async remove(name: string): Promise<void> {
    await this.#change(({ profiles, chosen }) => {
      const found = this.#find(name);
      const isChosen = chosen?.isProfile === true && isNamed(name)(chosen);
      return { profiles: profiles.filter((one) => one !== found), chosen: isChosen ? null : chosen };
    });
  }

  #find(name: string): StoredProfile {
    const found = this.#stored.profiles.find(isNamed(name));
    if (found === undefined) throw notFound(name);
    return found;
  }

  async #change(work: (stored: Stored) => Stored): Promise<void> {
    await this.#inTurn(async () => {
      const next = work(this.#stored);
      if (JSON.stringify(next) === JSON.stringify(this.#stored)) return;
      await writeJson(this.#file, next);
      this.#stored = next;
    });
    this.#changes.emit(null);
  }
}

/** Opens the profiles kept in `file`. */
export async function openStartProfiles(
  file: string,
  packsOnDisk: () => Promise<readonly PackOnDisk[]>,
): Promise<StartProfiles> {
  return new FileProfiles(file, await readStored(file), packsOnDisk);
}
