import { useState } from 'react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import { formatDuration } from '../../texts/formatting';
import { openLink } from '../queue/actions';
import { nameBothVersions, writeVersion } from './comfy-build';
import { useComfyVersion } from './comfy-queries';
import { useInstallation } from '../installation/installation-queries';
import { useNow } from '../../hooks/use-now';

/** Addresses that stand for every interface, this machine's own included. */
const everywhere = /^(?:0\.0\.0\.0|\[::\]|):/u;

/** Where the gateway serves ComfyUI's web UI; null while it does not listen. */
export function useWebAddress(): string | null {
  const { apiPort = null, exposedAt = null } = useInstallation().data ?? {};
  if (apiPort === null) return null;
  const isOneAddress = exposedAt !== null && !everywhere.test(exposedAt);
  return `http://${isOneAddress ? exposedAt : `127.0.0.1:${apiPort}`}/`;
}

/** Where other machines can reach API and gateway; null when they cannot. */
export function useExposure(): string | null {
  return useInstallation().data?.exposedAt ?? null;
}

/** Opens the web UI in the browser. */
export function useOpenWeb(): (() => void) | null {
  const address = useWebAddress();
  return address === null ? null : () => openLink(address);
}

/**
 * The version of ComfyUI, in words: both where the process runs another one than lies on disk. Of a ComfyUI that somebody else started only the one on
 * disk is known, and said to be that. Null while nobody knows.
 */
export function useVersionWords({ state, versions }: Pick<ComfyStatus, 'state' | 'versions'>): string | null {
  const checkedOut = useComfyVersion();
  const recognised = useInstallation().data?.installation?.version ?? null;
  const both = nameBothVersions(versions, (names) => t('comfy.versions.both', { ...names }));
  if (both !== null) return both;
  const version = checkedOut ?? recognised;
  if (version === null) return null;
  const words = writeVersion(version);
  return state === 'foreign' ? t('comfy.versions.installed', { version: words }) : words;
}

/** When what is shown now was first seen, in milliseconds; starts anew with every other `subject`. */
function useFirstSeen(subject: string | null, nowMs: number): number {
  const [seen, setSeen] = useState({ subject, atMs: nowMs });
  if (seen.subject !== subject) setSeen({ subject, atMs: nowMs });
  return seen.subject === subject ? seen.atMs : nowMs;
}

/** How far a start has come, in words: the phase, or the pack that takes long and how long it has taken since that was told. */
export function usePhaseWords({ phase, importing }: ComfyStatus): string {
  const nowMs = useNow(1000);
  const sinceMs = useFirstSeen(importing, nowMs);
  if (importing === null) return t(`comfy.phases.${phase ?? 'starting'}`);
  const waitedMs = nowMs - sinceMs;
  if (waitedMs < 1000) return t('comfy.importing', { name: importing });
  return t('comfy.importingFor', { name: importing, duration: formatDuration(waitedMs) });
}
