import type { SnapshotChange } from '../../contract/snapshots';
import { msg, type Message } from '../../contract/text/message';
import type { FrozenPackage } from '../python/packages/frozen-packages';
import { normaliseName } from '../python/packages/packages';
import { isHardwarePackage, isInstaller } from '../python/packages/hardware-packages';
import { isSamePackage, type PackagePin } from '../python/install/pin-packages';

/** What to do about one Python package; `pin` for what is to be installed. */
export interface PackageStep {
  change: SnapshotChange;
  pin: PackagePin | null;
}

/** Names that `pip freeze` leaves out, so that nobody pins the installer itself: since Python 3.12 only pip. */
export function namesOutsideFreeze(pythonVersion: string | null): ReadonlySet<string> {
  const minor = Number(/^3\.(\d+)/.exec(pythonVersion ?? '')?.[1] ?? 12);
  return new Set(minor >= 12 ? ['pip'] : ['pip', 'setuptools', 'wheel', 'distribute']);
}

interface RecordedPackages {
  pins: PackagePin[];
  /** Lines that name no version to install again, each with the package it is about when it says so. */
  odd: { line: string; name: string | null }[];
}

function readOddName(line: string): string | null {
  const found = /[#&]egg=([\w.-]+)/.exec(line)?.[1] ?? /\(([A-Za-z0-9][\w.-]*)\s*(?:===?[^)]*)?\)/.exec(line)?.[1];
  return found === undefined ? null : normaliseName(found);
}

/** Reads one line of `pip freeze` as a snapshot keeps it: `name==version`, `name` with an address, or `name @ address`. */
function readPin(line: string, value: string): PackagePin | null {
  const version = /^([A-Za-z0-9][\w.-]*)\s*===?\s*([^\s;]+)$/.exec(line);
  if (version?.[1] && version[2]) return { name: normaliseName(version[1]), version: version[2], address: null };
  const direct = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?:\s*@\s*(\S+))?$/.exec(line);
  const address = (direct?.[2] ?? value).trim();
  if (!direct?.[1] || !/^[a-z][a-z0-9+.-]*:/i.test(address) || /\s/.test(address)) return null;
  return { name: normaliseName(direct[1]), version: '', address };
}

/** Reads the `pips` part of a snapshot. */
export function readPackages(pips: Readonly<Record<string, string>>): RecordedPackages {
  const packages: RecordedPackages = { pins: [], odd: [] };
  for (const [key, value] of Object.entries(pips)) {
    const line = key.trim();
    const pin = readPin(line, value);
    if (pin !== null) packages.pins.push(pin);
    else if (line !== '') packages.odd.push({ line, name: readOddName(line) });
  }
  return packages;
}

function describe({ version, address }: FrozenPackage): string {
  return address ?? version;
}

function leave(name: string, states: { from: string | null; to: string | null }, note: Message): PackageStep {
  return { change: { subject: 'python', name, action: 'leave', ...states, note }, pin: null };
}

const hardwareNote = msg`It belongs to the graphics hardware; the torch family is never changed by a restore.`;

const addressNote = msg`It would come from an address, and a snapshot that was not made here installs nothing from an address.`;

function comparePin(pin: PackagePin, found: FrozenPackage | undefined, isOwn: boolean): PackageStep | null {
  const { name } = pin;
  if (name === 'pip' || name === 'uv' || (found !== undefined && isSamePackage(pin, found))) return null;
  const states = { from: found === undefined ? null : describe(found), to: describe(pin) };
  if (isHardwarePackage(name)) return leave(name, states, hardwareNote);
  if (pin.address !== null && !isOwn) return leave(name, states, addressNote);
  const action = found === undefined ? 'install' : 'switch';
  return { change: { subject: 'python', name, action, ...states, note: null }, pin };
}

function compareOdd(
  { line, name }: RecordedPackages['odd'][number],
  installed: ReadonlyMap<string, FrozenPackage>,
): PackageStep[] {
  if (name !== null && installed.has(name)) return [];
  const isAbout = name ?? line.slice(0, 100);
  return [
    leave(
      isAbout,
      { from: null, to: line },
      msg`It was recorded as an editable install, which cannot be made again from here.`,
    ),
  ];
}

function reasonToKeep(name: string, needed: ReadonlySet<string>): Message | null {
  if (isHardwarePackage(name)) return hardwareNote;
  return needed.has(name) ? msg`The snapshot does not name it, but ComfyUI or the torch family needs it.` : null;
}

export interface PackageComparison {
  /** Whether the snapshot was made here: what another one names by an address is left. */
  isOwn: boolean;
  pips: Readonly<Record<string, string>>;
  installed: ReadonlyMap<string, FrozenPackage>;
  /** Names to keep although the snapshot lacks them; null: nothing is removed at all. */
  neededOnly: ReadonlySet<string> | null;
}

/** Compares the recorded Python packages with the installed ones. Pure. */
export function planPackages({ pips, isOwn, installed, neededOnly }: PackageComparison): PackageStep[] {
  const { pins, odd } = readPackages(pips);
  const steps = pins.flatMap((pin) => comparePin(pin, installed.get(pin.name), isOwn) ?? []);
  const lines = odd.flatMap((one) => compareOdd(one, installed));
  if (neededOnly === null) return [...steps, ...lines];
  const named = new Set([...pins.map(({ name }) => name), ...odd.flatMap(({ name }) => name ?? [])]);
  const surplus = [...installed].filter(([name]) => !named.has(name) && !isInstaller(name));
  const removals = surplus.map(([name, found]): PackageStep => {
    const states = { from: describe(found), to: null };
    const reason = reasonToKeep(name, neededOnly);
    if (reason !== null) return leave(name, states, reason);
    return { change: { subject: 'python', name, action: 'remove', ...states, note: null }, pin: null };
  });
  return [...steps, ...lines, ...removals];
}
