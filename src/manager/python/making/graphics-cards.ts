import { join } from 'node:path';
import { listNames, pathExists, readTextIfPresent } from '../../../base/files/files';
import { runProgram } from '../../../base/process/run';
import type { GraphicsCard, TorchKind } from '../../../contract/python/making';

const askMs = 8000;
const vendors: Readonly<Record<string, { name: string; kind: TorchKind }>> = {
  '0x10de': { name: 'NVIDIA', kind: 'cuda' },
  '0x1002': { name: 'AMD', kind: 'rocm' },
  '0x8086': { name: 'Intel', kind: 'xpu' },
};

/** The kind of torch for a card by the name that the system shows; null: torch cannot use it. Integrated graphics of Intel do not count. */
export function kindOfCard(name: string): TorchKind | null {
  if (/nvidia|geforce|quadro|\btesla\b/i.test(name)) return 'cuda';
  if (/\b(amd|radeon|ati)\b/i.test(name)) return 'rocm';
  return /intel.*\barc\b/i.test(name) ? 'xpu' : null;
}

/** One line for each card of NVIDIA. */
export function parseNvidia(output: string): GraphicsCard[] {
  const names = output.split(/\r?\n/).map((line) => line.trim());
  return names.filter((name) => name !== '').map((name) => ({ name, kind: 'cuda' }));
}

async function askNvidia(): Promise<GraphicsCard[]> {
  const args = ['--query-gpu=name', '--format=csv,noheader'];
  const { stdout } = await runProgram('nvidia-smi', args, { timeoutMs: askMs });
  return parseNvidia(stdout);
}

/** Whether a card of Intel is one that computes: the integrated ones sit at the same place of every machine. */
async function isIntegrated(deviceDir: string): Promise<boolean> {
  const event = (await readTextIfPresent(join(deviceDir, 'uevent')).catch(() => null)) ?? '';
  return /^PCI_SLOT_NAME=0000:00:02\.0$/m.test(event);
}

/** What the kernel of Linux says of its cards. `root`: where it says so. */
export async function readLinuxCards(root = '/sys/class/drm'): Promise<GraphicsCard[]> {
  const cards = (await listNames(root).catch(() => [])).filter((name) => /^card\d+$/.test(name));
  const found = cards.map(async (card): Promise<GraphicsCard[]> => {
    const deviceDir = join(root, card, 'device');
    const id = (await readTextIfPresent(join(deviceDir, 'vendor')).catch(() => null))?.trim() ?? '';
    const vendor = vendors[id];
    if (vendor === undefined || (vendor.kind === 'xpu' && (await isIntegrated(deviceDir)))) return [];
    return [{ ...vendor }];
  });
  return (await Promise.all(found)).flat();
}

async function askWindows(): Promise<GraphicsCard[]> {
  const command = 'Get-CimInstance Win32_VideoController | ForEach-Object { $_.Name }';
  const args = ['-NoProfile', '-NonInteractive', '-Command', command];
  const { stdout } = await runProgram('powershell.exe', args, { timeoutMs: askMs });
  return stdout.split(/\r?\n/).flatMap((line) => {
    const name = line.trim();
    const kind = kindOfCard(name);
    return kind === null ? [] : [{ name, kind }];
  });
}

/** The graphics cards of this machine that a build of torch is for. Starts programs that only tell; what does not answer tells nothing. */
export async function findGraphicsCards(platform: NodeJS.Platform, arch: string): Promise<GraphicsCard[]> {
  if (platform === 'darwin') return arch === 'arm64' ? [{ name: 'Apple', kind: 'metal' }] : [];
  const named = await askNvidia().catch(() => []);
  const seen = platform === 'win32' ? await askWindows().catch(() => []) : await readLinuxCards();
  // A card of NVIDIA without its driver cannot be used, and with it the driver tells its name.
  const hasDriver = named.length > 0 || (await pathExists('/proc/driver/nvidia/version'));
  return [...named, ...seen.filter(({ kind }) => kind !== 'cuda' || (hasDriver && named.length === 0))];
}
