import { unwatchedJob } from '../../../base/async/job';
import { silentLogger } from '../../../base/log';
import { AppSettings, type ManagerConfig } from '../../../contract/settings';
import { createPaths } from '../../installation/paths';
import { createPython } from '../python';
import { testInstallation } from './python-place';

// For tests only: a process of its own that installs the requirements of a folder, so that it can be killed.
const [baseDir = '', tool = 'uv', indexUrl = ''] = process.argv.slice(2);
const installation = testInstallation(baseDir);
const paths = await createPaths(installation);
const settings = AppSettings.parse({ 'python.tool': tool, 'python.indexUrl': indexUrl });
const config = { downgrade_blacklist: [], git_exe: '' } as unknown as ManagerConfig;
const python = createPython({ installation, settings, config: () => config, paths, log: silentLogger });
await python.installRequirements({ packDir: baseDir, packName: 'A' }, unwatchedJob());
