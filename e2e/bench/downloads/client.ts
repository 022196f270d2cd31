import { downloadInRanges } from '../../../src/base/http/ranges/ranged-download';
import { unwatchedJob } from '../../../src/base/async/job';

// A process of its own: downloads an address into a folder, and prints what that took.
const [, , url = '', folder = ''] = process.argv;
const before = { memory: process.memoryUsage().rss, cpu: process.cpuUsage(), atMs: performance.now() };
const inspect = () => ({ sizeBytes: null, sha256: null });
const { bytes } = await downloadInRanges({ url, folder, stallMs: 30_000, inspect }, unwatchedJob());
const { user, system } = process.cpuUsage(before.cpu);
const ms = performance.now() - before.atMs;
// In kilobytes (Node, `process.resourceUsage`).
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ bytes, ms, cpuMs: (user + system) / 1000, memory: peak - before.memory }));
