import { unwatchedJob } from '../../../async/job';
import { downloadInRanges } from '../ranged-download';

// For tests only: a process that downloads, and is killed meanwhile.
const [, , url = '', folder = '', segmentBytes = ''] = process.argv;
const inspect = () => ({ sizeBytes: null, sha256: null });
await downloadInRanges({ url, folder, stallMs: 5000, segmentBytes: Number(segmentBytes), inspect }, unwatchedJob());
