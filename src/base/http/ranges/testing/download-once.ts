import { readFileSync } from 'node:fs';
import { unwatchedJob } from '../../../async/job';
import { downloadInRanges } from '../ranged-download';

// For tests and measurements only: a process that downloads an address into a folder, and prints what that took.
const [, , url = '', folder = '', segmentBytes] = process.argv;
const before = { memory: process.memoryUsage().rss, cpu: process.cpuUsage(), atMs: performance.now() };
const inspect = () => ({ sizeBytes: null, sha256: null });
const size = segmentBytes === undefined ? {} : { segmentBytes: Number(segmentBytes) };
const { bytes } = await downloadInRanges({ url, folder, stallMs: 5000, inspect, ...size }, unwatchedJob());
const { user, system } = process.cpuUsage(before.cpu);
const ms = performance.now() - before.atMs;
// What `resourceUsage` tells on Linux is never less than what the process had that started this one.
const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
const peakKilobytes = Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
const memory = peakKilobytes * 1024 - before.memory;
process.stdout.write(JSON.stringify({ bytes, ms, cpuMs: (user + system) / 1000, memory }));
