import { torchFamily } from '../packages/hardware-packages';
import { readDistributions } from '../packages/packages';
import { sitePackagesIn } from '../environment/python-files';

/** Lines that bind the installed build of torch and its family as it is: requirements must not exchange it for one of another index. */
export async function pinInstalledTorch(environmentDir: string): Promise<string[]> {
  const distributions = await readDistributions(await sitePackagesIn(environmentDir));
  return torchFamily.flatMap((name) => {
    const version = distributions.get(name)?.version;
    return version === undefined ? [] : [`${name}==${version}`];
  });
}
